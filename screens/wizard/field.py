"""One question on the screen: its title, something to answer it with, and one line of evidence or of what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from forge_tui.domain.answers_fields import Path, Question
from forge_tui.domain.interview.entry import may_be_secret, text_of
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.sanitise import clean_line
from forge_tui.domain.signs import FAILED, WAITING
from screens.foreign import foreign_line

Choice = tuple[str, str]
"""(text of the answer, what it is called)"""
_BOOLEAN: tuple[Choice, ...] = (("true", "yes"), ("false", "no"))


class Field(Vertical):
    """Shows one answer of an interview; says what was typed and where the focus is, and decides nothing."""

    class Answered(Message):
        """Something was typed or chosen."""

        def __init__(self, path: Path, text: str) -> None:
            super().__init__()
            self.path = path
            self.text = text

    class Entered(Message):
        """The field has the focus now."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Finished(Message):
        """The operator pressed enter in a text."""

    def __init__(
        self,
        question: Question,
        interview: Interview,
        *,
        choices: Sequence[Choice] = (),
        ascii: bool = False,  # noqa: A002 - named like the flag
    ) -> None:
        super().__init__(id=identity(question.path))
        self.question = question
        self._ascii = ascii
        self._text = interview.text(question.path)
        self._choices = _with(tuple(choices) or _fixed(question, interview), self._text)

    def compose(self) -> ComposeResult:
        """Title, editor, note."""
        yield Static(Content(self.question.field.title or ""), classes="title")
        if self._choices:
            yield Select(self._options(), allow_blank=False, value=self._text, compact=True, type_to_search=False)
        else:
            yield Input(clean_line(self._text, 1000), placeholder=_placeholder(self.question), compact=True, select_on_focus=False)
        yield Static(classes="note")

    def show(self, interview: Interview, choices: Sequence[Choice] = ()) -> None:
        """Bring editor and note to what the interview says; what is being typed is never typed over.

        Args:
            interview: What was answered.
            choices: Choices of the cluster; none where the question has its own.
        """
        editor, text = self.editor, interview.text(self.question.path)
        mine = text == self._text
        self._text = text
        if isinstance(editor, Select):
            self._offer(editor, _with(tuple(choices) or _fixed(self.question, interview), text))
        elif isinstance(editor, Input):
            shown = clean_line(text, 1000)
            # What cannot be shown as it is cannot be edited without changing it.
            editor.disabled = shown != text
            editor.password = may_be_secret(self.question, text)
            if editor.value != shown and not (mine and editor.has_focus):
                with self.prevent(Input.Changed):
                    editor.value = shown
        self._note(interview)

    def _offer(self, editor: Select[str], choices: tuple[Choice, ...]) -> None:
        if choices != self._choices:
            self._choices = choices
            with self.prevent(Select.Changed):
                editor.set_options(self._options())
        if editor.value != self._text:
            with self.prevent(Select.Changed):
                editor.value = self._text

    @property
    def editor(self) -> Widget:
        """What takes the focus."""
        return self.query("Input, Select").first()

    def _note(self, interview: Interview) -> None:
        note, problem = self.query_one(".note", Static), interview.problem(self.question.path)
        if self.editor.disabled:
            note.update(Content.styled("holds characters that cannot be shown; change it in the file", "$text-warning"))
        elif problem is None:
            note.update(foreign_line(interview.evidence(self.question.path), "$text-muted", limit=200))
        elif problem.missing or (not self._given(interview) and "missing" in problem.reason):
            words = f"{WAITING.mark(ascii=self._ascii)} needed, {problem.example}" if problem.example else problem.reason
            note.update(foreign_line(words, "$text-warning", limit=200))
        else:
            example = f". Example: {problem.example}" if problem.example else ""
            words = f"{FAILED.mark(ascii=self._ascii)} {problem.reason}{example}"
            note.update(foreign_line(words, "$text-error", limit=200))
        self.set_class(problem is not None, "-wrong")

    def _given(self, interview: Interview) -> bool:
        return bool(interview.text(self.question.path))

    def _options(self) -> list[tuple[Any, str]]:
        return [(foreign_line(label, limit=120), value) for value, label in self._choices]

    def on_input_changed(self, message: Input.Changed) -> None:
        """Tell what is in the field now."""
        message.stop()
        if message.value == message.input.value:
            self._changed(message.value)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Enter goes on."""
        message.stop()
        self.post_message(self.Finished())

    def on_select_changed(self, message: Select.Changed) -> None:
        """Tell what was chosen."""
        message.stop()
        if isinstance(message.value, str) and message.value == message.select.value:
            self._changed(message.value)

    def _changed(self, text: str) -> None:
        """Tell what the operator did, not what was shown to them."""
        if text != clean_line(self._text, 1000):
            self._text = text
            self.post_message(self.Answered(self.question.path, text))

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Tell that the operator is here, and show title and note as well."""
        self.call_after_refresh(self.scroll_visible, animate=False)
        self.post_message(self.Entered(self))


def _with(choices: tuple[Choice, ...], text: str) -> tuple[Choice, ...]:
    """The choices with the answer that holds among them, whatever it is; none where anything may be typed."""
    if not choices or text in {value for value, _ in choices}:
        return choices
    return (*choices, (text, f"{text or 'nothing'} (not offered here)"))


def identity(path: Path) -> str:
    """Id of the widget for an answer."""
    return "-".join(["field", *map(str, path)])


def _fixed(question: Question, interview: Interview) -> tuple[Choice, ...]:
    if question.is_list or question.is_mapping:
        return ()
    return _BOOLEAN if question.takes is bool else tuple((choice, choice) for choice in interview.choices(question))


def _placeholder(question: Question) -> str:
    example = next(iter(question.field.examples or ()), None)
    return f"for example {text_of(question, example)}" if example is not None else ""
