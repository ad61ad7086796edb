"""Asks one question over a screen; the first answer changes nothing and has the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.foreign import foreign_line


class Answer(NamedTuple):
    """One that can be chosen; title and words may be foreign text."""

    name: str
    title: str
    words: str


class AskScreen(ModalScreen[str | None]):
    """Gives the name of the answer; None for staying as it is."""

    DEFAULT_CSS = """
    AskScreen { align: center middle; }
    AskScreen Vertical {
        width: 72; max-width: 100%; height: auto; max-height: 100%;
        background: $surface; border: round $warning; padding: 0 2;
        border-title-color: $text; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    AskScreen.-ascii Vertical { border: ascii $warning; }
    AskScreen OptionList { height: auto; border: none; background: $surface; padding: 0; margin-top: 1; &:focus { border: none; } }
    """
    HELP = "Enter takes the answer under the cursor, escape leaves everything as it is."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Stay")]

    def __init__(self, question: str, words: str, stay: str, answers: Sequence[Answer], *, ascii: bool = False) -> None:  # noqa: A002
        """`stay` says in a few words what the first answer, which changes nothing, leads to."""
        super().__init__(classes="-ascii" if ascii else None)
        self._question = question
        self._words = words
        self._answers = (Answer("", "Stay", stay), *answers)

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical() as box:
            box.border_title = self._question
            box.border_subtitle = "enter chooses, esc stays"
            if self._words:
                yield Static(foreign_line(self._words, limit=400))
            yield OptionList(*(Option(_prompt(answer)) for answer in self._answers))

    def on_mount(self) -> None:
        """The cursor stands on staying."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """A choice by enter or by mouse."""
        self.dismiss(self._answers[message.option_index].name or None)


def _prompt(answer: Answer) -> Content:
    return Content("\n  ").join([foreign_line(answer.title, "bold", limit=60), foreign_line(answer.words, limit=300)])
