"""The drawing: what it shows, and where nothing may lie on anything else."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forge_tui.domain import graph
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component, Dependency, Strength
from forge_tui.domain.drawing import Drawing, draw
from forge_tui.domain.drawing_edges import ancestors, around, shown

HARD, SOFT = Strength.HARD, Strength.SOFT


def component(name: str, wave: int, layer: str, *edges: tuple[str, Strength]) -> Component:
    needs = tuple(Dependency(parent, strength, "runtime", f"{name} uses {parent}") for parent, strength in edges)
    return Component(name, name.upper(), layer, "n", f"charts/{name}", "1", wave, depends_on=needs)


def catalogue(*components: Component) -> Catalogue:
    return Catalogue({each.name: each for each in components})


@st.composite
def catalogues(draw_value: st.DrawFn) -> Catalogue:
    """Any consistent catalogue of up to thirty components: hard edges lead to earlier ones, soft ones anywhere."""
    count = draw_value(st.integers(1, 30))
    names = [f"{string.ascii_lowercase[place % 26]}{place}" for place in range(count)]
    edges: dict[str, list[tuple[str, Strength]]] = {}
    for place, name in enumerate(names):
        hard = draw_value(st.sets(st.sampled_from(names[:place]), max_size=4)) if place else set()
        soft = draw_value(st.sets(st.sampled_from(names), max_size=2)) - hard - {name}
        edges[name] = [(parent, HARD) for parent in sorted(hard)] + [(parent, SOFT) for parent in sorted(soft)]
    waves = graph.levels({name: [parent for parent, strength in mine if strength is HARD] for name, mine in edges.items()})
    layers = {name: draw_value(st.sampled_from(("one", "two", "three"))) for name in names}
    return catalogue(*(component(name, waves[name], layers[name], *edges[name]) for name in names))


SLOW = settings(deadline=None, max_examples=20)

DIAMOND = catalogue(
    component("top", 0, "l"),
    component("left", 1, "l", ("top", HARD)),
    component("right", 1, "l", ("top", HARD), ("left", SOFT)),
    component("bottom", 2, "l", ("left", HARD), ("right", HARD), ("top", HARD), ("other", SOFT)),
    component("other", 0, "m", ("bottom", SOFT)),
)


def test_an_edge_that_follows_from_others_is_not_shown() -> None:
    assert [(child, edge.name) for child, edge in shown(DIAMOND) if edge.hard] == [
        ("left", "top"),
        ("right", "top"),
        ("bottom", "left"),
        ("bottom", "right"),
    ]


def test_soft_edges_are_shown_unless_hard_ones_lead_there_anyway() -> None:
    assert [(child, edge.name) for child, edge in shown(DIAMOND) if not edge.hard] == [
        ("right", "left"),
        ("bottom", "other"),
        ("other", "bottom"),
    ]


@SLOW
@given(catalogues())
def test_leaving_edges_out_changes_nothing_about_who_needs_whom(given_catalogue: Catalogue) -> None:
    reduced: dict[str, tuple[str, ...]] = {each.name: () for each in given_catalogue}
    for child, edge in shown(given_catalogue):
        if edge.hard:
            reduced[child] += (edge.name,)
    assert ancestors(reduced) == ancestors(given_catalogue.hard_edges)


@SLOW
@given(catalogues())
def test_every_box_has_a_place_of_its_own_in_its_layer_and_wave(given_catalogue: Catalogue) -> None:
    drawing = draw(given_catalogue)
    assert len({(box.column, box.row) for box in drawing.boxes.values()}) == len(drawing.boxes) == len(given_catalogue)
    for box in drawing.boxes.values():
        (band,) = [band for band in drawing.bands if band.layer == box.component.layer]
        assert band.top <= box.row < band.top + band.height
        assert box.column == box.component.wave


@SLOW
@given(catalogues())
def test_bands_fill_the_rows_without_a_gap(given_catalogue: Catalogue) -> None:
    drawing = draw(given_catalogue)
    assert [band.top for band in drawing.bands] == [sum(b.height for b in drawing.bands[:place]) for place in range(len(drawing.bands))]


@SLOW
@given(catalogues())
def test_a_line_passes_every_column_between_its_ends_and_no_box(given_catalogue: Catalogue) -> None:
    drawing = draw(given_catalogue)
    for line in drawing.lines:
        start, end = drawing.boxes[line.parent].column, drawing.boxes[line.child].column
        between = list(range(start + 1, end)) or list(range(start - 1, end, -1))
        assert len(line.passes) == len(between)
        for column, height in zip(between, line.passes, strict=True):
            taken = [box.row for box in drawing.boxes.values() if box.column == column]
            assert all(abs(height - row) >= 0.4 for row in taken), (line, column)


@SLOW
@given(catalogues())
def test_hard_lines_lead_from_left_to_right(given_catalogue: Catalogue) -> None:
    drawing = draw(given_catalogue)
    assert all(drawing.boxes[line.parent].column < drawing.boxes[line.child].column for line in drawing.lines if line.edge.hard)


@SLOW
@given(catalogues())
def test_equal_catalogues_give_equal_drawings(given_catalogue: Catalogue) -> None:
    assert draw(given_catalogue) == draw(Catalogue(dict(given_catalogue.components)))


def crossings(drawing: Drawing) -> int:
    """Pairs of lines between the same two columns that cross."""
    ends = [(drawing.boxes[line.parent], drawing.boxes[line.child]) for line in drawing.lines]
    pairs = [(a, b) for place, a in enumerate(ends) for b in ends[:place]]
    return sum((a.column, b.column) == (c.column, d.column) and (a.row - c.row) * (b.row - d.row) < 0 for (a, b), (c, d) in pairs)


def test_lines_that_need_not_cross_do_not() -> None:
    """Parents in one order, children in the other: the order of the file would cross all of them."""
    names = "abcdef"
    parents = [component(name, 0, "l") for name in names]
    children = [component(f"{name}-config", 1, "l", (name, HARD)) for name in reversed(names)]
    assert crossings(draw(catalogue(*parents, *children))) == 0


def test_waves_that_a_part_does_not_have_take_no_column() -> None:
    part = catalogue(component("a", 0, "l"), component("b", 5, "l"))
    assert draw(part).columns == 2


@pytest.mark.parametrize(
    ("name", "members"),
    [("left", "top left right bottom"), ("other", "bottom other"), ("top", "top left right bottom")],
)
def test_the_part_around_a_component_has_all_that_it_needs_and_all_that_need_it(name: str, members: str) -> None:
    assert " ".join(around(DIAMOND, name).components) == members


def test_nothing_is_drawn_as_nothing() -> None:
    assert draw(catalogue()) == Drawing((), {}, ())
    assert draw(catalogue()).columns == draw(catalogue()).rows == 0
