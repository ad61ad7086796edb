"""The console: the tree of an installed platform, locked until its name was typed, and the vault."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from forge_tui.domain.inspection import Action
from screens.app import ForgeApp
from screens.console import ConsoleScreen
from screens.unlock import UnlockScreen
from screens.unseal import UnsealScreen
from tests.domain.streams import MIDDLE, at, folded
from tests.screens.steward import MemorySteward

VIEW = folded(MIDDLE)


class Recorder:
    """An operator that remembers."""

    def __init__(self) -> None:
        self.asked: list[tuple[Action, str]] = []

    @property
    def offers(self) -> Collection[Action]:
        return (Action.SYNC, Action.REFRESH)

    async def act(self, action: Action, component: str, reason: str = "") -> str:
        self.asked.append((action, component))
        return "done"


class Handover(Screen[None]):
    """Stands for the handover."""


def console(operator: Recorder | None = None, steward: MemorySteward | None = None, **options: Any) -> ForgeApp:
    return ForgeApp(
        VIEW,
        now=lambda: at(140),
        theme="dark",
        owns_run=False,
        start=lambda app: ConsoleScreen(
            app.view, now=app.now, ascii=app.ascii, steward=steward, operator=operator or Recorder(), handover=Handover
        ),
        **options,
    )


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await pilot.pause(0.01)


def said(app: ForgeApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).render())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_console_fits(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(console(steward=MemorySteward()), terminal_size=size)


@pytest.mark.parametrize("key", ["k", "w"], ids=["unlock", "unseal"])
def test_its_questions_fit(key: str, snap_compare: Callable[..., bool]) -> None:
    async def asked(pilot: Pilot[Any]) -> None:
        await pilot.press(key)
        await pilot.pause()
        field = pilot.app.screen.query_one(Input)
        await until(pilot, lambda: field.has_focus)
        field.cursor_blink = False

    assert snap_compare(console(steward=MemorySteward()), terminal_size=(80, 24), run_before=asked)


async def test_nothing_can_be_changed_before_the_name_was_typed() -> None:
    operator = Recorder()
    app = console(operator)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        assert isinstance(app.screen, ConsoleScreen)
        assert app.screen.locked
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen))
        await pilot.press(*"prod", "enter")
        await until(pilot, lambda: "not its name" in said(app, "#wrong"))
        await pilot.press(*"-eu", "enter")
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen) and not app.screen.locked)
        await pilot.press("u")
        await until(pilot, lambda: operator.asked)
    assert operator.asked[0][0] is Action.REFRESH
    assert app.return_code != 130


async def test_escape_keeps_it_locked() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "escape")
        await pilot.pause()
        assert isinstance(app.screen, ConsoleScreen)
        assert app.screen.locked


async def test_shares_are_taken_masked_and_open_the_vault() -> None:
    steward = MemorySteward()
    app = console(steward=steward)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, UnsealScreen) and app.screen.query_one(Input).has_focus)
        await pilot.press(*"one")
        assert app.screen.query_one(Input).password
        shown = [strip.text for strip in app.screen._compositor.render_strips()]
        assert any("•••" in line for line in shown)
        await pilot.press("enter")
        await until(pilot, lambda: "1 of 2 shares given" in said(app, "#state"))
        await pilot.press(*"one", "enter")
        await until(pilot, lambda: "given already" in said(app, "#problem"))
        await pilot.press(*"two", "enter")
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen))
    assert steward.given == {"one", "two"}


async def test_a_wrong_share_is_told_and_asked_for_again() -> None:
    app = console(steward=MemorySteward())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, UnsealScreen) and app.screen.query_one(Input).has_focus)
        await pilot.press(*"bad", "enter", *"one", "enter")
        await until(pilot, lambda: "FT-504" in said(app, "#problem"))
        assert "0 of 2 shares given" in said(app, "#state")


async def test_an_open_vault_asks_for_nothing() -> None:
    steward = MemorySteward()
    steward.given = {"one", "two"}
    app = console(steward=steward)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, UnsealScreen) and "is open" in said(app, "#state"))
        assert not app.screen.query_one(Input).display


async def test_h_shows_the_handover() -> None:
    app = console()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, Handover))
