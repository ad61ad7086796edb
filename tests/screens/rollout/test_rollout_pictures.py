"""Pictures of the install tree: at two sizes, in every state that a run has, and of each tab of the details."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from screens.rollout.action_screen import ActionScreen
from screens.widgets.text_lines import TextLines
from tests.screens.rollout.showing import VIEWS, Shown, detail_of, pressing, settled

SMALL, LARGE = (80, 24), (120, 40)
SIZES = [SMALL, LARGE]


def named(value: object) -> str:
    return f"{value[0]}x{value[1]}" if isinstance(value, tuple) else str(value)


def told(pilot: Pilot[int]) -> bool:
    """The lines of the tab in sight have come."""
    pane = detail_of(pilot).panes[detail_of(pilot).active]
    return any(lines.lines for lines in pane.query(TextLines))


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("name", VIEWS)
def test_the_tree_fits_and_says_all(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS[name]).app(), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize(("name", "size"), [("middle", SMALL), ("failed", LARGE)], ids=named)
def test_the_tree_is_as_readable_on_light(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS[name], theme="light").app(), terminal_size=size, run_before=pressing())


def test_ascii_glyphs_and_borders_replace_the_others(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS["failed"], ascii=True).app(), terminal_size=SMALL, run_before=pressing())


def test_along_the_graph_children_hang_on_their_parents(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS["failed"]).app(), terminal_size=SMALL, run_before=pressing("g", "g"))


@pytest.mark.parametrize(("size", "key"), [(SMALL, "e"), (SMALL, "l"), (LARGE, "d"), (SMALL, "y")], ids=named)
def test_a_tab_of_the_details_is_readable(size: tuple[int, int], key: str, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS["failed"]).app(), terminal_size=size, run_before=pressing(key, until=told))


def test_the_details_take_the_screen_where_it_is_narrow(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS["failed"]).app(), terminal_size=SMALL, run_before=pressing("enter"))


def test_a_skip_says_what_it_does_and_asks_why(snap_compare: Callable[..., bool]) -> None:
    async def ask(pilot: Pilot[int]) -> None:
        await pressing()(pilot)
        await pilot.press("x")
        await settled(pilot, lambda: isinstance(pilot.app.screen, ActionScreen))
        pilot.app.screen.query_one("#reason", Input).cursor_blink = False

    assert snap_compare(Shown(VIEWS["failed"]).app(), terminal_size=SMALL, run_before=ask)


def test_sixty_columns_and_fifteen_lines_still_hold_what_is_needed(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(Shown(VIEWS["failed"]).app(), terminal_size=(60, 15), run_before=pressing())
