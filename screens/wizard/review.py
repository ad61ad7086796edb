"""Step six: what will be done, how long it takes, what the checks say, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from forge_tui.domain import durations
from forge_tui.domain.estimate import estimate
from forge_tui.domain.events import Verdict
from forge_tui.domain.interview.interview import told
from forge_tui.domain.interview.steps import REVIEW, STEPS, step_of
from forge_tui.domain.plan import Plan
from forge_tui.domain.signs import NOTICE
from screens.foreign import foreign_line
from screens.widgets.rows import Row, Rows
from screens.wizard.form import StepForm
from screens.wizard.state import Asking, WizardState
from screens.wizard.words import EMPTY, busy, failure, named, remedy, verdict

_WORST_FIRST = (Verdict.FAIL, Verdict.WARN, Verdict.WAIVED, Verdict.SKIPPED, Verdict.PASS)
_FINE = (Verdict.PASS, Verdict.SKIPPED)
"""What needs one line for all of them."""


class ReviewForm(StepForm):
    """The plan and the field that confirms it."""

    class Confirmed(Message):
        """The operator typed the cluster's name."""

    step = REVIEW

    def compose(self) -> ComposeResult:
        """What will be done, then the confirmation."""
        with VerticalScroll(id="review-scroll", can_focus=True):
            yield Rows(id="review")
        yield Static(id="confirm-title", classes="title")
        yield Input(id="confirm", compact=True)
        yield Static(id="confirm-note", classes="note")

    def first_editor(self) -> Widget | None:
        """The plan, so that it can be scrolled."""
        return self.query_one("#review-scroll")

    def draw(self, state: WizardState) -> None:
        """Show what is known."""
        self.query_one("#review", Rows).show(list(_rows(state, ascii=self.ascii)))
        self._note(self.query_one(Input).value)

    def on_input_changed(self, message: Input.Changed) -> None:
        """Say whether this is the name."""
        message.stop()
        self._note(message.value)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Confirm, when the name is right and nothing is in the way."""
        message.stop()
        if not self._state.blocking and message.value.strip() == self._state.name_to_type:
            self.post_message(self.Confirmed())

    def _note(self, typed: str) -> None:
        state, name = self._state, self._state.name_to_type
        title, note = self.query_one("#confirm-title", Static), self.query_one("#confirm-note", Static)
        title.update(Content.assemble("Type ", foreign_line(name or "the cluster's name", "bold", limit=60), " to install"))
        if state.blocking:
            note.update(Content.styled(f"not yet: {state.blocking}", "$text-warning"))
        elif typed.strip() == name:
            note.update(Content.styled("enter installs", "$text-success"))
        elif typed and not name.startswith(typed.strip()):
            note.update(Content.styled("this is not the cluster's name", "$text-error"))
        else:
            note.update(Content.styled("nothing was changed so far", "$text-muted"))


def _rows(state: WizardState, *, ascii: bool) -> Iterable[Row]:  # noqa: A002 - named like the flag
    if state.interview.findings:
        yield named("to mend", "These answers are missing or wrong; esc or a click on a step goes back.", "bold $text-error")
        for finding in state.interview.findings:
            yield named(f"step {STEPS.index(step_of(finding.path)) + 1}", told(finding))
        return
    if state.planning.failure is not None:
        yield from failure(state.planning.failure, ascii=ascii)
        return
    if state.plan is None:
        yield from busy("making the plan", ascii=ascii)
        return
    yield from _summary(state.plan)
    for remark in state.remarks:
        yield Content.styled(f"{NOTICE.mark(ascii=ascii)} {NOTICE.word}", "$text-warning"), foreign_line(remark)
    yield from _checks(state, ascii=ascii)
    yield from _files(state)
    yield EMPTY, EMPTY
    yield from _order(state.plan)


def _summary(plan: Plan) -> Iterable[Row]:
    waves = len({component.wave for component in plan.catalogue})
    yield named("plan", plan.hash[:16])
    yield named("installs", f"{durations.quantity(len(plan.catalogue), 'component')} in {durations.quantity(waves, 'wave')}")
    takes = estimate(plan)
    yield named("takes", f"about {durations.rough(takes.p50_s)} (p50); nine of ten runs at most {durations.rough(takes.p90_s)} (p90)")


def _order(plan: Plan) -> Iterable[Row]:
    yield named("longest", f"chain: {' > '.join(plan.critical_path()[1])}")
    ordered = sorted(plan.catalogue, key=lambda component: (component.wave, component.name))
    for wave, members in groupby(ordered, key=lambda component: component.wave):
        yield named(f"wave {wave}", ", ".join(component.name for component in members))


def _checks(state: WizardState, *, ascii: bool) -> Iterable[Row]:  # noqa: A002 - named like the flag
    if state.checking.failure is not None:
        yield from failure(state.checking.failure, ascii=ascii)
    elif state.checking.asking is not Asking.DONE:
        yield from busy(_progress(state), ascii=ascii)
    for check in sorted(state.judged, key=lambda entry: _WORST_FIRST.index(entry.verdict)):
        if check.verdict not in _FINE:
            yield verdict(check.verdict, f"{check.title}: {check.message}", ascii=ascii)
            yield from remedy(check.remedy)
    if state.failed_checks:
        yield named("w", "waives a failed check: the install starts and tells that it was waived")
    for fine in _FINE:
        if titles := [check.title for check in state.checks if check.verdict is fine]:
            yield verdict(fine, f"{durations.quantity(len(titles), 'check')}: {', '.join(titles)}", ascii=ascii)


def _progress(state: WizardState) -> str:
    done = {check.title for check in state.checks}
    waiting = [title for title in state.check_titles if title not in done]
    if not waiting:
        return "checking the cluster"
    return f"checking the cluster: {len(done)} of {len(state.check_titles)}, waiting for {', '.join(waiting[:4])}"


def _files(state: WizardState) -> Iterable[Row]:
    if state.saved:
        yield named("saved", ", ".join(state.saved))
        yield named("again", state.repeat)
    else:
        yield named("s", "saves answers and plan, and tells the command that repeats this without a screen")
