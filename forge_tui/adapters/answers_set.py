"""Answers given as --set a.b=c or in FORGE_TUI_SET, typed by the question that they answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from forge_tui.domain import answers_fields as fields
from forge_tui.domain.answers_fields import Path
from forge_tui.domain.answers_problem import Problem, dotted
from forge_tui.domain.answers_secrecy import looks_like_key_material, secretive
from forge_tui.domain.interview.entry import typed
from forge_tui.domain.sanitise import clean_line
from forge_tui.suggestions import did_you_mean

FLAG = "--set"
VARIABLE = "FORGE_TUI_SET"
_DOT = re.compile(r"(?<!\\)\.")


@dataclass
class Settings:
    """What one source of overrides says."""

    values: dict[Path, Any] = field(default_factory=dict)
    origins: dict[Path, str] = field(default_factory=dict)
    """The flag as it was written, for problems; without its value where that may be a secret."""
    problems: list[Problem] = field(default_factory=list)


def parse(overrides: Sequence[str], source: str = FLAG) -> Settings:
    """Type each `a.b=c`. The last one wins, but lists collect what repeated flags give."""
    settings = Settings()
    for override in overrides:
        name, equals, text = override.partition("=")
        path: Path = tuple(part.replace("\\.", ".") for part in _DOT.split(name.strip()))
        origin = _origin(source, path, text if equals else None)
        if not equals or not all(path):
            settings.problems.append(Problem(0, 0, "", "", "has not the form a.b=c", "--set tls.mode=self-signed", origin))
            continue
        for where, value, reason in _assignments(path, text):
            if reason:
                settings.problems.append(Problem(0, 0, dotted(where), "", reason, "", origin))
                continue
            before = settings.values.get(where)
            question = fields.find(where)
            collects = question is not None and question.is_list and isinstance(before, list) and isinstance(value, list)
            settings.values[where] = [*before, *value] if collects and before else value
            settings.origins[where] = origin
    return settings


def apply(settings: Settings, data: dict[str, Any]) -> None:
    """Put the settings over the data of a file."""
    for path, value in settings.values.items():
        here = data
        for key in path[:-1]:
            below = here.get(str(key))
            if not isinstance(below, dict):
                below = here[str(key)] = {}
            here = below
        here[str(path[-1])] = value


def _assignments(path: Path, text: str) -> Iterator[tuple[Path, Any, str]]:
    """Path, typed value, and why it cannot be; a section given as JSON becomes one assignment for each key."""
    question = fields.find(path)
    if question is None:
        yield path, None, _unknown(path)
    elif question.section:
        given = _json(text)
        if not isinstance(given, dict):
            yield path, None, f"is a section; set one of its answers: {', '.join(_names(question.section, path))}"
            return
        for key, value in given.items():
            yield from _assignments((*path, key), value if isinstance(value, str) else json.dumps(value))
    elif question.inside and not question.is_mapping:
        yield path, None, f"unknown: {dotted(question.path)} has no parts"
    else:
        yield path, typed(question, text), ""


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _unknown(path: Path) -> str:
    """`unknown: storage has no clas; did you mean storage.local?`."""
    for depth in range(len(path)):
        section = fields.section_at(path[:depth])
        if section and str(path[depth]) not in fields.fields(section):
            wrong, above = str(path[depth]), dotted(path[:depth])
            hint = did_you_mean(wrong, fields.fields(section), f"{above}." if above else "")
            subject = f"{above} has no answer {clean_line(wrong, 60)}" if above else f"there is no answer {clean_line(wrong, 60)}"
            return f"unknown: {subject}{hint or '; there are ' + ', '.join(_names(section, path[:depth]))}"
    return "unknown"


def _names(section: Any, path: Path) -> list[str]:
    return [dotted((*path, name)) for name in fields.fields(section)]


def _origin(source: str, path: Path, text: str | None) -> str:
    name = dotted(path)
    if text is None:
        # Without an equals sign nobody knows which part is the value, so none of it is shown when it may be a secret.
        return f"{source} {'...' if any(map(secretive, path)) else clean_line(name, 60)}"
    question = fields.find(path)
    hidden = any(map(secretive, path)) or looks_like_key_material(text) or bool(question and question.kind == "secret-reference")
    return f"{source} {name}={'...' if hidden or path[:1] == ('registry',) else clean_line(text, 60)}"
