"""Ordering by dependencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain import graph
from forge_tui.domain.failures import CatalogueInvalid

DIAMOND = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}
SECONDS = {"a": 1.0, "b": 5.0, "c": 2.0, "d": 1.0}


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    return {name: tuple(draw(st.sets(st.sampled_from(names[:place]))) if place else ()) for place, name in enumerate(names)}


def test_every_node_comes_after_what_it_needs() -> None:
    assert graph.order(DIAMOND) == ("a", "b", "c", "d")


def test_a_circle_is_named() -> None:
    with pytest.raises(CatalogueInvalid, match=r"circle: (a -> b -> a|b -> a -> b)"):
        graph.order({"a": ("b",), "b": ("a",)})


def test_the_level_is_the_longest_way_from_the_start() -> None:
    assert graph.levels({**DIAMOND, "e": ("a", "d")}) == {"a": 0, "b": 1, "c": 1, "d": 2, "e": 3}


def test_dependents_are_found_through_others() -> None:
    assert graph.dependents(DIAMOND, "a") == {"b", "c", "d"}
    assert graph.dependents(DIAMOND, "d") == frozenset()


def test_the_critical_path_is_the_longest_chain() -> None:
    assert graph.critical_path(DIAMOND, SECONDS) == (7.0, ("a", "b", "d"))


def test_the_critical_path_of_nothing_is_empty() -> None:
    assert graph.critical_path({}, {}) == (0.0, ())


def test_what_remains_counts_from_the_node_itself() -> None:
    assert graph.remaining(DIAMOND, SECONDS) == {"a": 7.0, "b": 6.0, "c": 3.0, "d": 1.0}


@given(acyclic())
def test_an_order_never_puts_a_node_before_its_parent(edges: dict[str, tuple[str, ...]]) -> None:
    place = {node: position for position, node in enumerate(graph.order(edges))}
    assert all(place[parent] < place[node] for node, parents in edges.items() for parent in parents)


@given(acyclic())
def test_every_edge_goes_to_a_higher_level(edges: dict[str, tuple[str, ...]]) -> None:
    level = graph.levels(edges)
    assert all(level[parent] < level[node] for node, parents in edges.items() for parent in parents)


@given(acyclic())
def test_no_single_node_is_longer_than_the_critical_path(edges: dict[str, tuple[str, ...]]) -> None:
    seconds = {node: float(len(node) + len(parents)) for node, parents in edges.items()}
    length, path = graph.critical_path(edges, seconds)
    assert length == pytest.approx(sum(seconds[node] for node in path))
    assert length == pytest.approx(max(graph.remaining(edges, seconds).values()))
