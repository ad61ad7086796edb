"""Components put into an order for people: by wave, by layer, or along the graph. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forge_tui.domain.view_rows import ComponentRow

NO_LAYER = "no layer"
Rows = Mapping[str, ComponentRow]


class Grouping(StrEnum):
    """By what components are put together."""

    WAVE = "wave"
    LAYER = "layer"
    GRAPH = "graph"

    @property
    def next(self) -> Grouping:
        """The one after this; the last is followed by the first."""
        members = list(Grouping)
        return members[(members.index(self) + 1) % len(members)]


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree and what hangs on it: a group, or a component."""

    key: str
    title: str
    component: str = ""
    """Empty for a group."""
    members: tuple[str, ...] = ()
    """Components of a group, filtered."""
    children: tuple[Branch, ...] = ()


def arranged(rows: Rows, grouping: Grouping, names: Iterable[str]) -> tuple[Branch, ...]:
    """The tree of the named components."""
    if grouping is Grouping.GRAPH:
        return _graph(rows, list(names))
    key: Callable[[ComponentRow], tuple[int, str]] = _by_wave if grouping is Grouping.WAVE else _by_layer
    groups: dict[tuple[int, str], list[str]] = {}
    for name in sorted(names):
        groups.setdefault(key(rows[name]), []).append(name)
    return tuple(
        Branch(f"group:{title}", title, "", tuple(members), tuple(Branch(name, name, name) for name in members))
        for (_, title), members in sorted(groups.items())
    )


def same_shape(before: ComponentRow, after: ComponentRow) -> bool:
    """Whether a row stays where it is, whatever else changed."""
    return (before.wave, before.layer, before.parents) == (after.wave, after.layer, after.parents)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a group is."""

    ready: int
    total: int
    failed: int = 0
    waits: str = ""
    """What keeps all of it waiting; empty once something of it has begun."""


def tally(rows: Rows, members: Sequence[str]) -> Tally:
    """Count the members of a group."""
    mine = [rows[name] for name in members if name in rows]
    ready = sum(row.ready for row in mine)
    failed = sum(row.cause is not None and not row.cause.heals for row in mine)
    begun = any(row.since or row.ready for row in mine)
    return Tally(ready, len(mine), failed, "" if begun else _waits(rows, mine))


def _waits(rows: Rows, mine: Sequence[ComponentRow]) -> str:
    inside = {row.name for row in mine}
    parents = [rows[parent] for row in mine for parent in row.parents if parent in rows and parent not in inside]
    waves = {parent.wave for parent in parents if parent.pending}
    return f"waits for wave {max(waves)}" if waves else ""


def _by_wave(row: ComponentRow) -> tuple[int, str]:
    return row.wave, f"wave {row.wave}"


def _by_layer(row: ComponentRow) -> tuple[int, str]:
    return (0 if row.layer else 1), row.layer or NO_LAYER


def _graph(rows: Rows, names: list[str]) -> tuple[Branch, ...]:
    """Each component once, under the parent that comes latest; the others are told in its details."""
    inside = set(names)
    depth = _depths(rows, inside)
    children: dict[str | None, list[str]] = {}
    for name in sorted(inside):
        parents = [parent for parent in rows[name].parents if parent in inside and depth[parent] < depth[name]]
        children.setdefault(max(parents, key=lambda parent: (depth[parent], parent), default=None), []).append(name)
    made: dict[str, Branch] = {}
    for name in sorted(inside, key=lambda name: -depth[name]):
        made[name] = Branch(name, name, name, (), tuple(made[child] for child in children.get(name, ())))
    return tuple(made[name] for name in children.get(None, ()))


def _depths(rows: Rows, inside: set[str]) -> dict[str, int]:
    """Longest way from a component without parents; a circle, which no catalogue has, ends where it was entered."""
    depth: dict[str, int] = {}
    unmet = {name: {parent for parent in rows[name].parents if parent in inside} for name in inside}
    startable = [name for name, parents in unmet.items() if not parents]
    below: dict[str, list[str]] = {}
    for name, parents in unmet.items():
        for parent in parents:
            below.setdefault(parent, []).append(name)
    while startable:
        name = startable.pop()
        depth[name] = max((depth[parent] + 1 for parent in rows[name].parents if parent in inside), default=0)
        for child in below.get(name, ()):
            unmet[child].discard(name)
            if not unmet[child]:
                startable.append(child)
    return {name: depth.get(name, 0) for name in inside}
