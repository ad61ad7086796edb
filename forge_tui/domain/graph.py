"""Ordering: levels, closures and critical paths over named nodes. Pure functions on mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from forge_tui.domain.failures import CatalogueInvalid

Edges = Mapping[str, Iterable[str]]
"""Node to the nodes it needs."""


def order(edges: Edges) -> tuple[str, ...]:
    """Every node after all that it needs; ties in alphabetical order, so that equal input gives equal output.

    Raises:
        CatalogueInvalid: The edges form a circle; the message names it.
    """
    sorter = TopologicalSorter({node: sorted(parents) for node, parents in sorted(edges.items())})
    done: list[str] = []
    try:
        sorter.prepare()
    except CycleError as error:
        raise CatalogueInvalid("dependencies form a circle: " + " -> ".join(reversed(error.args[1]))) from error
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        done += ready
        sorter.done(*ready)
    return tuple(done)


def levels(edges: Edges) -> dict[str, int]:
    """Length of the longest path from a node without needs: 0 for those, else one more than the highest parent."""
    level: dict[str, int] = {}
    for node in order(edges):
        level[node] = max((level[parent] + 1 for parent in edges.get(node, ())), default=0)
    return level


def dependents(edges: Edges, node: str) -> frozenset[str]:
    """All that need `node`, directly or through others."""
    found: set[str] = set()
    for candidate in order(edges):
        parents = set(edges.get(candidate, ()))
        if node in parents or parents & found:
            found.add(candidate)
    return frozenset(found)


def critical_path(edges: Edges, seconds: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """The longest chain of durations: its length in seconds and its nodes in order.

    A lower bound of every schedule: no order can finish earlier than its longest chain.
    """
    finish: dict[str, float] = {}
    through: dict[str, str] = {}
    for node in order(edges):
        before = max(edges.get(node, ()), key=lambda parent: (finish[parent], parent), default=None)
        finish[node] = seconds.get(node, 0.0) + (finish[before] if before is not None else 0.0)
        if before is not None:
            through[node] = before
    if not finish:
        return 0.0, ()
    last = max(finish, key=lambda node: (finish[node], node))
    path = [last]
    while path[-1] in through:
        path.append(through[path[-1]])
    return finish[last], tuple(reversed(path))


def remaining(edges: Edges, seconds: Mapping[str, float]) -> dict[str, float]:
    """For each node the length in seconds of the longest chain that starts with it."""
    children: dict[str, list[str]] = {}
    for node, parents in edges.items():
        for parent in parents:
            children.setdefault(parent, []).append(node)
    left: dict[str, float] = {}
    for node in reversed(order(edges)):
        left[node] = seconds.get(node, 0.0) + max((left[child] for child in children.get(node, ())), default=0.0)
    return left
