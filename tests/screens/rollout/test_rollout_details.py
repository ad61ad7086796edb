"""The details of a component: they follow the cursor, ask only for what is seen, and show foreign text as it stands."""

import asyncio

from textual.widgets import DataTable, Tab

from screens.rollout.action_screen import ActionScreen
from screens.widgets.logs_pane import LogsPane
from screens.widgets.text_lines import TextLines
from tests.domain.streams import FAILED, folded
from tests.screens.rollout.inspected import HOSTILE, LINES, FixedInspector
from tests.screens.rollout.showing import FAILURE, Shown, detail_of, note_of, on, settled, shown_keys, summary_of, tree_of


async def test_the_details_follow_the_cursor() -> None:
    async with Shown(FAILURE).app().run_test(size=(120, 40)) as pilot:
        await on(pilot, "kserve")
        await settled(pilot, lambda: "FT-203 Image not found" in summary_of(pilot))
        assert "do: kubectl -n kserve describe pod" in summary_of(pilot)
        assert "needs cert-manager" in summary_of(pilot)
        assert "[/not markup] not found�[31m" in summary_of(pilot)
        await pilot.press("down", "down")
        await settled(pilot, lambda: "waits for kserve" in summary_of(pilot))


async def test_the_tabs_are_asked_for_only_when_they_are_seen_and_show_harmless_text() -> None:
    inspector = FixedInspector()
    shown = Shown(FAILURE, inspector=inspector)
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        assert inspector.asked == []
        for key, question in [("o", "resources kserve"), ("e", "happenings kserve"), ("d", "differences kserve"), ("y", "document kserve")]:
            await pilot.press(key)
            await settled(pilot, lambda question=question: question in inspector.asked)  # type: ignore[misc]  # bound now
            assert {entry.split()[0] for entry in inspector.asked} == {question.split()[0]}
            inspector.asked.clear()
        shown_lines = detail_of(pilot).panes["events"].query_one(TextLines).lines
        assert "[@click=app.bell()]x[/] �]52;c;aGk=� �31m �evil" in " ".join(" ".join(shown_lines).split())
        assert not set("\x1b\x07\x9b\u202e") & set("".join(shown_lines))
        assert set("\x1b\x07\x9b\u202e") & set(HOSTILE)


async def test_an_object_is_opened_as_yaml_and_the_next_component_shows_its_application() -> None:
    inspector = FixedInspector()
    shown = Shown(FAILURE, inspector=inspector)
    async with shown.app().run_test(size=(120, 40)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("o")
        await settled(pilot, lambda: isinstance(pilot.app.focused, DataTable) and pilot.app.focused.row_count == 4)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot, lambda: "document Secret kserve/kserve-webhook-server-cert" in inspector.asked)
        await settled(
            pilot, lambda: isinstance(pilot.app.focused, TextLines) and "  tls.key: (1704 bytes, hidden)" in pilot.app.focused.lines
        )
        await pilot.press("escape", "down", "down")
        await settled(pilot, lambda: inspector.asked[-1].startswith("document a-component"))


async def test_logs_follow_turn_to_the_previous_run_and_to_the_next_container() -> None:
    inspector = FixedInspector()
    shown = Shown(FAILURE, inspector=inspector)
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("l")
        pane = pilot.app.screen.query_one(LogsPane)
        await settled(pilot, lambda: len(pane.lines.lines) == len(LINES))
        await settled(pilot, lambda: pane.lines.is_vertical_scroll_end and pane.lines.scroll_y > 0)
        assert {"f", "p", "right_square_bracket", "escape"} <= shown_keys(pilot)
        await pilot.press("]")
        await settled(pilot, lambda: "logs kube-rbac-proxy follow" in inspector.asked)
        await settled(pilot, lambda: pane.lines.lines[-1:] == (f"{LINES[-1]} kube-rbac-proxy",))
        await pilot.press("p")
        await settled(pilot, lambda: pane.lines.lines == ("panic: no such image",))
        assert inspector.asked[-1] == "logs kube-rbac-proxy previous"
        await pilot.press("p", "f")
        await settled(pilot, lambda: len(pane.lines.lines) == len(LINES))
        assert not pane.lines.follow


async def test_a_log_that_floods_keeps_the_latest_lines_and_the_keys_work() -> None:
    class Flood(FixedInspector):
        async def logs(self, *arguments: object, **named: object):  # type: ignore[no-untyped-def]  # a generator of any kind
            for number in range(60_000):
                yield f"line {number}"
                if number % 500 == 0:
                    await asyncio.sleep(0)

    async with Shown(FAILURE, inspector=Flood()).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("l")
        pane = pilot.app.screen.query_one(LogsPane)
        await settled(pilot, lambda: pane.lines.lines[-1:] == ("line 59999",))
        assert len(pane.lines.lines) <= 10_000
        await pilot.press("escape")
        assert tree_of(pilot).has_focus


async def test_what_the_inspector_refuses_is_said_and_asked_again_later() -> None:
    inspector = FixedInspector()
    shown = Shown(FAILURE, inspector=inspector)
    inspector.refuses = True
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("y")
        pane = detail_of(pilot).panes["yaml"]
        await settled(pilot, lambda: "there is no Application yet" in note_of(pane))
        inspector.refuses = False
        await pilot.press("e", "y")
        await settled(pilot, lambda: "secrets hidden" in note_of(pane))


async def test_a_recorded_run_says_that_it_cannot_be_looked_at_and_offers_no_action() -> None:
    async with Shown(FAILURE, inspector=None, operator=None).app().run_test(size=(120, 40)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("d")
        await settled(pilot, lambda: "Not available here" in note_of(detail_of(pilot).panes["diff"]))
        assert shown_keys(pilot).isdisjoint({"r", "s", "t", "x"})
        await pilot.press("escape", "r", "x")
        assert not isinstance(pilot.app.screen, ActionScreen)


async def test_a_click_on_a_row_opens_it_and_a_click_on_a_tab_turns_to_it() -> None:
    inspector = FixedInspector()
    shown = Shown(FAILURE, inspector=inspector)
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "cert-manager")
        row = next(
            line for line in range(10) if (node := tree_of(pilot).get_node_at_line(line)) and node.data and node.data.component == "kserve"
        )
        await pilot.click(tree_of(pilot), offset=(12, row + 1))
        await settled(pilot, lambda: detail_of(pilot).is_seen and detail_of(pilot).component == "kserve")
        tab = next(tab for tab in pilot.app.screen.query(Tab) if tab.label_text == "Diff")
        await pilot.click(tab)
        await settled(pilot, lambda: "differences kserve" in inspector.asked)


async def test_resizing_back_and_forth_keeps_cursor_tab_and_details() -> None:
    async with Shown(folded(FAILED)).app().run_test(size=(200, 60)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("l")
        await settled(pilot, lambda: detail_of(pilot).active == "logs")
        for size in ((60, 15), (200, 60)):
            await pilot.resize_terminal(*size)
            await settled(pilot, lambda: detail_of(pilot).is_seen)
        assert (tree_of(pilot).selected, detail_of(pilot).active) == ("kserve", "logs")
