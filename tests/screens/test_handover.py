"""The handover: what the operator takes over, and passwords that are shown once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import DataTable, Static

from forge_tui.domain.failures import ClusterUnreachable
from forge_tui.domain.view import RunView
from screens import handover_text
from screens.app import ForgeApp
from screens.handover import HandoverScreen
from screens.reveal import RevealScreen
from tests.domain.streams import at
from tests.screens.finished import HOSTILE, VIEWS
from tests.screens.steward import PASSWORD, MemorySteward

FILES = (("answers", "/home/op/answers.yaml"), ("journal", "/home/op/.local/state/forge-tui/runs/r1/events.ndjson"))
Snap = Callable[..., bool]


class Console(Screen[None]):
    """Stands for the console."""


def showing(view: RunView, *, theme: str = "dark", steward: MemorySteward | None = None, **options: Any) -> ForgeApp:
    keeper = steward or MemorySteward()
    return ForgeApp(
        view,
        now=lambda: at(241),
        theme=theme,
        start=lambda app: HandoverScreen(app.view, now=app.now, ascii=app.ascii, steward=keeper, files=FILES, console=Console),
        **options,
    )


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await pilot.pause(0.01)


async def filled(pilot: Pilot[Any]) -> None:
    """Visits and logins have arrived."""
    screen = pilot.app.screen
    await until(pilot, lambda: screen.query_one("#logins", DataTable).row_count)
    await pilot.pause()


def text_of(app: ForgeApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", VIEWS)
def test_the_handover_fits_and_says_all(name: str, size: tuple[int, int], snap_compare: Snap) -> None:
    assert snap_compare(showing(VIEWS[name]), terminal_size=size, run_before=filled)


@pytest.mark.parametrize("options", [{"theme": "light"}, {"theme": "contrast"}, {"ascii": True}], ids=["light", "contrast", "ascii"])
def test_the_handover_in_other_looks(options: dict[str, Any], snap_compare: Snap) -> None:
    assert snap_compare(showing(VIEWS["full"], **options), terminal_size=(80, 24), run_before=filled)


async def test_the_words_below_the_addresses_follow_the_cursor() -> None:
    app = showing(VIEWS["full"])
    async with app.run_test(size=(80, 24)) as pilot:
        await filled(pilot)
        answer = app.screen.query_one("#answer", Static)
        assert "this machine does not trust it: self-signed certificate" in str(answer.render())
        await pilot.press("end", "down", "down")
        await until(pilot, lambda: "no such name" in str(answer.render()))


async def test_a_password_is_shown_once_and_nowhere_else() -> None:
    steward = MemorySteward()
    app = showing(VIEWS["full"], steward=steward)
    async with app.run_test(size=(80, 24)) as pilot:
        await filled(pilot)
        assert PASSWORD not in text_of(app)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, RevealScreen))
        await pilot.pause()
        assert PASSWORD in text_of(app)
        await pilot.press("escape")
        await pilot.pause()
        assert PASSWORD not in text_of(app)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, RevealScreen))
        await pilot.pause()
        assert PASSWORD not in text_of(app)
        assert "kubectl -n argocd get secret argocd-initial-admin-secret" in text_of(app)
    assert len(steward.revealed) == 2


async def test_logins_that_cannot_be_read_are_told_and_nothing_breaks() -> None:
    app = showing(VIEWS["full"], steward=MemorySteward(error=ClusterUnreachable("no route to host [/x]")))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "no route to host [/x]" in text_of(app))
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, HandoverScreen)


async def test_o_opens_the_console_and_q_ends_with_the_code_of_the_run() -> None:
    app = showing(VIEWS["full"])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, Console))
        app.pop_screen()
        await pilot.press("q")
    assert app.return_code == 0


async def test_a_click_reveals_as_enter_does() -> None:
    app = showing(VIEWS["full"])
    async with app.run_test(size=(120, 40)) as pilot:
        await filled(pilot)
        await pilot.click("#logins", offset=(3, 1))
        await pilot.click("#logins", offset=(3, 1))
        await until(pilot, lambda: isinstance(app.screen, RevealScreen))


def test_retired_credentials_are_told_apart_from_those_that_remain() -> None:
    text = handover_text.credentials(VIEWS["full"], ascii=True).plain
    retired, remaining = text.split("CREDENTIALS REMAINING")
    assert "root token" in retired
    assert "seal key" in remaining


@pytest.mark.parametrize(("took_s", "usual_s", "words"), [(0.0, 30.0, "-"), (30.0, 0.0, "-"), (33.0, 30.0, "1.1x"), (72.0, 30.0, "2.4x")])
def test_times_are_compared_with_the_usual_ones(took_s: float, usual_s: float, words: str) -> None:
    assert handover_text._ratio(took_s, usual_s) == words


def test_hostile_words_of_a_handover_are_shown_as_they_stand() -> None:
    for content in (
        handover_text.credentials(VIEWS["long names"], ascii=False),
        handover_text.files(VIEWS["long names"], [(HOSTILE, HOSTILE)]),
        handover_text.summary(VIEWS["long names"], ascii=False),
    ):
        assert "[@click=app.bell]x[/]" in content.plain
        assert not set(content.plain) & {"\x1b", "\x07", "\u202e"}
