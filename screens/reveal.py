"""Shows one password, once: on the alternate screen, which leaves nothing behind, and gone after a minute."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from forge_tui.domain.handover import Login
from screens.foreign import foreign, foreign_line

SHOWN_S = 60.0


class RevealScreen(ModalScreen[None]):
    """A password, or how to get it when it was shown before."""

    DEFAULT_CSS = """
    RevealScreen { align: center middle; }
    RevealScreen Vertical {
        width: 74; max-width: 100%; height: auto; background: $surface; border: round $warning; padding: 1 2;
        border-title-color: $text; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    RevealScreen.-ascii Vertical { border: ascii $warning; }
    RevealScreen Static { width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", "Close")]

    def __init__(self, login: Login, password: str, *, ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        """An empty password: it was shown before, or is not kept any more."""
        super().__init__(classes="-ascii" if ascii else None)
        self._login = login
        self._password = password

    def compose(self) -> ComposeResult:
        """Who, and the password or where it is."""
        with Vertical() as box:
            box.border_title = foreign_line(f"First login of {self._login.name}", limit=60)
            box.border_subtitle = "esc closes" if not self._password else f"esc closes, and so do {SHOWN_S:.0f} s"
            yield Static(Content.assemble(("user      ", "$text-muted"), foreign_line(self._login.username, "bold", limit=50)))
            if self._password:
                yield Static(Content.assemble(("password  ", "$text-muted"), foreign(self._password, "bold", limit=4000)), id="password")
                yield Static(
                    Content.styled("\nShown once. It is part of no log and no report; change it after the first login.", "$text-muted")
                )
            else:
                yield Static(Content("\nIt was shown before, or its Secret is gone. It can be read with:\n"))
                yield Static(foreign(self._login.where, "bold"))

    def on_mount(self) -> None:
        """Nobody leaves a password on a screen by forgetting it."""
        self.set_timer(SHOWN_S, self._close)

    def _close(self) -> None:
        if self.is_current:
            self.dismiss(None)
