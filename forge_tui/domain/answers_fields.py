"""Finds questions by the path of their answer: for typing --set, for suggestions and for examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import EnumMeta
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from forge_tui.domain.answers import Answers
from forge_tui.domain.answers_section import Section

Path = tuple[str | int, ...]

_PLAIN = re.compile(r"[A-Za-z~/][A-Za-z0-9 ._/~@+-]*(:[A-Za-z0-9._/~@+-]+)*")


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the answers, and what of the path lies inside its value."""

    path: Path
    field: FieldInfo
    inside: Path = ()

    @property
    def kind(self) -> str:
        """What a form shows for it: text, choice, boolean, list, mapping, ..."""
        extra = self.field.json_schema_extra
        return str(extra["kind"]) if isinstance(extra, dict) else ""

    @property
    def section(self) -> type[Section] | None:
        """The section that this is, or None for a single answer."""
        return _section_of(self.field)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that are accepted, for a choice or for the items of a list; empty when any are."""
        annotation = self.field.annotation
        if get_origin(annotation) is tuple:
            annotation = get_args(annotation)[0]
        if isinstance(annotation, EnumMeta):
            return tuple(str(member.value) for member in annotation)
        return tuple(map(str, get_args(annotation))) if get_origin(annotation) is Literal else ()

    @property
    def takes(self) -> type:
        """The type of a single answer: str, int or bool."""
        if self.field.annotation is bool:
            return bool
        return int if self.field.annotation is int or self.kind == "version" else str

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list."""
        return get_origin(self.field.annotation) is tuple

    @property
    def is_mapping(self) -> bool:
        """Whether the answer is a mapping with keys of its own."""
        return get_origin(self.field.annotation) is dict

    @property
    def default(self) -> Any:
        """What holds without an answer; None where there is no default."""
        return None if self.field.is_required() else self.field.get_default(call_default_factory=True)

    def example(self, value: Any = None) -> str:
        """How to write it, `mode: self-signed`; with the value that was probably meant, when there is one."""
        given = value or next(iter(self.field.examples or ()), None)
        if given is None and self.section:
            first = next(iter(questions(self.section)))
            return f"{self.path[-1]}: {{{first.example()}}}"
        return f"{self.path[-1]}: {inline(given)}" if given is not None else ""


def find(path: Path) -> Question | None:
    """The question that a path leads to, or into; None when a key on the way is not known."""
    section: type[Section] | None = Answers
    for depth, key in enumerate(path):
        assert section is not None
        field = fields(section).get(str(key))
        if field is None:
            return None
        section = _section_of(field)
        if section is None or depth == len(path) - 1:
            return Question(path[: depth + 1], field, path[depth + 1 :])
    return None


def fields(section: type[Section]) -> dict[str, FieldInfo]:
    """Fields of a section by the name that files use."""
    return {info.alias or name: info for name, info in section.model_fields.items()}


def questions(section: type[Section] = Answers, path: Path = ()) -> Iterator[Question]:
    """The questions of a section, not of those inside it."""
    yield from (Question((*path, name), info) for name, info in fields(section).items())


def every_question(section: type[Section] = Answers, path: Path = ()) -> Iterator[Question]:
    """All questions, sections before what is in them."""
    for question in questions(section, path):
        yield question
        if question.section:
            yield from every_question(question.section, question.path)


def sections() -> Iterator[tuple[Path, type[Section]]]:
    """Every section with its path, the whole first."""
    yield (), Answers
    yield from ((question.path, question.section) for question in every_question() if question.section)


def section_at(path: Path) -> type[Section] | None:
    """The section that a path names; the whole for the empty path."""
    found = find(path)
    return Answers if not path else found.section if found and not found.inside else None


def inline(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{inline(key)}: {inline(item)}' for key, item in value.items())}}}"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in ("true", "false", "null", "yes", "no", "on", "off"):
        return value
    return json.dumps(value, ensure_ascii=False)


def _section_of(field: FieldInfo) -> type[Section] | None:
    annotation = field.annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, Section) else None
