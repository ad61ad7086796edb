"""Answers that this version accepts and does not act on yet: told, so that nobody believes otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_tui.domain.failures import SelectionInvalid

_WAITING: Mapping[str, Any] = {
    "registry.mirror": "",
    "registry.username": "",
    "registry.password": "",
    "openbao.recipients": [],
}
"""Path of each to its default."""


def unused(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Paths of the answers that differ from their default and have no effect in this version."""
    return tuple(path for path, default in _WAITING.items() if _at(answers, path) != default)


def refuse_impossible(answers: Mapping[str, Any]) -> None:
    """Refuse what would otherwise be ignored at the operator's cost. Raises SelectionInvalid."""
    if _at(answers, "delivery.mode") == "bundle":
        message = "delivery.mode is bundle, and this version cannot install from a bundle"
        raise SelectionInvalid(message, remedy="Answer delivery.mode: online.")


def _at(answers: Mapping[str, Any], path: str) -> Any:
    value: Any = answers
    for name in path.split("."):
        value = value[name]
    return value
