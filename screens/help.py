"""Help for whatever screen is below it: what it shows, and the keys that work there now."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from screens.actions import actions_of

KEY_WIDTH = 12
_EVERYWHERE = (
    ("arrows", "Move", "also pgup, pgdn, home, end"),
    ("tab", "Next part", "shift+tab goes back"),
    ("enter", "Choose", "the same as a click"),
    ("ctrl+p", "Palette", "every action by its words, and the themes"),
)
"""Keys that mean the same on every screen."""


class HelpScreen(ModalScreen[None]):
    """One page of text and one line a key."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        background: $surface; border: round $primary; padding: 0 2;
        border-title-color: $text; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    HelpScreen.-ascii VerticalScroll { border: ascii $primary; }
    HelpScreen Static { width: 100%; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,f1", "dismiss", "Close")]

    def __init__(self, explained: Screen[Any], *, ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        """Explain `explained`, which must be active: the keys are those that work there now."""
        super().__init__(classes="-ascii" if ascii else None)
        self._text = (explained.HELP or "").strip()
        self._actions = actions_of(explained)

    def compose(self) -> ComposeResult:
        """Text first, then keys."""
        with VerticalScroll() as page:
            page.border_title = "Help"
            page.border_subtitle = "esc closes"
            if self._text:
                yield Static(Content(self._text + "\n"))
            yield Static(
                Content("\n").join([*(_line(one.key, one.title, one.help) for one in self._actions), *(_line(*one) for one in _EVERYWHERE)])
            )

    def on_mount(self) -> None:
        """Arrow keys scroll."""
        self.query_one(VerticalScroll).focus()


def _line(key: str, title: str, words: str) -> Content:
    return Content.assemble((key.ljust(KEY_WIDTH), "bold $text-accent"), title, (f"  {words}" if words else "", "$text-muted"))
