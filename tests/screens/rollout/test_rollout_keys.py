"""The install tree by keyboard and by mouse: every key in the footer does what it says."""

import asyncio

from textual.widgets import DataTable, Input

from forge_tui.domain.events import ComponentApplied, ComponentDiagnosed, ComponentObserved, ComponentReady, Stamped
from forge_tui.domain.view import RunView
from screens.app import SHOW_EVERY_S
from screens.widgets.attention_strip import AttentionStrip
from screens.widgets.filter_bar import FilterBar
from tests.domain.streams import MIDDLE, at, folded
from tests.screens.rollout.showing import FAILURE, VIEWS, Shown, detail_of, on, settled, shown_keys, tree_of


async def test_enter_opens_the_details_and_escape_leads_back() -> None:
    async with Shown(FAILURE).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        assert not detail_of(pilot).is_seen
        assert {"enter", "slash", "g", "l", "d", "r"} <= shown_keys(pilot)
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(pilot.app.focused, DataTable) and pilot.app.focused.row_count == 4)
        assert not tree_of(pilot).region
        assert "escape" in shown_keys(pilot)
        assert "slash" not in shown_keys(pilot)
        await pilot.press("escape")
        await settled(pilot, lambda: tree_of(pilot).has_focus)
        assert not detail_of(pilot).is_seen
        assert tree_of(pilot).selected == "kserve"


async def test_g_groups_by_wave_layer_and_graph_and_keeps_the_cursor() -> None:
    async with Shown(FAILURE).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        titles = []
        for _ in range(3):
            titles.append(str(tree_of(pilot).border_title))
            await pilot.press("g")
            await settled(pilot, lambda: tree_of(pilot).selected == "kserve")
        assert titles == ["Components by wave", "Components by layer", "Components along the graph"]
        assert str(tree_of(pilot).border_title) == "Components by wave"


async def test_a_group_folds_and_stays_folded_when_components_appear() -> None:
    async with Shown(VIEWS["middle"]).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("home", "enter")
        await settled(pilot, lambda: tree_of(pilot).last_line == 6)
        pilot.app.arrived(Stamped(99, at(99), ComponentApplied("aaa-newcomer")))  # type: ignore[attr-defined]
        await settled(pilot, lambda: "aaa-newcomer" in tree_of(pilot).components)
        assert tree_of(pilot).last_line == 6
        await pilot.press("space")
        await settled(pilot, lambda: tree_of(pilot).last_line == 9)


async def test_a_filter_narrows_while_typing_and_escape_takes_it_away() -> None:
    async with Shown(FAILURE).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("slash", *"external")
        assert isinstance(pilot.app.focused, Input)
        await settled(pilot, lambda: tree_of(pilot).components == ["external-secrets", "external-secrets-config"])
        await pilot.press("enter")
        assert tree_of(pilot).has_focus
        assert pilot.app.screen.query_one(FilterBar).region
        await pilot.press("escape")
        await settled(pilot, lambda: len(tree_of(pilot).components) == 6)
        assert not pilot.app.screen.query_one(FilterBar).region


async def test_v_shows_what_is_not_ready_then_what_needs_attention_then_all() -> None:
    async with Shown(FAILURE).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        for count in (4, 1, 6):
            await pilot.press("v")
            await settled(pilot, lambda count=count: len(tree_of(pilot).components) == count)  # type: ignore[misc]  # bound now


async def test_a_filtered_list_loses_what_no_longer_fits() -> None:
    async with Shown(VIEWS["middle"]).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("v")
        await settled(pilot, lambda: len(tree_of(pilot).components) == 4)
        pilot.app.arrived(Stamped(99, at(99), ComponentReady("kserve", 45.0)))  # type: ignore[attr-defined]
        await settled(pilot, lambda: "kserve" not in tree_of(pilot).components)


async def test_n_and_a_click_lead_to_what_needs_a_person() -> None:
    view = folded([Stamped(80, at(120), ComponentDiagnosed("openbao", "FT-202", "No node", "Pod x", "full", "", heals=False))], FAILURE)
    async with Shown(view).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "cert-manager")
        for component in ("kserve", "openbao", "kserve"):
            await pilot.press("n")
            await settled(pilot, lambda component=component: tree_of(pilot).selected == component)  # type: ignore[misc]  # bound now
        strip = pilot.app.screen.query_one(AttentionStrip)
        assert strip.region.height == 2
        await pilot.click(AttentionStrip, offset=(20, 1))
        await settled(pilot, lambda: tree_of(pilot).selected == "openbao")


async def test_n_finds_what_a_filter_hides() -> None:
    async with Shown(FAILURE).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("slash", *"cert", "enter")
        await settled(pilot, lambda: tree_of(pilot).components == ["cert-manager"])
        await pilot.press("n")
        await settled(pilot, lambda: tree_of(pilot).selected == "kserve")


async def test_events_that_arrive_are_shown_and_only_their_lines_are_drawn() -> None:
    async with Shown(VIEWS["middle"]).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "openbao")
        tree, drawn = tree_of(pilot), []
        draw = tree.render_label

        def counted(node, *arguments):  # type: ignore[no-untyped-def]
            drawn.append(node.data.title)
            return draw(node, *arguments)

        tree.render_label = counted  # type: ignore[method-assign]
        pilot.app.arrived(Stamped(99, at(99), ComponentObserved("kserve", "OutOfSync", "Degraded", "x")))  # type: ignore[attr-defined]
        await settled(pilot, lambda: "kserve" in drawn)
        assert set(drawn) <= {"kserve", "wave 1", "external-secrets"}


async def test_many_events_make_few_updates() -> None:
    app = Shown(VIEWS["middle"]).app()
    loop = asyncio.get_running_loop()
    async with app.run_test() as pilot:
        before, begin = app.updates, loop.time()
        for number in range(5000):
            app.arrived(Stamped(number, at(number), ComponentObserved("kserve", "Synced", "Progressing", f"{number}")))
            if number % 100 == 0:
                await asyncio.sleep(0)
        await settled(pilot, lambda: app.view.at == at(4999) and app.updates > before)
        assert app.updates - before <= 2 + (loop.time() - begin) / SHOW_EVERY_S


async def test_the_screen_begins_empty_and_fills() -> None:
    app = Shown(RunView()).app()
    async with app.run_test() as pilot:
        await pilot.press("enter", "n", "g", "g", "g", "escape")
        for one in MIDDLE:
            app.arrived(one)
        await settled(pilot, lambda: len(tree_of(pilot).components) == 6)
        assert app.view == folded(MIDDLE)
        assert tree_of(pilot).selected == "cert-manager"
