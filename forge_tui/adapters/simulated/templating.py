"""The part of Go's template language that strings in root/values.yaml use, evaluated without the helm program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forge_tui.domain.failures import HelmFailed

_ACTION = re.compile(r"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\)[.\w]*|[(|]|[^\s()|]+')
_NUMBER = re.compile(r"-?\d+")


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
        return _Template(values, context).text()
    return values


class _Template:
    """One string, evaluated once."""

    def __init__(self, text: str, context: Mapping[str, Any]) -> None:
        self._context = context
        self._variables: dict[str, Any] = {}
        self._parts = _parts(text)

    def text(self) -> str:
        """What it renders to."""
        return self._block(live=True)[0]

    def _block(self, *, live: bool) -> tuple[str, str]:
        """Text up to the end of the block, and the word that ends it; nothing is evaluated in a branch that is not taken."""
        found: list[str] = []
        for literal, action in self._parts:
            found.append(literal)
            word, _, rest = action.partition(" ")
            if word in ("else", "end"):
                return "".join(found), action
            if word == "if":
                found.append(self._if(rest, live=live))
            elif live and rest.startswith(":= "):
                self._variables[word] = self._pipeline(rest.removeprefix(":= "))
            elif live and action:
                found.append(_text(self._pipeline(action)))
        return "".join(found), ""

    def _if(self, test: str, *, live: bool) -> str:
        taken = live and bool(self._pipeline(test))
        text, end = self._block(live=taken)
        result = text if taken else ""
        while end.startswith("else"):
            test = end.removeprefix("else").strip().removeprefix("if ")
            now = live and not taken and (not test or bool(self._pipeline(test)))
            text, end = self._block(live=now)
            result += text if now else ""
            taken = taken or now
        return result

    def _pipeline(self, text: str) -> Any:
        return self._commands(iter(_TOKEN.findall(text)))[0]

    def _commands(self, tokens: Iterator[str]) -> tuple[Any, str]:
        """A pipeline's value, and the fields after the parenthesis that ends it."""
        given: list[Any] = []
        words: list[Any] = []
        fields = ""
        for word in tokens:
            if word == "(":
                value, path = self._commands(tokens)
                words.append(_Known(_at(value, path)))
            elif word == "|":
                given, words = [_command(words, given)], []
            elif word.startswith(")"):
                fields = word[1:]
                break
            else:
                words.append(self._operand(word))
        return _command(words, given), fields

    def _operand(self, word: str) -> Any:
        """A value, or the name of a function."""
        if word.startswith('"'):
            return _Known(json.loads(word))
        if word.startswith(".Values."):
            return _Known(_at(self._context, word.removeprefix(".Values")))
        if word.startswith("$"):
            name, dot, path = word.partition(".")
            return _Known(_at(self._variables.get(name), dot + path))
        if word in ("true", "false"):
            return _Known(word == "true")
        return _Known(int(word)) if _NUMBER.fullmatch(word) else word


class _Known:
    """A value, as opposed to the name of a function."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Each literal with the action that follows it; white space goes where an action says so."""
    end, trim = 0, False
    for found in _ACTION.finditer(text):
        literal = text[end : found.start()]
        literal = literal.lstrip() if trim else literal
        yield literal.rstrip() if found[1] else literal, found[2]
        end, trim = found.end(), bool(found[3])
    yield text[end:].lstrip() if trim else text[end:], ""


def _command(words: list[Any], given: list[Any]) -> Any:
    if len(words) == 1 and isinstance(words[0], _Known):
        return words[0].value
    name, arguments = words[0], [word.value if isinstance(word, _Known) else word for word in words[1:]] + given
    function = _FUNCTIONS.get((name, len(arguments))) or _FUNCTIONS.get((name, 0)) if isinstance(name, str) else None
    if function is None:
        raise HelmFailed(f"the simulation does not know the template function {name} with {len(arguments)} arguments")
    return function(*arguments)


def _at(value: Any, path: str) -> Any:
    for part in path.split(".")[1:]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else value[key]
    return value


def _dig(*arguments: Any) -> Any:
    *keys, fallback, value = arguments
    for key in keys:
        if not (isinstance(value, Mapping) and key in value):
            return fallback
        value = value[key]
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


_FUNCTIONS: Mapping[tuple[str, int], Callable[..., Any]] = {
    ("eq", 0): lambda one, *others: one in others,
    ("ne", 2): lambda one, other: one != other,
    ("not", 1): lambda one: not one,
    ("and", 0): lambda *operands: next((operand for operand in operands if not operand), operands[-1]),
    ("or", 0): lambda *operands: next((operand for operand in operands if operand), operands[-1]),
    ("ternary", 3): lambda yes, no, test: yes if test else no,
    ("default", 2): lambda fallback, value: value or fallback,
    ("quote", 1): lambda value: json.dumps(_text(value)),
    ("lower", 1): lambda value: _text(value).lower(),
    ("index", 0): _index,
    ("dig", 0): _dig,
}
"""By name and number of arguments; 0 stands for any number."""
