"""The rollout screen: pictures at two sizes, and what keys do."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static

from forge_tui.domain.events import ComponentApplied, ComponentObserved, ComponentReady, Stamped
from forge_tui.domain.view import RunView
from screens.app import SHOW_EVERY_S, ForgeApp
from screens.foreign import cell, foreign, foreign_line
from screens.widgets.component_detail import ComponentDetail
from screens.widgets.component_table import ComponentTable
from tests.domain.streams import FAILED, MIDDLE, at, folded

SIZES = [(80, 24), (120, 40)]
VIEWS = {"empty": RunView(), "middle": folded(MIDDLE), "failed": folded(FAILED)}


def showing(view: RunView, *, ascii: bool = False) -> ForgeApp:  # noqa: A002 - named like the flag
    return ForgeApp(view, now=lambda: at(140), ascii=ascii)


async def settled(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await pilot.pause(0.01)


async def on_kserve(pilot: Pilot[int]) -> None:
    """Put the cursor on the component that waits."""
    await pilot.pause()
    table = pilot.app.screen.query_one(ComponentTable)
    if table.row_count:
        table.move_cursor(row=table.get_row_index("kserve"))
        await pilot.pause()


def detail_of(app: ForgeApp) -> str:
    return str(app.screen.query_one("#detail-text", Static).render())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", VIEWS)
def test_the_rollout_fits_and_says_all(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(VIEWS[name]), terminal_size=size, run_before=on_kserve)


def test_ascii_glyphs_and_borders_replace_the_others(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(VIEWS["failed"], ascii=True), terminal_size=(80, 24), run_before=on_kserve)


async def test_the_details_follow_the_cursor() -> None:
    app = showing(VIEWS["failed"])
    async with app.run_test(size=(80, 24)) as pilot:
        await on_kserve(pilot)
        assert "FT-203 Image not found" in detail_of(app)
        assert "do: kubectl -n kserve describe pod" in detail_of(app)
        await pilot.press("down")
        await settled(pilot, lambda: "waits for kserve" in detail_of(app))


async def test_markup_in_a_message_is_shown_as_it_stands() -> None:
    app = showing(VIEWS["failed"])
    async with app.run_test(size=(80, 24)) as pilot:
        await on_kserve(pilot)
        assert "[/not markup] not found�[31m" in detail_of(app)


@pytest.mark.parametrize(("name", "code"), [("failed", 1), ("middle", 130)])
async def test_q_leaves_with_the_exit_code_of_the_run(name: str, code: int) -> None:
    app = showing(VIEWS[name])
    async with app.run_test() as pilot:
        await pilot.press("q")
    assert (app.return_value, app.return_code) == (code, code)


async def test_events_that_arrive_are_shown() -> None:
    app = showing(RunView())
    async with app.run_test() as pilot:
        for one in MIDDLE:
            app.arrived(one)
        table = app.screen.query_one(ComponentTable)
        await settled(pilot, lambda: table.row_count == 6)
        assert app.view == folded(MIDDLE)
        assert table.get_cell("cert-manager", "state").plain == "● Healthy"
        app.arrived(Stamped(99, at(99), ComponentReady("kserve", 45.0)))
        await settled(pilot, lambda: table.get_cell("kserve", "state").plain == "● Healthy")


async def test_many_events_make_few_updates() -> None:
    app = showing(VIEWS["middle"])
    loop = asyncio.get_running_loop()
    async with app.run_test() as pilot:
        before, begin = app.updates, loop.time()
        for number in range(5000):
            app.arrived(Stamped(number, at(number), ComponentObserved("kserve", "Synced", "Progressing", f"{number}")))
            if number % 100 == 0:
                await asyncio.sleep(0)
        await settled(pilot, lambda: app.view.at == at(4999) and app.updates > before)
        assert app.updates - before <= 2 + (loop.time() - begin) / SHOW_EVERY_S


async def test_events_may_come_from_another_thread() -> None:
    app = showing(VIEWS["middle"])
    async with app.run_test() as pilot:
        await asyncio.to_thread(app.arrived, Stamped(99, at(99), ComponentApplied("openbao")))
        await settled(pilot, lambda: app.view.at == at(99))
        assert app.view.components["openbao"].since == at(99)


async def test_the_cursor_stays_on_its_component_when_others_appear() -> None:
    app = showing(VIEWS["middle"])
    async with app.run_test() as pilot:
        await on_kserve(pilot)
        app.arrived(Stamped(99, at(99), ComponentApplied("aaa-newcomer")))
        table = app.screen.query_one(ComponentTable)
        await settled(pilot, lambda: table.row_count == 7)
        assert table.selected == "kserve"


async def test_the_details_can_be_reached_and_scrolled_by_keyboard() -> None:
    app = showing(VIEWS["failed"])
    async with app.run_test(size=(80, 24)) as pilot:
        await on_kserve(pilot)
        await pilot.press("tab")
        assert isinstance(app.focused, ComponentDetail)


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=100))
def test_foreign_text_is_shown_and_never_interpreted(text: str) -> None:
    content = foreign(text)
    assert content.spans == []
    assert len(content.plain) <= 100
    assert "\n" not in foreign_line(text, "bold").plain
    assert cell(text, width=10).spans == []
