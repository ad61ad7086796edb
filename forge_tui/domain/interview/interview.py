"""The state of an interview: what was answered, what the cluster suggests, and what is wrong. Frozen; each answer makes a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from forge_tui.domain import answers_fields as fields
from forge_tui.domain.answers import VERSION, Answers
from forge_tui.domain.answers_check import Finding, answers_of, findings
from forge_tui.domain.answers_fields import Path, Question
from forge_tui.domain.answers_problem import dotted
from forge_tui.domain.failures import AnswersInvalid
from forge_tui.domain.interview import relevance
from forge_tui.domain.interview.entry import text_of, typed
from forge_tui.domain.interview.offers import Offers, not_offered
from forge_tui.domain.interview.steps import Step, questions_of, step_of
from forge_tui.domain.interview.suggestion import Suggestion

_NOTHING = object()
_BOOLEAN = ("true", "false")


@dataclass(frozen=True)
class Interview:
    """Answers on their way. What is wrong is kept as it was typed, so that nobody types it twice."""

    given: Mapping[str, Any] = field(default_factory=dict)
    """What was answered, as a file holds it (camelCase, JSON types), right or wrong, used or not."""
    suggestions: Mapping[Path, Suggestion] = field(default_factory=dict)
    components: frozenset[str] | None = None
    """Names that components may have; None accepts any."""
    offered: Offers = field(default_factory=dict)
    """What the catalogue offers as answers; any other is wrong."""
    open_to_suggestions: bool = True
    """Whether a suggestion holds where nothing was answered; with an answers file only where there is no default either."""

    def answer(self, path: Path, text: str) -> Interview:
        """The interview with one more answer, as it was typed into its field."""
        question = fields.find(path)
        if question is None or question.section:
            raise KeyError(dotted(path))
        return self.with_value(path, typed(question, text))

    def with_value(self, path: Path, value: Any) -> Interview:
        """The interview with one more answer that needs no typing."""
        return replace(self, given=_placed(self.given, path, value))

    def without(self, path: Path) -> Interview:
        """The interview as if the question had not been answered: suggestion or default hold again."""
        return replace(self, given=_removed(self.given, path))

    def suggested(self, suggestions: Mapping[Path, Suggestion]) -> Interview:
        """The interview with what a cluster suggests, instead of what another one did."""
        return replace(self, suggestions=suggestions)

    def value(self, path: Path) -> Any:
        """The answer that holds: given, else suggested, else the default; None when there is none."""
        given = _at(self.given, path)
        if given is not _NOTHING:
            return given
        question = fields.find(path)
        if question is None:
            return None
        suggestion = self.suggestions.get(path)
        if suggestion is not None and (self.open_to_suggestions or question.field.is_required()):
            return suggestion.value
        default = question.default
        return list(default) if isinstance(default, tuple) else default

    def text(self, path: Path) -> str:
        """What the field shows: the answer that holds, as text."""
        question = fields.find(path)
        return text_of(question, self.value(path)) if question else ""

    def answered(self, path: Path) -> bool:
        """Whether somebody answered this, rather than a suggestion or a default."""
        return _at(self.given, path) is not _NOTHING

    def evidence(self, path: Path) -> str:
        """Where the default of a field comes from; empty when somebody answered otherwise."""
        suggestion = self.suggestions.get(path)
        return suggestion.evidence if suggestion and self.value(path) == suggestion.value else ""

    def asked(self, step: Step) -> tuple[Question, ...]:
        """The questions of a step that have a meaning beside the other answers."""
        return tuple(question for question in questions_of(step) if relevance.asked(question.path, self.value))

    def document(self) -> dict[str, Any]:
        """The answers as a file holds them: what was given or suggested, without what is not used."""
        document: dict[str, Any] = {"version": VERSION}
        for path, value in _leaves(self.given):
            if relevance.used(path, self.value):
                document = _placed(document, path, value)
        for path in self.suggestions:
            if not self.answered(path) and relevance.used(path, self.value):
                value, question = self.value(path), fields.find(path)
                if question and value != question.default:
                    document = _placed(document, path, value)
        return document

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All that is wrong now."""
        missed = {finding.path: finding for finding in not_offered(self.offered, {path: self.value(path) for path in self.offered})}
        others = (finding for finding in findings(self.document(), known_components=self.components) if finding.path not in missed)
        return (*others, *missed.values())

    def choices(self, question: Question) -> tuple[str, ...]:
        """The words that answer a question; empty where anything may be written."""
        return self.offered.get(question.path) or (_BOOLEAN if question.takes is bool else question.choices)

    def problem(self, path: Path) -> Finding | None:
        """What is wrong with one answer, or with something in it."""
        return next((finding for finding in self.findings if finding.path[: len(path)] == path), None)

    def problems(self, step: Step | None = None) -> tuple[Finding, ...]:
        """What is wrong in a step, or anywhere."""
        return tuple(finding for finding in self.findings if step is None or step_of(finding.path) == step)

    def answers(self) -> Answers:
        """The finished answers.

        Raises:
            AnswersInvalid: Something is missing or wrong; one line for each.
        """
        if self.findings:
            raise AnswersInvalid("\n".join(told(finding) for finding in self.findings), remedy="Go back to the step and correct it.")
        return answers_of(self.document())


def told(finding: Finding) -> str:
    """A finding as a sentence: path, value, reason, example."""
    text = " ".join(part for part in (f"{dotted(finding.path)}:", finding.value, finding.reason) if part)
    return text + (f". Example: {finding.example}" if finding.example else "")


def begun(
    data: Mapping[str, Any] | None = None,
    components: Collection[str] | None = None,
    *,
    offered: Offers | None = None,
    from_file: bool = False,
) -> Interview:
    """An interview that begins with what a file or --set says."""
    known = None if components is None else frozenset(components)
    given = {name: value for name, value in (data or {}).items() if name != "version"}
    return Interview(given, components=known, offered=offered or {}, open_to_suggestions=not from_file)


def taken_up(interview: Interview, answers: Mapping[str, Any]) -> Interview:
    """The interview with the answers of an earlier run, but for the cluster: that one was chosen here."""
    kept = {name: value for name, value in interview.given.items() if name == "cluster"}
    given = {name: value for name, value in answers.items() if name not in ("version", "cluster")}
    return replace(interview, given={**given, **kept}, open_to_suggestions=False)


def _leaves(data: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every answer in `data`; what is in no section, or is none, as it stands."""
    for name, value in data.items():
        question = fields.find((*path, name))
        if question and question.section and isinstance(value, Mapping) and value:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _at(data: Any, path: Path) -> Any:
    for key in path:
        if not isinstance(data, Mapping) or key not in data:
            return _NOTHING
        data = data[key]
    return data


def _placed(data: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    name, *rest = path
    below = data.get(str(name))
    inner = _placed(below if isinstance(below, Mapping) else {}, tuple(rest), value) if rest else value
    return {**data, str(name): inner}


def _removed(data: Mapping[str, Any], path: Path) -> dict[str, Any]:
    name, *rest = path
    below = data.get(str(name))
    if rest and isinstance(below, Mapping):
        return {**data, str(name): _removed(below, tuple(rest))}
    return {key: value for key, value in data.items() if key != name}
