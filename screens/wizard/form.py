"""The fields of one step, generated from the model of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from forge_tui.domain.answers_fields import Path, Question
from forge_tui.domain.interview.steps import Step, questions_of
from screens.wizard.field import Choice, Field
from screens.wizard.state import WizardState


class StepForm(VerticalScroll, can_focus=False):
    """One step. Subclasses add what the cluster, DNS or a file says about its answers."""

    class Ready(Message):
        """The form can take the focus."""

        def __init__(self, form: StepForm) -> None:
            super().__init__()
            self.form = form

    step: ClassVar[Step]
    elsewhere: ClassVar[frozenset[Path]] = frozenset()
    """Questions that this form asks in another shape than a field."""

    def __init__(self, state: WizardState, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        super().__init__(classes="step")
        self.ascii = ascii
        self._state = state
        self._drawn = False

    def compose(self) -> ComposeResult:
        """The introduction, the fields, and what belongs below them."""
        yield Static(Content(self.step.intro), classes="intro")
        yield from self.fields()
        yield from self.below()

    def fields(self) -> Iterable[Widget]:
        """A field for each question."""
        for question in questions_of(self.step):
            if question.path not in self.elsewhere:
                yield Field(question, self._state.interview, choices=self.choices(question, self._state), ascii=self.ascii)

    def below(self) -> Iterable[Widget]:
        """More widgets, under the fields."""
        return ()

    def on_mount(self) -> None:
        """Show what is known."""
        self._drawn = True
        self.draw(self._state)
        self.post_message(self.Ready(self))

    def show(self, state: WizardState) -> None:
        """Show a state, as soon as there is something to show it with."""
        self._state = state
        if self._drawn:
            self.draw(state)

    def first_editor(self) -> Widget | None:
        """What takes the focus when the step is entered."""
        return next((field.editor for field in self.query(Field) if field.display and not field.editor.disabled), None)

    def editor_after(self, focused: Widget | None) -> Widget | None:
        """What takes the focus after `focused`; None at the end."""
        editors = [field.editor for field in self.query(Field) if field.display and not field.editor.disabled]
        return next((after for before, after in pairwise(editors) if before is focused), None)

    def draw(self, state: WizardState) -> None:
        """Bring the widgets to what the interview says; questions without a meaning are not there."""
        asked = {question.path for question in state.interview.asked(self.step)}
        for field in self.query(Field):
            field.display = field.question.path in asked
            field.show(state.interview, self.choices(field.question, state))

    def choices(self, question: Question, state: WizardState) -> Sequence[Choice]:
        """Choices that come from the cluster; none where the model's own hold."""
        return ()
