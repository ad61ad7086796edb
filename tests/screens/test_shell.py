"""The shell around every screen: help, palette, themes, leaving, the end."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static

from forge_tui.domain.events import Change, Outcome, Stamped, StepFinished
from forge_tui.domain.view import RunView
from screens.actions import actions_of
from screens.app import ForgeApp
from screens.ascii_only import ascii_of
from screens.departure import Departure
from screens.help import HelpScreen
from screens.leave import LeaveScreen
from screens.themes import THEMES, theme_for
from tests.domain.streams import FAILED, MIDDLE, UNCHANGED, at, folded

RUNNING = folded(MIDDLE)
Snap = Callable[..., bool]


class Plain(Screen[None]):
    """A screen with one action and a field."""

    AUTO_FOCUS = ""
    HELP = "Shows nothing but this.\nIts one action counts."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "count", "Count things", tooltip="one more")]
    view: reactive[RunView] = reactive(RunView)

    def __init__(self) -> None:
        super().__init__()
        self.counted = 0

    def compose(self) -> ComposeResult:
        yield Static("│ a plain screen … ● ✖ █░ é 漢 │")
        yield Input()
        yield Footer(show_command_palette=False)

    def action_count(self) -> None:
        self.counted += 1


def plain_app(view: RunView = RUNNING, **options: Any) -> ForgeApp:
    return ForgeApp(view, now=lambda: at(140), start=lambda _: Plain(), theme="dark", **options)


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await pilot.pause(0.01)


async def test_every_screen_with_a_view_is_given_the_newest_one() -> None:
    app = plain_app(RunView())
    async with app.run_test() as pilot:
        for one in MIDDLE:
            app.arrived(one)
        await until(pilot, lambda: isinstance(app.screen, Plain) and app.screen.view == folded(MIDDLE))


async def test_help_says_what_the_screen_shows_and_its_keys() -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        text = "\n".join(str(part.render()) for part in app.screen.query(Static))
        for words in ("Its one action counts.", "Count things", "one more", "Leave", "ctrl+p", "Palette"):
            assert words in text
        await pilot.press("escape")
        assert isinstance(app.screen, Plain)


async def test_the_palette_runs_any_action_and_changes_the_theme() -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"count")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Plain) and app.screen.counted == 1)
        await pilot.press("ctrl+p", *"light")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count)
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "light")


async def test_every_action_has_a_key_and_quitting_past_the_question_is_none_of_them() -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        found = {action.title: action for action in actions_of(app.screen)}
        assert set(found) == {"Count things", "Leave", "Help"}
        assert all(action.key for action in found.values())
        await pilot.press("ctrl+q")
        assert isinstance(app.screen, LeaveScreen)


@pytest.mark.parametrize(
    ("keys", "departure"),
    [
        (("d",), Departure.DETACH),
        (("s",), Departure.STOP),
        (("ctrl+c",), Departure.STOP),
        (("down", "enter"), Departure.DETACH),
        (("end", "enter"), Departure.STOP),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else None,
)
async def test_leaving_a_run_that_goes_on_is_asked_about(keys: Sequence[str], departure: Departure) -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        await pilot.press("q")
        assert isinstance(app.screen, LeaveScreen)
        await pilot.press(*keys)
        await pilot.pause()
    assert (app.departure, app.return_code) == (departure, 130)


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_staying_is_the_first_answer(key: str) -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        await pilot.press("q", key)
        await pilot.pause()
        assert isinstance(app.screen, Plain)
        assert app.is_running


async def test_stopping_after_the_step_waits_for_its_end() -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        await pilot.press("q", "a")
        await pilot.pause()
        assert app.is_running
        app.arrived(Stamped(99, at(99), StepFinished("openbao", Outcome.SUCCEEDED, Change.CHANGED, 1.0)))
        await until(pilot, lambda: app.return_code is not None)
    assert app.departure is Departure.STOP


@pytest.mark.parametrize(
    ("view", "owns_run", "code"),
    [(folded(FAILED), True, 1), (folded(UNCHANGED), True, 0), (RunView(), True, 130), (RUNNING, False, 0)],
    ids=["failed", "succeeded", "not begun", "of somebody else"],
)
async def test_what_does_not_run_here_is_left_without_a_question(view: RunView, owns_run: bool, code: int) -> None:
    app = plain_app(view, owns_run=owns_run)
    async with app.run_test() as pilot:
        await pilot.press("q")
    assert (app.departure, app.return_code) == (Departure.END, code)


class Broken(Plain):
    """Fails with a secret among its local variables."""

    def action_count(self) -> None:
        password = "hunter2hunter2"
        raise ValueError(len(password))


@pytest.mark.parametrize("view", [RUNNING, RunView()], ids=["while a run goes on", "else"])
async def test_a_bug_in_a_screen_prints_no_local_variables_and_the_run_goes_on(view: RunView, capfd: pytest.CaptureFixture[str]) -> None:
    app = ForgeApp(view, now=lambda: at(140), start=lambda _: Broken())

    async def breaking(pilot: Pilot[Any]) -> None:
        await pilot.press("x")

    await app.run_async(headless=True, auto_pilot=breaking)
    assert isinstance(app.crash, ValueError)
    assert app.departure is (Departure.DETACH if view is RUNNING else Departure.END)
    captured = capfd.readouterr()
    assert "hunter2" not in captured.out + captured.err


async def test_a_letter_in_a_field_is_a_letter() -> None:
    app = plain_app()
    async with app.run_test() as pilot:
        await pilot.press("tab", "q", "question_mark", "x")
        assert app.screen.query_one(Input).value == "q?x"
        await pilot.press("ctrl+c")
        assert isinstance(app.screen, LeaveScreen)


async def test_the_end_is_shown_once_the_run_has_succeeded() -> None:
    class End(Screen[None]):
        pass

    app = plain_app(folded(UNCHANGED[:-1]), at_end=lambda _: End())
    async with app.run_test() as pilot:
        await pilot.pause(0.2)
        assert isinstance(app.screen, Plain)
        app.arrived(UNCHANGED[-1])
        await until(pilot, lambda: isinstance(app.screen, End))


def text_of(app: ForgeApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_ascii_means_every_cell_of_every_widget() -> None:
    app = plain_app(ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert text_of(app).isascii()
        assert "| a plain screen . * x #: ? ?? |" in text_of(app)
        await pilot.press("q")
        await pilot.pause()
        assert text_of(app).isascii()


def test_ascii_keeps_the_number_of_cells() -> None:
    assert ascii_of("漢字 └─ ok\N{GRINNING FACE}") == "???? +- ok??"


@pytest.mark.parametrize(
    ("wanted", "environment", "theme"),
    [
        ("", {}, "dark"),
        ("", {"COLORFGBG": "0;15"}, "light"),
        ("", {"COLORFGBG": "15;0"}, "dark"),
        ("contrast", {"COLORFGBG": "0;15"}, "contrast"),
        ("light", {"NO_COLOR": "1"}, "ansi"),
        ("nonsense", {}, "dark"),
    ],
)
def test_the_theme_follows_the_flag_then_the_terminal(wanted: str, environment: dict[str, str], theme: str) -> None:
    assert theme_for(wanted, environment) == theme


async def test_without_colours_nothing_on_the_screen_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = plain_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert all(colour is None or colour.is_default for style in styles for colour in (style.color, style.bgcolor))
        assert any(style.reverse for style in styles), "the cursor must be seen without colours"


@pytest.mark.parametrize("theme", list(THEMES))
def test_the_leave_dialog_in_every_theme(theme: str, snap_compare: Snap) -> None:
    app = ForgeApp(RUNNING, now=lambda: at(140), start=lambda _: Plain(), theme=theme)
    assert snap_compare(app, press=["q"], terminal_size=(80, 24))


def test_help_fits(snap_compare: Snap) -> None:
    assert snap_compare(plain_app(), press=["question_mark"], terminal_size=(80, 24))
