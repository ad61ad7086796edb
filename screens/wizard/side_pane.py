"""Explains what has the focus: two sentences, and what the answer will change."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from forge_tui.domain.answers_fields import Question
from forge_tui.domain.answers_problem import dotted
from forge_tui.domain.interview.effects import effect
from forge_tui.domain.interview.steps import REVIEW
from screens.foreign import foreign_line
from screens.wizard.component_choice import ComponentChoice, about
from screens.wizard.field import Field
from screens.wizard.state import WizardState

REVIEW_HELP = (
    "This is the plan, all of it: nothing else will be done, and nothing was changed so far.",
    "Nine of ten runs is an assumption: images may come slowly, so it is 1.6 times the usual time of the longest chain.",
    "Typing the cluster's name starts the install. It can be stopped at any time and taken up again.",
)


class SidePane(VerticalScroll, can_focus=False):
    """One text with a title."""

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(id="explanation")

    def explain(self, question: Question, state: WizardState) -> None:
        """A question: what it asks, what it changes, how to write it."""
        path = question.path
        lines = [Content(question.field.description or "")]
        if (problem := state.interview.problem(path)) and not problem.missing:
            lines = [foreign_line(f"{problem.value} {problem.reason}", "$text-error", limit=400), Content(""), *lines]
        if changes := effect(path):
            lines += [Content(""), Content(changes)]
        if evidence := state.interview.evidence(path):
            lines += [Content(""), Content.assemble(("seen: ", "bold"), foreign_line(evidence, limit=200))]
        if example := question.example():
            lines += [Content(""), Content.assemble(("example: ", "bold"), foreign_line(example, limit=200))]
        lines += [Content.assemble(("in the file: ", "bold"), dotted(path))]
        self.say(question.field.title or "", Content("\n").join(lines))

    def follow(self, focused: Widget | None, state: WizardState) -> None:
        """Explain what has the focus."""
        around = focused.ancestors if focused else ()
        field = next((node for node in around if isinstance(node, Field)), None)
        choice = next((node for node in around if isinstance(node, ComponentChoice)), None)
        if state.step == REVIEW:
            self.say("Review", Content("\n\n").join(map(Content, REVIEW_HELP)))
        elif field is not None:
            self.explain(field.question, state)
        elif choice is not None:
            self.say(choice.highlighted, about(state, choice.highlighted))

    def say(self, title: str, text: Content) -> None:
        """Anything else."""
        self.border_title = foreign_line(title, limit=40)
        self.query_one("#explanation", Static).update(text)
        self.scroll_home(animate=False)
