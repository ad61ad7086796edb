"""Asked before the screen of a run that goes on is left."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.departure import Departure
from screens.foreign import foreign_line

_CHOICES: tuple[tuple[str, str, str], ...] = (
    ("stay", "Stay", "the screen stays as it is"),
    (Departure.DETACH, "Detach", "it goes on here as lines; forge-tui attach shows it again"),
    (Departure.STOP_AFTER_STEP, "Stop after the step", "the step that runs now ends first"),
    (Departure.STOP, "Stop", "at once and in order; the next run goes on from here"),
)


class LeaveScreen(ModalScreen[Departure | None]):
    """Gives what the operator chose; None to stay."""

    DEFAULT_CSS = """
    LeaveScreen { align: center middle; }
    LeaveScreen Vertical {
        width: 72; max-width: 100%; height: auto;
        background: $surface; border: round $warning; padding: 0 2;
        border-title-color: $text; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    LeaveScreen.-ascii Vertical { border: ascii $warning; }
    LeaveScreen OptionList { height: auto; border: none; background: $surface; padding: 0; margin-top: 1; &:focus { border: none; } }
    """
    HELP = """The install goes on. What Argo CD does in the cluster goes on whatever is chosen here:
stopping ends only what this program does, and the next run takes up what is missing."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Stay"),
        Binding("d", "choose('detach')", "Detach"),
        Binding("a", "choose('stop-after-step')", "Stop after the step"),
        Binding("s", "choose('stop')", "Stop"),
    ]

    def __init__(self, step: str, *, can_detach: bool = True, ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        """`step` is the title of the step that runs; empty when there is none to wait for."""
        super().__init__(classes="-ascii" if ascii else None)
        self._step = step
        without = {"" if step else Departure.STOP_AFTER_STEP, "" if can_detach else Departure.DETACH}
        self._choices = tuple(choice for choice in _CHOICES if choice[0] not in without)

    def compose(self) -> ComposeResult:
        """The question and its answers; the first one changes nothing."""
        with Vertical() as box:
            box.border_title = "The install goes on. Leave the screen?"
            box.border_subtitle = "enter chooses, esc stays"
            if self._step:
                yield Static(Content.assemble(("Running now: ", "$text-muted"), foreign_line(self._step, limit=54)))
            yield OptionList(*(Option(_prompt(*choice), id=choice[0]) for choice in self._choices))

    def on_mount(self) -> None:
        """The cursor stands on staying."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """A choice by enter or by mouse."""
        self.action_choose(message.option_id or "stay")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is offered can be chosen."""
        return action != "choose" or parameters[0] in {choice[0] for choice in self._choices}

    def action_choose(self, choice: str) -> None:
        """End the question."""
        self.dismiss(None if choice == "stay" else Departure(choice))


def _prompt(choice: str, title: str, words: str) -> Content:
    key = {"stay": "esc", Departure.DETACH: "d", Departure.STOP_AFTER_STEP: "a", Departure.STOP: "s"}[choice]
    return Content.assemble((f"{key:<4}", "bold"), (title, "bold"), "\n    ", words)
