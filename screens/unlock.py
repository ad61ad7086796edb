"""Asks for the cluster's name before a read-only console may change anything."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.foreign import foreign_line


class UnlockScreen(ModalScreen[bool]):
    """True once the name was typed."""

    DEFAULT_CSS = """
    UnlockScreen { align: center middle; }
    UnlockScreen Vertical {
        width: 70; max-width: 100%; height: auto; background: $surface; border: round $warning; padding: 1 2;
        border-title-color: $text; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    UnlockScreen.-ascii Vertical { border: ascii $warning; }
    UnlockScreen Input { border: none; height: 1; padding: 0; margin-top: 1; background: $panel; &:focus { border: none; } }
    UnlockScreen #wrong { color: $text-error; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stay", "Stay read-only")]

    def __init__(self, cluster: str, *, ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        super().__init__(classes="-ascii" if ascii else None)
        self._cluster = cluster

    def compose(self) -> ComposeResult:
        """The name to type, and where."""
        with Vertical() as box:
            box.border_title = "Unlock the console"
            box.border_subtitle = "enter unlocks, esc stays read-only"
            yield Static(
                Content.assemble("Type ", (foreign_line(self._cluster, limit=60).plain, "bold"), " to allow changes of this cluster.")
            )
            yield Input(placeholder="name of the cluster")
            yield Static(id="wrong")

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """The very name, nothing like it."""
        if message.value.strip() == self._cluster:
            self.dismiss(True)
        else:
            self.query_one("#wrong", Static).update("That is not its name.")

    def action_stay(self) -> None:
        """Nothing changes."""
        self.dismiss(False)
