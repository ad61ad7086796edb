"""Answers as a file for people: what differs from the defaults, each with its title, the same bytes every time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from forge_tui.domain import answers_fields as fields
from forge_tui.domain.answers import Answers
from forge_tui.domain.answers_section import Section

SCHEMA_FILE = "answers.schema.json"
_ALWAYS = frozenset({"version", "domain", "profile"})
_POINTLESS = re.compile(r"^(-?\d+)e")
"""A number such as 1e-05, which older readers of YAML take for a text: they want a point."""
_PLAIN = re.compile(r"(~/|/)?[A-Za-z][A-Za-z0-9 ._/@+-]*(:[A-Za-z0-9._/@+-]+)*")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ESCAPED = re.compile(
    '[^\x20-\x7e\xa1-\xac\xae-\u167f\u1681-\u180d\u180f-\u1fff\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe]|["\\\\]'
)
"""What a double-quoted scalar escapes: whatever is not surely one visible character."""


def dump(answers: Answers, *, schema: str = SCHEMA_FILE) -> str:
    """An answers file. `load` of it gives the same answers.

    Args:
        answers: What to write.
        schema: Where an editor finds the JSON Schema: the output of `forge-tui schema`, beside the file.
    """
    lines = [f"# yaml-language-server: $schema={schema}", "# Check this file: forge-tui check FILE - schema: forge-tui schema"]
    return "\n".join([*lines, *_section(answers, 0)]) + "\n"


def _section(section: Section, depth: int) -> Iterator[str]:
    indent = "  " * depth
    names = {info.alias or name: name for name, info in type(section).model_fields.items()}
    for question in fields.questions(type(section)):
        name = str(question.path[-1])
        value = getattr(section, names[name])
        if value == question.default and not (depth == 0 and name in _ALWAYS):
            continue
        yield f"{indent}# {question.field.title}"
        if isinstance(value, Section):
            yield f"{indent}{name}:"
            yield from _section(value, depth + 1)
        else:
            yield from _entry(name, value, depth)


def _entry(key: str, value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if value and isinstance(value, Mapping):
        yield f"{indent}{_scalar(key)}:"
        for name, item in value.items():
            yield from _entry(name, item, depth + 1)
    elif value and isinstance(value, list | tuple):
        yield f"{indent}{_scalar(key)}:"
        yield from _items(value, depth + 1)
    else:
        yield f"{indent}{_scalar(key)}: {_leaf(value)}"


def _items(items: list[Any] | tuple[Any, ...], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for item in items:
        if item and isinstance(item, Mapping):
            first, *rest = [line for name, value in item.items() for line in _entry(name, value, depth + 1)]
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        elif item and isinstance(item, list | tuple):
            first, *rest = _items(item, depth + 1)
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {_leaf(item)}"


def _leaf(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return _scalar(value) if isinstance(value, str) else _POINTLESS.sub(r"\1.0e", json.dumps(value))


def _scalar(text: str) -> str:
    """Unquoted only where every reader of YAML, old or new, sees the same text."""
    if _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _NOT_PLAIN:
        return str(text)
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '"\\':
        return f"\\{character}"
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
