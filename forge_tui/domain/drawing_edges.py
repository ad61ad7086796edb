"""Which dependencies a drawing shows: those that do not follow from others."""

from __future__ import annotations

from collections.abc import Mapping

from forge_tui.domain import graph
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Dependency


def shown(catalogue: Catalogue) -> tuple[tuple[str, Dependency], ...]:
    """Dependent and edge, in the order of the catalogue.

    A hard edge is left out when another hard parent needs the same component (transitive reduction), a soft one when
    hard edges lead there anyway. Edges to components outside the catalogue are left out: a part of it can be drawn.
    """
    hard = {component.name: tuple(name for name in component.parents if name in catalogue) for component in catalogue}
    above = ancestors(hard)
    found: list[tuple[str, Dependency]] = []
    for component in catalogue:
        through = frozenset[str]().union(*(above[parent] for parent in hard[component.name]))
        implied = through | (frozenset(hard[component.name]))
        found += [
            (component.name, edge)
            for edge in component.depends_on
            if edge.name in catalogue and edge.name not in (through if edge.hard else implied)
        ]
    return tuple(found)


def ancestors(edges: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """All that each node needs, directly or through others."""
    above: dict[str, frozenset[str]] = {}
    for node in graph.order(edges):
        parents = edges.get(node, ())
        above[node] = frozenset(parents).union(*(above[parent] for parent in parents))
    return above


def around(catalogue: Catalogue, name: str) -> Catalogue:
    """The part of the catalogue that belongs to one component: it, all that it needs, and all that need it, hard or direct."""
    edges = catalogue.hard_edges
    chosen = {name, *ancestors(edges)[name], *graph.dependents(edges, name)}
    chosen |= {edge.name for edge in catalogue[name].depends_on}
    chosen |= {component.name for component in catalogue if any(edge.name == name for edge in component.depends_on)}
    return Catalogue({component.name: component for component in catalogue if component.name in chosen})
