"""Which answers are used only together with others: a wizard keeps them and does not write them down while they are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forge_tui.domain.answers_fields import Path

Value = Callable[[Path], Any]
"""Path to the answer that holds."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An answer that decides whether others are used."""

    path: Path
    holds: Callable[[Any], bool]


def _is(word: str) -> Callable[[Any], bool]:
    return lambda value: value == word


_USED_WITH: Mapping[Path, Condition] = {
    ("tls", "certificate"): Condition(("tls", "mode"), _is("files")),
    ("tls", "key"): Condition(("tls", "mode"), _is("files")),
    ("tls", "acme"): Condition(("tls", "mode"), _is("acme")),
    ("delivery", "bundle"): Condition(("delivery", "mode"), _is("bundle")),
    ("loadBalancer", "pool"): Condition(("loadBalancer", "mode"), _is("metallb")),
    ("registry", "username"): Condition(("registry", "mirror"), bool),
    ("registry", "password"): Condition(("registry", "mirror"), bool),
}
"""Refused by the rules of the answers without their condition, so that no valid file holds them."""

_ASKED_WITH: Mapping[Path, Condition] = {
    ("airm", "demo", "organisation"): Condition(("airm", "demo", "enabled"), bool),
    ("airm", "demo", "cluster"): Condition(("airm", "demo", "enabled"), bool),
    ("airm", "demo", "project"): Condition(("airm", "demo", "enabled"), bool),
    ("airm", "demo", "user"): Condition(("airm", "demo", "enabled"), bool),
}
"""Valid without their condition, and of no interest then."""


def conditional(path: Path) -> bool:
    """Whether an answer is only sometimes used, at or above `path`."""
    return any(path[:length] in _USED_WITH for length in range(1, len(path) + 1))


def used(path: Path, value: Value) -> bool:
    """Whether an answer at `path` has a meaning beside the others."""
    return _holds(_USED_WITH, path, value)


def asked(path: Path, value: Value) -> bool:
    """Whether a form shows the question."""
    return used(path, value) and _holds(_ASKED_WITH, path, value)


def _holds(table: Mapping[Path, Condition], path: Path, value: Value) -> bool:
    for length in range(1, len(path) + 1):
        condition = table.get(path[:length])
        if condition and not condition.holds(value(condition.path)):
            return False
    return True
