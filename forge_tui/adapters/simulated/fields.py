"""How writes combine with what is there: merge patches, and server-side apply by fields."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Fields = Mapping[str, Any]


def merge_patched(target: Fields, patch: Fields) -> dict[str, Any]:
    """JSON merge patch (RFC 7386): null removes, mappings merge, all else replaces."""
    result = dict(target)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            before = result.get(key)
            result[key] = merge_patched(before if isinstance(before, Mapping) else {}, value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def overlaid(base: Fields, *overlays: Fields) -> dict[str, Any]:
    """Values as Helm lays them over each other: mappings merge, lists and scalars replace, null removes."""
    result: dict[str, Any] = copy.deepcopy(dict(base))
    for overlay in overlays:
        result = merge_patched(result, overlay)
    return result


def applied(live: Fields, wanted: Fields, before: Fields, others: Sequence[Fields]) -> dict[str, Any]:
    """Server-side apply: set what is wanted; remove what this manager set before, wants no more, and nobody else set.

    Lists are replaced as a whole.
    """
    result = dict(live)
    for key in before.keys() - wanted.keys():
        if isinstance(before[key], Mapping) and isinstance(result.get(key), Mapping):
            result[key] = applied(result[key], {}, before[key], _inside(others, key))
            if not result[key]:
                del result[key]
        elif not any(key in other for other in others):
            result.pop(key, None)
    for key, value in wanted.items():
        there = result.get(key)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            earlier = before.get(key)
            result[key] = applied(there, value, earlier if isinstance(earlier, Mapping) else {}, _inside(others, key))
        else:
            result[key] = copy.deepcopy(value)
    return result


def conflicts(wanted: Fields, owned: Fields, path: str = "") -> Iterator[str]:
    """Paths of fields that both name with different values."""
    for key in sorted(wanted.keys() & owned.keys()):
        one, other = wanted[key], owned[key]
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from conflicts(one, other, f"{path}.{key}")
        elif one != other:
            yield f"{path}.{key}"


def disowned(owned: Fields, taken: Fields) -> dict[str, Any]:
    """What stays of `owned` when another manager has forced its own values upon it."""
    result: dict[str, Any] = {}
    for key, value in owned.items():
        if key not in taken:
            result[key] = value
        elif isinstance(value, Mapping) and isinstance(taken[key], Mapping):
            result[key] = disowned(value, taken[key])
        elif value == taken[key]:
            result[key] = value
    return result


def contains(live: Any, wanted: Any) -> bool:
    """Whether every field of `wanted` stands in `live`; what the server adds does not count."""
    if not wanted and not live:
        return True
    if isinstance(wanted, Mapping):
        return isinstance(live, Mapping) and all(contains(live.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(live, list) and len(live) == len(wanted) and all(map(contains, live, wanted))
    return bool(live == wanted)


def _inside(others: Sequence[Fields], key: str) -> list[Fields]:
    return [other[key] for other in others if isinstance(other.get(key), Mapping)]
