"""How long a run still takes: the remaining critical path, or an honest None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from forge_tui.domain.view_rows import ComponentRow

PATIENCE = 3.0
"""A component that needs this many times its usual time makes the estimate worthless."""
GRACE_S = 60.0
"""Below this many seconds beyond its usual time a component is merely late."""
MEASURED_AT_LEAST = 3
"""So many measured components make a spread; fewer say nothing about the others."""
ALREADY_THERE = 0.1
"""A component that was ready within this part of its usual time had been installed before: it measures nothing."""


def remaining_s(rows: Mapping[str, ComponentRow], now: datetime) -> float | None:
    """Seconds of the longest chain of rows that the run waits for.

    None when it cannot be known: a cause that does not heal, an unknown or far exceeded usual time, or a circle.
    """
    pending = {name: row for name, row in rows.items() if row.pending}
    own: dict[str, float] = {}
    for name, row in pending.items():
        left = _own_s(row, now)
        if left is None:
            return None
        own[name] = left
    children: dict[str, list[str]] = {name: [] for name in pending}
    unmet: dict[str, int] = {}
    for name, row in pending.items():
        parents = [parent for parent in set(row.parents) if parent in pending]
        unmet[name] = len(parents)
        for parent in parents:
            children[parent].append(name)
    return _longest_s(own, children, unmet)


def spread_s(rows: Mapping[str, ComponentRow], rest_s: float) -> float | None:
    """How far `rest_s` may be off: rest x (sum of |measured - usual|) / (sum of usual), over what this run made ready.

    None when it cannot be known: nothing is pending, or too few components have been measured in this run.
    """
    if not any(row.pending for row in rows.values()):
        return None
    pairs = [(row.duration_s, row.usual_s) for row in rows.values() if row.ready and row.duration_s is not None]
    measured = [(took_s, usual_s) for took_s, usual_s in pairs if usual_s > 0 and took_s >= ALREADY_THERE * usual_s]
    if len(measured) < MEASURED_AT_LEAST:
        return None
    off = sum(abs(took_s - usual_s) for took_s, usual_s in measured) / sum(usual_s for _, usual_s in measured)
    return rest_s * min(off, 1.0)


def _own_s(row: ComponentRow, now: datetime) -> float | None:
    if (row.cause is not None and not row.cause.heals) or row.usual_s <= 0:
        return None
    elapsed = row.elapsed_s(now)
    if elapsed is None:
        return row.usual_s
    if elapsed > max(PATIENCE * row.usual_s, row.usual_s + GRACE_S):
        return None
    return max(row.usual_s - elapsed, 0.1 * row.usual_s)


def _longest_s(own: Mapping[str, float], children: Mapping[str, list[str]], unmet: dict[str, int]) -> float | None:
    start = dict.fromkeys(own, 0.0)
    startable = [name for name, count in unmet.items() if count == 0]
    longest, visited = 0.0, 0
    while startable:
        name = startable.pop()
        visited += 1
        finish = start[name] + own[name]
        longest = max(longest, finish)
        for child in children[name]:
            start[child] = max(start[child], finish)
            unmet[child] -= 1
            if unmet[child] == 0:
                startable.append(child)
    return longest if visited == len(own) else None
