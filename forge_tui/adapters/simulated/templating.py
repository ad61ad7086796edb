"""The few template functions that strings in root/values.yaml use, evaluated without the helm program."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from forge_tui.domain.failures import HelmFailed

_EXPRESSION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s|]+|\|')


def rendered(values: Any, context: Mapping[str, Any]) -> Any:
    """Values with every expression in their strings replaced.

    Args:
        values: Any JSON value; only its strings are looked at.
        context: The chart's values, as `.Values`.

    Raises:
        HelmFailed: A string uses more of the template language than is known here.
    """
    if isinstance(values, Mapping):
        return {key: rendered(value, context) for key, value in values.items()}
    if isinstance(values, list):
        return [rendered(value, context) for value in values]
    if isinstance(values, str) and "{{" in values:
        return _EXPRESSION.sub(lambda found: _text(_pipeline(found[1], context)), values)
    return values


def _pipeline(text: str, context: Mapping[str, Any]) -> Any:
    commands: list[list[Any]] = [[]]
    for word in _WORD.findall(text):
        if word == "|":
            commands.append([])
        else:
            commands[-1].append(word)
    result: Any = None
    for place, command in enumerate(commands):
        arguments = [_value(word, context) for word in command[1:]] + ([result] if place else [])
        result = _call(command[0], arguments, context) if place or arguments else _value(command[0], context)
    return result


def _call(name: str, arguments: list[Any], context: Mapping[str, Any]) -> Any:
    match name, arguments:
        case "eq", [one, *others]:
            return one in others
        case "ne", [one, other]:
            return one != other
        case "not", [one]:
            return not one
        case "ternary", [yes, no, test]:
            return yes if test else no
        case "default", [fallback, value]:
            return value or fallback
        case "quote", [value]:
            return json.dumps(_text(value))
        case "lower", [value]:
            return _text(value).lower()
    raise HelmFailed(f"the simulation does not know the template function {name} with {len(arguments)} arguments")


def _value(word: str, context: Mapping[str, Any]) -> Any:
    if word.startswith('"'):
        return json.loads(word)
    if word.startswith(".Values."):
        found: Any = context
        for part in word.removeprefix(".Values.").split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found
    if word in ("true", "false"):
        return word == "true"
    if word.lstrip("-").isdigit():
        return int(word)
    raise HelmFailed(f"the simulation does not understand {word!r} in a template")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
