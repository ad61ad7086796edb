"""The values of a chart as rows of a table: key, default, and the comment that stands above or beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

_LONGEST = 60


class Value(NamedTuple):
    """One row."""

    key: str
    default: str
    """As it stands in the file; empty for a group."""
    comment: str


def values_of(text: str) -> list[Value]:
    """Leaves, and groups that have a comment, in the order of the file. A mapping written on one line is a leaf."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return list(_rows(node, text.splitlines(), "")) if isinstance(node, yaml.MappingNode) else []


def _rows(mapping: yaml.MappingNode, lines: list[str], prefix: str) -> Iterator[Value]:
    for key, value in mapping.value:
        name = f"{prefix}{_quoted(key.value)}"
        comment = _comment(lines, key.start_mark.line, value)
        if isinstance(value, yaml.MappingNode) and not value.flow_style and value.value:
            if comment:
                yield Value(name, "", comment)
            yield from _rows(value, lines, f"{name}.")
        else:
            yield Value(name, _default(lines, value), comment)


def _quoted(key: str) -> str:
    return f'"{key}"' if "." in key else key


def _comment(lines: list[str], line: int, value: yaml.Node) -> str:
    """The lines of comment right above the key with its indentation, else what stands behind it on its line."""
    indent = len(lines[line]) - len(lines[line].lstrip())
    above = []
    for earlier in reversed(lines[:line]):
        if not re.match(rf" {{{indent}}}#", earlier):
            break
        above.append(earlier.strip().lstrip("#").strip())
    if above:
        return " ".join(reversed(above))
    end = value.end_mark
    behind = lines[end.line][end.column :] if end.line < len(lines) and end.line == line else ""
    return behind.strip().lstrip("#").strip() if behind.strip().startswith("#") else ""


def _default(lines: list[str], value: yaml.Node) -> str:
    start, end = value.start_mark, value.end_mark
    text = lines[start.line][start.column : end.column] if start.line == end.line else ""
    return text if 0 < len(text) <= _LONGEST else "see values.yaml"
