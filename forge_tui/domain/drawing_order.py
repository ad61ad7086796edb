"""Where the boxes of a drawing stand: bands by layer, columns by wave, few crossings. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Cell = tuple[str, int]
"""Band and column."""
Links = Mapping[str, Sequence[tuple[str, int]]]
"""Node to its neighbours with their weight."""

_SWEEPS = 8


def place(cells: Mapping[str, Cell], lines: Sequence[tuple[str, str, int]]) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """A row for every node, and for every band its first row and its number of rows, bands from top to bottom.

    Args:
        cells: Node to its band and column.
        lines: Node, node and weight of the line between them.
    """
    links = _links(cells, lines)
    heights = _heights(cells)
    bands = _bands(cells, lines, heights)
    best = _start(cells, bands)
    least = _cost(cells, best, lines)
    rows = best
    for sweep in range(_SWEEPS):
        rows = _sweep(cells, rows, links, bands, backwards=bool(sweep % 2))
        if (cost := _cost(cells, rows, lines)) < least:
            best, least = rows, cost
    return best, bands


def _links(cells: Mapping[str, Cell], lines: Sequence[tuple[str, str, int]]) -> Links:
    links: dict[str, list[tuple[str, int]]] = {node: [] for node in cells}
    for one, other, weight in lines:
        links[one].append((other, weight))
        links[other].append((one, weight))
    return links


def _heights(cells: Mapping[str, Cell]) -> dict[str, int]:
    counts: dict[Cell, int] = {}
    for cell in cells.values():
        counts[cell] = counts.get(cell, 0) + 1
    return {band: max(count for (other, _), count in counts.items() if other == band) for band in dict.fromkeys(b for b, _ in counts)}


def _bands(cells: Mapping[str, Cell], lines: Sequence[tuple[str, str, int]], heights: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Bands in the order that makes the lines between them shortest: each is moved to its best place until none moves."""
    weights: dict[tuple[str, str], int] = {}
    for one, other, weight in lines:
        pair = (cells[one][0], cells[other][0])
        if pair[0] != pair[1]:
            weights[pair] = weights.get(pair, 0) + weight

    def length(order: Sequence[str]) -> float:
        middle, top = dict[str, float](), 0
        for band in order:
            middle[band] = top + heights[band] / 2
            top += heights[band]
        return sum(weight * abs(middle[one] - middle[other]) for (one, other), weight in weights.items())

    order = list(heights)
    least = length(order)
    moved = True
    while moved:
        moved = False
        for band in list(heights):
            rest = [other for other in order if other != band]
            tries = [[*rest[:place], band, *rest[place:]] for place in range(len(order))]
            candidate = min(tries, key=length)
            if length(candidate) < least:
                order, least, moved = candidate, length(candidate), True
    tops, top = dict[str, tuple[int, int]](), 0
    for band in order:
        tops[band] = (top, heights[band])
        top += heights[band]
    return tops


def _start(cells: Mapping[str, Cell], bands: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    filled: dict[Cell, int] = {}
    rows: dict[str, int] = {}
    for node, cell in cells.items():
        rows[node] = bands[cell[0]][0] + filled.get(cell, 0)
        filled[cell] = filled.get(cell, 0) + 1
    return rows


def _sweep(
    cells: Mapping[str, Cell], rows: Mapping[str, int], links: Links, bands: Mapping[str, tuple[int, int]], *, backwards: bool
) -> dict[str, int]:
    """Each cell anew, column by column: its nodes near the weighted middle of their neighbours (barycentre)."""
    new = dict(rows)
    columns = sorted({column for _, column in cells.values()}, reverse=backwards)
    for column in columns:
        for band, (top, height) in bands.items():
            nodes = [node for node, cell in cells.items() if cell == (band, column)]
            wanted = {node: _middle(node, new, links) for node in nodes}
            ordered = sorted(nodes, key=lambda node: (wanted[node], node))
            new |= _slots(ordered, wanted, top, height)
    return new


def _middle(node: str, rows: Mapping[str, int], links: Links) -> float:
    total = sum(weight for _, weight in links[node])
    return sum(rows[other] * weight for other, weight in links[node]) / total if total else float(rows[node])


def _slots(ordered: Sequence[str], wanted: Mapping[str, float], top: int, height: int) -> dict[str, int]:
    """Rows of the band for nodes in this order, so that they stand as near as possible to where they want to be."""
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, top): (0.0, ())}
    for index, node in enumerate(ordered):
        following: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (_, free), (cost, taken) in best.items():
            for row in range(free, top + height - (len(ordered) - index - 1)):
                candidate = (cost + abs(row - wanted[node]), (*taken, row))
                key = (index + 1, row + 1)
                if key not in following or candidate < following[key]:
                    following[key] = candidate
        best = following
    rows = min(best.values())[1]
    return dict(zip(ordered, rows, strict=True))


def _cost(cells: Mapping[str, Cell], rows: Mapping[str, int], lines: Sequence[tuple[str, str, int]]) -> float:
    """Crossings of lines between the same columns, and their steepness."""
    cost = 0.0
    by_columns: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, other, weight in lines:
        (left, upper), (right, lower) = sorted(((cells[one][1], rows[one]), (cells[other][1], rows[other])))
        cost += 0.2 * weight * abs(upper - lower)
        by_columns.setdefault((left, right), []).append((upper, lower))
    for group in by_columns.values():
        cost += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for place, a in enumerate(group) for b in group[:place])
    return cost
