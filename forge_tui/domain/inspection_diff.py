"""Live against Git: of the live object only what Git speaks of, so that what the API server fills in is no difference."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?")
_UNITS = {"m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_UNITS |= {"Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50}
_KEYS = ("name", "key", "type", "ip", "containerPort", "port", "mountPath", "topologyKey")
"""What tells entries of a list apart, as server-side apply would."""


def spoken_of(live: Any, wanted: Any) -> Any:
    """`live` without what `wanted` does not mention; equal amounts in other words become those of `wanted`."""
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        found = {key: spoken_of(live[key], value) for key, value in wanted.items() if key in live}
        # Nothing, said or unsaid, is the same.
        return found | {key: value for key, value in wanted.items() if key not in live and not value and value not in (0, False)}
    if isinstance(wanted, list) and isinstance(live, list):
        return _entries(live, wanted)
    return wanted if _same(live, wanted) else live


def without(manifest: Mapping[str, Any], pointers: Sequence[str]) -> dict[str, Any]:
    """A copy without the fields that an Application ignores (JSON pointers)."""
    result: Any = dict(manifest)
    for pointer in pointers:
        result = _removed(result, [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]])
    return dict(result)


def unified(live: str, wanted: str, context: int = 3) -> tuple[str, ...]:
    """A unified diff from Git to the cluster: `-` is what Git says, `+` what lives."""
    lines = difflib.unified_diff(wanted.splitlines(), live.splitlines(), "Git", "cluster", lineterm="", n=context)
    return tuple(lines)[2:]


def _entries(live: list[Any], wanted: list[Any]) -> list[Any]:
    key = next((key for key in _KEYS if _tells_apart(key, wanted) and _tells_apart(key, live)), "")
    if key:
        asked = {entry[key]: entry for entry in wanted}
        placed = {entry[key]: entry for entry in live}
        kept = [spoken_of(placed[name], entry) for name, entry in asked.items() if name in placed]
        return kept + [entry for name, entry in placed.items() if name not in asked]
    if len(live) == len(wanted):
        return [spoken_of(here, there) for here, there in zip(live, wanted, strict=True)]
    return live


def _tells_apart(key: str, entries: list[Any]) -> bool:
    found = [entry[key] for entry in entries if isinstance(entry, Mapping) and isinstance(entry.get(key), (str, int))]
    return bool(entries) and len(found) == len(entries) == len(set(found))


def _same(live: Any, wanted: Any) -> bool:
    if live == wanted or (not live and not wanted and isinstance(live, bool) == isinstance(wanted, bool)):
        return True
    here, there = _amount(live), _amount(wanted)
    return here is not None and here == there


def _amount(value: Any) -> float | None:
    """An amount as Kubernetes reads it: `1`, `1000m`, `1Gi`."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    found = _QUANTITY.fullmatch(str(value))
    return round(float(found[1]) * _UNITS.get(found[2] or "", 1.0), 6) if found else None


def _removed(value: Any, path: list[str]) -> Any:
    if not path:
        return value
    head, *rest = path
    if isinstance(value, Mapping) and head in value:
        if not rest:
            return {key: inner for key, inner in value.items() if key != head}
        return {**value, head: _removed(value[head], rest)}
    if isinstance(value, list) and head.isdecimal() and int(head) < len(value):
        place = int(head)
        return value[:place] + ([_removed(value[place], rest)] if rest else []) + value[place + 1 :]
    return value
