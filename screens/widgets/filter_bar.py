"""One line to narrow a list down."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from forge_tui.domain.view_attention import Filter, Show


class FilterBar(Horizontal):
    """Hidden while nothing is left out."""

    DEFAULT_CSS = """
    FilterBar {
        height: 1; display: none; padding: 0 1;
        &.-present { display: block; }
        & Label { width: auto; }
        & Input { height: 1; border: none; padding: 0; width: 1fr; background: $panel; }
        & #matches { padding: 0 0 0 2; color: $text-muted; }
    }
    """
    BINDINGS = [Binding("escape", "clear", "Clear filter")]  # noqa: RUF012 - Textual declares it so

    class Changed(Message):
        """There is something else to show."""

        def __init__(self, filter: Filter) -> None:  # noqa: A002 - the word of the domain
            super().__init__()
            self.filter = filter

    class Left(Message):
        """The operator is done typing."""

    def __init__(self) -> None:
        super().__init__()
        self.filter = Filter()

    def compose(self) -> ComposeResult:
        """What is typed, and what states are shown."""
        yield Label("/ ", markup=False)
        yield Input(placeholder="text, or is:degraded is:waiting is:stalled is:ready", select_on_focus=False)
        yield Label("", id="matches", markup=False)

    def open(self) -> None:
        """Begin to type."""
        self.add_class("-present")
        self.query_one(Input).focus()

    def turn(self) -> None:
        """The next choice of states."""
        self._set(Filter(self.filter.text, self.filter.show.next))

    def tell(self, shown: int, total: int) -> None:
        """How many are left."""
        states = "" if self.filter.show is Show.ALL else f"{self.filter.show.value}: "
        self.query_one("#matches", Label).update(f"{states}{shown} of {total}")

    def action_clear(self) -> None:
        """Everything again."""
        self.query_one(Input).value = ""
        self._set(Filter())
        self.remove_class("-present")
        self.post_message(self.Left())

    def on_input_changed(self, message: Input.Changed) -> None:
        """As it is typed."""
        message.stop()
        self._set(Filter(message.value, self.filter.show))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Keep the filter, give the keys back."""
        message.stop()
        self.set_class(self.filter.narrows, "-present")
        self.post_message(self.Left())

    def _set(self, filter: Filter) -> None:  # noqa: A002 - the word of the domain
        if filter != self.filter:
            self.filter = filter
            if filter.narrows:
                self.add_class("-present")
            elif not self.query_one(Input).has_focus:
                self.remove_class("-present")
            self.post_message(self.Changed(filter))
