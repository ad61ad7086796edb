"""Tells by its name whether a value may be a secret: such values are refused in Helm values and never shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]

_SECRET_ENDING = re.compile(r"(password|passwd|passphrase|pwd|secret|token|credentials?|key)$")
_HARMLESS_ENDING = re.compile(
    r"(existing[a-z]*|pullsecret|tlssecret"
    # names of keys inside an existing Secret, and Kubernetes' own words
    r"|(topology|label|annotation|public|primary|sort|partition|user|username|password)key)$"
)
_SELECTS = frozenset({"operator", "effect", "values", "name", "path", "optional", "tolerationSeconds", "mode"})
_LARGEST = 2**63 - 1  # more than 64 bits becomes a float on its way through Helm
_LONGEST_KEY = 253
_DEEPEST = 40
_NO_TEXT = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[A-Z]?[a-z]{4,80}|[A-Z]{4,80}")
_NAMES = ("password", "passphrase", "secret", "token", "credential", "apikey", "privatekey")


def secretive(key: str | int) -> bool:
    """Whether a value under this key may be a secret, misspelt keys included: when in doubt yes."""
    word = _folded(str(key))
    if _SECRET_ENDING.search(word) or any(name in word for name in _NAMES):
        return True
    import difflib

    parts = [part.lower() for part in _WORD.findall(str(key)[:200])]
    return any(difflib.get_close_matches(part, _NAMES, n=1, cutoff=0.7) for part in (word[:80], *parts))


def looks_like_key_material(value: object) -> bool:
    """Whether a text is PEM or the like, whatever it is called."""
    return isinstance(value, str) and "-----BEGIN" in value


def value_complaints(values: Any, path: Path = (), depth: int = 0) -> Iterator[tuple[Path, str]]:
    """What must not stand in Helm values, which go to Git: secrets, and what JSON or YAML cannot hold."""
    if depth > _DEEPEST and isinstance(values, Mapping | list):
        yield path, f"is nested deeper than {_DEEPEST} levels"
    elif isinstance(values, Mapping):
        for key, value in values.items():
            yield from _entry_complaints(str(key), value, values, path, depth)
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from value_complaints(value, (*path, index), depth + 1)
    else:
        yield from _scalar_complaints(values, path)


def _entry_complaints(key: str, value: Any, siblings: Mapping[str, Any], path: Path, depth: int) -> Iterator[tuple[Path, str]]:
    here = (*path, key)
    if len(key) > _LONGEST_KEY:
        yield here, f"has a name of more than {_LONGEST_KEY} characters"
    elif not _names_a_secret(key, siblings, path):
        yield from value_complaints(value, here, depth + 1)
    elif _is_literal(value):
        yield here, _IN_GIT
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if _is_literal(item):
                yield (*here, index), _IN_GIT
            else:
                yield from value_complaints(item, (*here, index), depth + 2)
    else:
        yield from value_complaints(value, here, depth + 1)


def _scalar_complaints(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if looks_like_key_material(value):
        yield path, _IN_GIT
    elif isinstance(value, str) and _NO_TEXT.search(value):
        yield path, "holds something that is no character"
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, "is not a number that JSON can hold"
    elif isinstance(value, int) and abs(value) > _LARGEST:
        yield path, "is a number of more than 64 bits; put it in quotes"


_IN_GIT = "may be a secret, and values of components go to Git; keep it in OpenBao and name the Secret that holds it (existingSecret)"


def _is_literal(value: object) -> bool:
    return (isinstance(value, str) and value != "") or (isinstance(value, int | float) and not isinstance(value, bool))


def _names_a_secret(key: str, siblings: Mapping[str, Any], path: Path) -> bool:
    word = _folded(key)
    if word == "key":
        # Selectors, tolerations and references to a Secret say `key` for a name; alone it may be anything.
        return not (_SELECTS & siblings.keys()) and not (path and str(path[-1]).lower().endswith("ref"))
    if word.startswith("existing") or _HARMLESS_ENDING.search(word):
        return False
    return bool(_SECRET_ENDING.search(word))


def _folded(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
