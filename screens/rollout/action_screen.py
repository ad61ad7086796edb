"""Asks before something is done that cannot be taken back: why, and the component's name typed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from forge_tui.domain import durations
from forge_tui.domain.inspection import Action
from screens.foreign import foreign_line


class ActionScreen(ModalScreen[str | None]):
    """Gives the reason (empty where none is asked), or None when the operator thinks better of it."""

    CSS_PATH = "action.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Cancel")]

    def __init__(self, action: Action, component: str, dependents: int, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        super().__init__(classes="-ascii" if ascii else None)
        self._action = action
        self._component = component
        self._dependents = dependents

    def compose(self) -> ComposeResult:
        """What will happen, then what must be typed."""
        action = self._action
        with Vertical() as box:
            box.border_title = foreign_line(f"{action.value.capitalize()} {self._component}", limit=60)
            yield Static(action.explanation, markup=False)
            if self._dependents:
                yield Static(
                    f"{durations.quantity(self._dependents, 'component')} depend{'' if self._dependents > 1 else 's'} on it directly.",
                    markup=False,
                )
            if action.needs_reason:
                yield Label("Why (the journal keeps it):", markup=False)
                yield Input(id="reason", max_length=200)
            yield Label(foreign_line(f"Type {self._component} to confirm:", limit=100))
            yield Input(id="name")
            with Horizontal():
                yield Button(action.value.capitalize(), variant="error", id="do", disabled=True, compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @property
    def _complete(self) -> bool:
        named = self.query_one("#name", Input).value.strip() == self._component
        return named and (not self._action.needs_reason or bool(self._reason))

    @property
    def _reason(self) -> str:
        return self.query_one("#reason", Input).value.strip() if self._action.needs_reason else ""

    def on_input_changed(self) -> None:
        """The button works when all is typed."""
        self.query_one("#do", Button).disabled = not self._complete

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Enter goes on to the name, then does it."""
        if self._complete:
            self.dismiss(self._reason)
        elif message.input.id == "reason":
            self.query_one("#name", Input).focus()

    def on_button_pressed(self, message: Button.Pressed) -> None:
        """Do it, or do not."""
        self.dismiss(self._reason if message.button.id == "do" else None)
