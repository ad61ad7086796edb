"""YAML as answers may use it, with the position of every key and value: no aliases, no tags, no words that programs read differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from forge_tui.domain.answers_problem import PROBLEM_LIMIT, Problem, dotted, shown
from forge_tui.domain.answers_secrecy import secretive
from forge_tui.domain.sanitise import clean_line

Path = tuple[str | int, ...]

DEPTH_LIMIT = 50
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is 8 times as fast, and not in every build of PyYAML
_CORE_TAG = re.compile(r"(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_AMBIGUOUS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_HOLE = object()


class Position(NamedTuple):
    """1-based, in characters."""

    line: int
    column: int


@dataclass
class Document:
    """What a file says and where."""

    data: Any = None
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    bad: set[Path] = field(default_factory=set)
    """Paths that are left out of `data`, because there is a problem about them."""


def parse(text: str, origin: str, *, loader: Any = LOADER) -> Document:
    """Read one document; all that is wrong with it stands in `problems`, and nothing is raised."""
    reader = _Reader(origin, loader)
    found = _UNPRINTABLE.search(text)
    if found:
        before = text[: found.start()]
        where = Position(before.count("\n") + 1, found.start() - before.rfind("\n"))
        reader.complain(where, f"holds a control character (U+{ord(found[0]):04X})", unreadable=True)
        return reader.document
    try:
        reader.read(text)
    except yaml.YAMLError as error:
        reader.complain(*_syntax(error, text.splitlines()), unreadable=True)
    except _TooDeep as error:
        reader.complain(error.where, f"is nested deeper than {DEPTH_LIMIT} levels", unreadable=True)
    return reader.document


class _TooDeep(Exception):
    def __init__(self, where: Position) -> None:
        super().__init__(where)
        self.where = where


class _Reader:
    """Builds plain data from the parser's events. PyYAML's own composer would follow aliases before anybody can refuse them."""

    def __init__(self, origin: str, loader: Any) -> None:
        self._loader = loader
        self.document = Document()
        self._origin = origin
        self._events: Iterator[Any] = iter(())

    def read(self, text: str) -> None:
        self._events = iter(yaml.parse(text, Loader=self._loader))
        next(self._events)  # the stream's start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return
        self.document.data = self._node(next(self._events), ())
        next(self._events)  # the document's end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.complain(_position(event), "begins a second document; a file holds one set of answers", unreadable=True)

    def complain(self, where: Position, reason: str, path: Path = (), value: str = "", *, unreadable: bool = False) -> None:
        if len(self.document.problems) <= PROBLEM_LIMIT:
            self.document.problems.append(
                Problem(where.line, where.column, dotted(path), value, reason, origin=self._origin, unreadable=unreadable)
            )
        if path:
            self.document.bad.add(path)

    def _node(self, event: Any, path: Path, depth: int = 1) -> Any:
        self.document.values.setdefault(path, _position(event))
        if isinstance(event, yaml.AliasEvent):
            self.complain(_position(event), "is an alias (*name), which answers may not use; write the value itself", path, unreadable=True)
            return _HOLE
        if depth > DEPTH_LIMIT and not isinstance(event, yaml.ScalarEvent):
            raise _TooDeep(_position(event))
        if event.tag and not _CORE_TAG.fullmatch(event.tag):
            self.complain(_position(event), f"has the tag {clean_line(event.tag, 60)}, which answers may not use", path, unreadable=True)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._scalar(event, path)

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        seen: dict[str, Position] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path, depth)
            if key is None:
                self._node(next(self._events), (*path, "?"), depth + 1)
                continue
            here, where = (*path, key), _position(event)
            if key in seen:
                self.complain(where, f"stands here twice; the first is in line {seen[key].line}", here)
                self.document.bad.discard(here)  # the first one counts and is checked
            self.document.keys.setdefault(here, where)
            value = self._node(next(self._events), here, depth + 1)
            if value is not _HOLE and key not in seen:
                mapping[key] = value
            seen.setdefault(key, where)
        return mapping

    def _key(self, event: Any, path: Path, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and not (event.value == "<<" and not event.style):
            return str(event.value)
        if isinstance(event, yaml.ScalarEvent):
            self.complain(_position(event), "is a merge key (<<), which answers may not use", (*path, "<<"), unreadable=True)
        else:
            self.complain(_position(event), "has a key that is not text", path, unreadable=True)
            self._node(event, (*path, "?"), depth + 1)
        return None

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            value = self._node(event, here, depth + 1)
            items.append("" if value is _HOLE else value)
        return items

    def _scalar(self, event: Any, path: Path) -> Any:
        text = str(event.value)
        forced_text = event.tag in ("!", "tag:yaml.org,2002:str")
        if forced_text or (event.style and not event.tag):
            return text
        plainly = _AMBIGUOUS.get(text.lower())
        reason = ""
        if plainly:
            reason = f"is read as {plainly} by some programs and as text by others; write {plainly}, or put it in quotes"
        elif _LEADING_ZERO.fullmatch(text):
            reason = "begins with 0 and is read as another number by some programs; put it in quotes"
        if reason:
            value = "" if any(map(secretive, path)) else shown(text)
            self.complain(_position(event), reason, path, value)
            return _HOLE
        return plain(text)


def plain(text: str) -> Any:
    """What an unquoted scalar means (the core schema of YAML 1.2, which editors and JSON Schema use)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _position(event: Any) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def _syntax(error: yaml.YAMLError, lines: list[str]) -> tuple[Position, str]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Position(1, 1), "is not YAML"
    where = Position(mark.line + 1, mark.column + 1)
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1] and not line[: mark.column + 1].strip():
        return where, "is indented with a tab; YAML wants spaces"
    return where, f"is not YAML: {clean_line(getattr(error, 'problem', '') or 'cannot be read', 120)}"
