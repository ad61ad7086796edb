"""One step of the interview as numbered lines: what is answered so far, and how to change one of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forge_tui.domain import durations, signs
from forge_tui.domain.answers_check import Finding
from forge_tui.domain.answers_fields import Question
from forge_tui.domain.estimate import estimate
from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.facts import ClusterFacts, Installed
from forge_tui.domain.interview.effects import effect
from forge_tui.domain.interview.entry import may_be_secret
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.interview.steps import STEPS, Step
from forge_tui.domain.plan import Plan

HINT = "Enter goes on. A number changes that answer, ? with a number explains it, b goes back, q leaves."


def heading(step: Step) -> str:
    """`Step 2 of 6: Domain and TLS. ...`."""
    return f"Step {STEPS.index(step) + 1} of {len(STEPS)}: {step.title}. {step.intro}"


def listed(interview: Interview, questions: tuple[Question, ...]) -> Iterator[str]:
    """Each question with its number, its answer, and where that comes from or what is wrong with it."""
    for number, question in enumerate(questions, start=1):
        problem, evidence = interview.problem(question.path), interview.evidence(question.path)
        aside = f". {judged(problem)}" if problem else f" ({evidence})" if evidence else ""
        yield f"{number}. {question.field.title}: {_shown(interview, question) or 'nothing'}{aside}"


def judged(problem: Finding) -> str:
    """What is wrong, in a sentence."""
    kind = "Needed" if problem.missing else f"Wrong, {problem.reason}"
    return f"{kind}. Example: {problem.example}" if problem.example else kind


def explained(interview: Interview, question: Question) -> Iterator[str]:
    """Everything there is to say about a question."""
    yield f"{question.field.title}: {question.field.description}"
    yield from filter(None, (effect(question.path),))
    if evidence := interview.evidence(question.path):
        yield f"Seen in the cluster: {evidence}"
    if example := question.example():
        yield f"Example: {example}"


def offered(interview: Interview, question: Question, facts: ClusterFacts | None) -> tuple[str, ...]:
    """Answers to choose from by number; empty where anything may be written."""
    if question.is_list or question.is_mapping:
        return ()
    if question.kind == "storage-class" and facts:
        return tuple(entry.name for entry in facts.storage_classes)
    return interview.choices(question)


def found_installed(installed: Installed, *, remembered: bool) -> Iterator[str]:
    """What can be done on a cluster that has an install."""
    if installed is Installed.FOREIGN:
        yield "Here is an Argo CD that forge-tui did not install."
    elif installed is not Installed.NOTHING:
        yield f"Here is an install that was {'finished' if installed is Installed.FINISHED else 'not finished'}."
        yield "forge-tui console shows it; going on brings it to the new plan."
        if remembered:
            yield "r in step 1 goes to the review with the answers of the last run."


def estimated(plan: Plan) -> str:
    """Usual and long duration."""
    takes = estimate(plan)
    return f"Takes about {durations.rough(takes.p50_s)}; nine of ten runs at most {durations.rough(takes.p90_s)}."


def checked(check: CheckFinished) -> Iterator[str]:
    """A check that has ended, and what to do about it."""
    yield f"{signs.OF_VERDICT[check.verdict].word}: {check.title}, {check.message}"
    if check.remedy and check.verdict in (Verdict.FAIL, Verdict.WARN):
        yield f"Do: {check.remedy}"


def confirming(cluster: str, failed: Mapping[str, str]) -> str:
    """The last question; `failed` are names and titles of checks that stand in the way."""
    others = "s saves answers and plan, b goes back, q leaves."
    if failed:
        return f"Not yet, a check failed: {', '.join(failed.values())}. waive {next(iter(failed))} goes on all the same, {others}"
    return f"Type the cluster's name, {cluster}, to install. {others}" if cluster else f"Not yet, a check failed: no cluster. {others}"


def chosen(line: str, offers: tuple[str, ...]) -> str:
    """What a line means: the number of an offer, nothing for `-`, else itself."""
    if line == "-":
        return ""
    if offers == ("true", "false"):
        line = {"yes": "true", "y": "true", "no": "false", "n": "false"}.get(line.lower(), line)
    return offers[int(line) - 1] if line.isdecimal() and 1 <= int(line) <= len(offers) else line


def asking(interview: Interview, question: Question, offers: tuple[str, ...]) -> Iterator[str]:
    """The question itself."""
    yield f"{question.field.title}: {question.field.description}"
    yield from (f"{number}) {offer}" for number, offer in enumerate(offers, start=1))
    kept = _shown(interview, question)
    yield f"Enter keeps {kept}, - empties it." if kept else "Enter keeps it empty."


def _shown(interview: Interview, question: Question) -> str:
    text = interview.text(question.path)
    return "(hidden)" if may_be_secret(question, text) else text
