"""All that is wrong with given answers at once, each with a reason and an example; positions are the file reader's business."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError

from forge_tui.domain import answers_fields as fields
from forge_tui.domain.answers import Answers
from forge_tui.domain.answers_fields import Path, Question
from forge_tui.domain.answers_problem import PROBLEM_LIMIT, shown
from forge_tui.domain.answers_secrecy import looks_like_key_material, secretive
from forge_tui.domain.answers_section import CONTRADICTION, Section
from forge_tui.suggestions import did_you_mean, nearest

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before it has a position."""

    path: Path
    reason: str
    value: str = ""
    example: str = ""
    at_key: bool = False
    """Whether the key is wrong rather than what it holds."""
    meant: str = ""
    """The key that was probably meant."""
    missing: bool = False


def findings(data: Mapping[str, Any], bad: Collection[Path] = (), known_components: Collection[str] | None = None) -> list[Finding]:
    """Every problem of answers as a file holds them (camelCase, JSON types).

    Args:
        data: The answers.
        bad: Paths that are known to be wrong and are not in `data`; nothing is said about their absence.
        known_components: Names that components may have; None accepts any.
    """
    found: list[Finding] = []
    try:
        Answers.model_validate(data, by_name=False, by_alias=True)
    except ValidationError as error:
        errors = [line for line in error.errors(include_url=False) if line["type"] != CONTRADICTION]
        found = [_finding(line["loc"], line["type"], line["input"], line.get("ctx", {})) for line in errors[: PROBLEM_LIMIT + 1]]
        meant = {(*finding.path[:-1], finding.meant) for finding in found if finding.meant}
        # A misspelt key is one problem, not two: what it was meant to be is not missing as well.
        found = [finding for finding in found if finding.path not in bad and not (finding.missing and finding.path in meant)]
        wrong = {*bad, *(line["loc"] for line in errors)}
        for path, section in fields.sections():
            found += islice(_broken_rules(data, path, section, wrong), PROBLEM_LIMIT + 1)
    if known_components is not None:
        found += islice(_unknown_components(data, known_components), PROBLEM_LIMIT + 1)
    return found


def answers_of(data: Mapping[str, Any]) -> Answers:
    """The answers, from what `findings` finds nothing wrong with."""
    return Answers.model_validate(data, by_name=False, by_alias=True)


def _finding(path: Path, type_: str, value: Any, context: Mapping[str, Any]) -> Finding:
    if type_ == "extra_forbidden":
        return _unknown_key(path)
    question = fields.find(path)
    if type_ == "missing":
        return Finding(path, "is missing", example=question.example() if question else "", missing=True)
    choices = question.choices if question else ()
    if type_ in ("literal_error", "enum") and choices:
        meant = nearest(str(value), choices)
        reason = f"is not one of {', '.join(choices)}{did_you_mean(str(value), choices)}"
        listed = bool(question and question.is_list)
        return Finding(path, reason, _harmless(path, value), question.example([meant] if listed and meant else meant) if question else "")
    reason = str(context["error"]) if type_ == "value_error" else _type_reason(type_, value)
    return Finding(path, reason, _harmless(path, value), question.example() if question else "")


def _unknown_key(path: Path) -> Finding:
    section = fields.section_at(path[:-1])
    siblings = fields.fields(section) if section else {}
    wrong = str(path[-1])
    meant = nearest(wrong, siblings)
    if meant:
        question = fields.find((*path[:-1], meant))
        example = question.example() if question else ""
        return Finding(path, f"is not known; did you mean {meant}?", example=example, at_key=True, meant=meant)
    elsewhere = [".".join(map(str, q.path)) for q in fields.every_question() if q.path[-1] == wrong]
    if elsewhere:
        return Finding(path, f"is not known here; did you mean {' or '.join(elsewhere)}?", at_key=True)
    return Finding(path, f"is not known; known here: {', '.join(siblings)}", at_key=True)


_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "dict_type": "a section with keys of its own",
    "model_type": "a section with keys of its own",
}


def _type_reason(type_: str, value: Any) -> str:
    if value is None:
        return "is empty; give it a value or remove it"
    wanted = _WANTED.get(type_)
    if wanted is None:
        return "cannot be used"
    hint = ""
    if type_ == "string_type" and isinstance(value, int | float):
        hint = "; put it in quotes"
    if type_ == "tuple_type" and isinstance(value, str):
        hint = "; put it in brackets"
    return f"is {_named(value)}, not {wanted}{hint}"


def _named(value: Any) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "a section"
        case _:
            return "of an unknown kind"


def _harmless(path: Path, value: Any) -> str:
    """The value for people, unless it may be a secret."""
    question = fields.find(path)
    if question and not question.is_mapping:
        hidden = question.kind in ("secret-reference", "path-or-reference")
    else:
        hidden = any(secretive(key) for key in path)
    return "" if hidden or looks_like_key_material(value) else shown(value)


def _broken_rules(data: Mapping[str, Any], path: Path, section: type[Section], wrong: Collection[Path]) -> Iterator[Finding]:
    raw: Any = data
    for key in path:
        raw = raw.get(key, {}) if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or path in wrong:
        return
    given, aliases = {}, {}
    for name, info in section.model_fields.items():
        question = Question((*path, info.alias or name), info)
        aliases[name] = info.alias or name
        value = _usable(question, raw, wrong)
        if value is not _MISSING:
            given[name] = value
    for below, reason in section.rules(given):
        where = (*path, aliases.get(str(below[0]), below[0]), *below[1:])
        question_there = fields.find(where)
        in_values = bool(question_there and question_there.is_mapping)
        example = question_there.example() if question_there and not in_values else ""
        value = _value_at(data, where) if not in_values and "missing" not in reason else ""
        yield Finding(where, reason, _harmless(where, value) if value != "" else "", example)


def _usable(question: Question, raw: Mapping[str, Any], wrong: Collection[Path]) -> Any:
    """The value that rules may judge: valid itself, or the default; nothing where it is wrong."""
    path = question.path
    below = [other for other in wrong if other[: len(path)] == path]
    if path in wrong or (question.is_list and below):
        return _MISSING
    if path[-1] not in raw:
        return _MISSING if question.field.is_required() else question.default
    value = raw[str(path[-1])]
    if question.section and not below:
        try:
            return question.section.model_validate(value, by_name=False, by_alias=True)
        except ValidationError:
            return value
    return value


def _value_at(data: Any, path: Path) -> Any:
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return ""
    return data


def _unknown_components(data: Mapping[str, Any], known: Collection[str]) -> Iterator[Finding]:
    chosen = data.get("components")
    if not isinstance(chosen, Mapping):
        return
    for name in ("enable", "disable"):
        listed = chosen.get(name)
        for index, component in enumerate(listed if isinstance(listed, list | tuple) else ()):
            if isinstance(component, str) and component not in known:
                meant = nearest(component, known)
                reason = f"is not a component{did_you_mean(component, known)}"
                yield Finding(("components", name, index), reason, shown(component), f"{name}: [{meant}]" if meant else "")
    values = chosen.get("values")
    for component in values if isinstance(values, Mapping) else ():
        if component not in known:
            yield Finding(("components", "values", component), f"is not a component{did_you_mean(component, known)}", at_key=True)
