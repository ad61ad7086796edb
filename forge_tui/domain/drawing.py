"""The catalogue as a picture without ink: boxes in bands (layers) and columns (waves), lines that go round boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component, Dependency
from forge_tui.domain.drawing_edges import shown
from forge_tui.domain.drawing_order import place


@dataclass(frozen=True, slots=True)
class Band:
    """A layer: rows from `top` on."""

    layer: str
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Box:
    """A component in its place."""

    component: Component
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Line:
    """An edge from the component that is needed to the one that needs it."""

    parent: str
    child: str
    edge: Dependency
    passes: tuple[float, ...] = ()
    """Height, in rows, at which it passes each column between the two, in the order of travel."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it; equal catalogues give equal drawings."""

    bands: tuple[Band, ...]
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]

    @property
    def columns(self) -> int:
        """Number of columns."""
        return max((box.column for box in self.boxes.values()), default=-1) + 1

    @property
    def rows(self) -> int:
        """Number of rows of all bands."""
        return sum(band.height for band in self.bands)


def draw(catalogue: Catalogue) -> Drawing:
    """Lay the catalogue out; waves that it does not have take no column."""
    edges = shown(catalogue)
    columns = {wave: column for column, wave in enumerate(sorted({component.wave for component in catalogue}))}
    cells = {component.name: (component.layer, columns[component.wave]) for component in catalogue}
    weighted = [(edge.name, child, 3 if edge.hard else 1) for child, edge in edges]
    rows, bands = place(cells, weighted)
    boxes = {component.name: Box(component, columns[component.wave], rows[component.name]) for component in catalogue}
    return Drawing(
        bands=tuple(Band(layer, top, height) for layer, (top, height) in bands.items()),
        boxes=boxes,
        lines=_routed(boxes, edges, sum(height for _, height in bands.values())),
    )


_BESIDE = 0.07
"""Distance, in rows, of two lines that share the gap between two boxes."""


class _Tracks:
    """Heights at which lines may pass a column without touching a box; each is taken by the lines of one component."""

    def __init__(self, boxes: Iterable[Box], column: int, rows: int) -> None:
        taken = {box.row for box in boxes if box.column == column}
        free = [row for row in range(rows) if row not in taken]
        heights = {round(row + offset * _BESIDE, 2) for row in free for offset in range(-4, 5)}
        heights |= {round(row - 0.5 + offset * _BESIDE, 2) for row in range(rows + 1) for offset in (-1, 0, 1)}
        self._owner: dict[float, str] = dict.fromkeys(sorted(heights), "")

    def take(self, wanted: float, owner: str) -> float:
        """The nearest height that is free or the owner's already, which is preferred: its lines then run as one."""
        usable = [height for height, other in self._owner.items() if other in ("", owner)] or list(self._owner)
        best = min(usable, key=lambda height: (abs(height - wanted) - (0.75 if self._owner[height] else 0.0), height))
        self._owner[best] = owner
        return best


def _routed(boxes: Mapping[str, Box], edges: Sequence[tuple[str, Dependency]], rows: int) -> tuple[Line, ...]:
    """Every edge as a line; hard ones choose their way first, the flattest before the steep."""
    columns = max((box.column for box in boxes.values()), default=0)
    tracks = [_Tracks(boxes.values(), column, rows) for column in range(columns + 1)]

    def urgency(item: tuple[str, Dependency]) -> tuple[bool, int, int, str, str]:
        start, end = boxes[item[1].name], boxes[item[0]]
        return not item[1].hard, abs(start.column - end.column), abs(start.row - end.row), item[1].name, item[0]

    lines = []
    for child, edge in sorted(edges, key=urgency):
        start, end = boxes[edge.name], boxes[child]
        step = 1 if end.column >= start.column else -1
        height, passes = float(start.row), []
        for column in range(start.column + step, end.column, step):
            left = abs(end.column - column) + 1
            height = tracks[column].take(height + (end.row - height) / left, f"{edge.name} {edge.hard}")
            passes.append(height)
        lines.append(Line(edge.name, child, edge, tuple(passes)))
    return tuple(lines)
