"""The catalogue as an SVG picture that explains itself: no scripts, no fonts of its own, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from forge_tui.domain.drawing import Box, Drawing, Line, draw
from forge_tui.domain.sanitise import clean_line

_PITCH, _BOX, _HEADING, _MARGIN, _TOP = 36, 26, 24, 16, 96
_LETTER = 7.3
"""Usual width of a letter of 13 pixels; names are squeezed where a reader's font is wider."""
_LONGEST = 24
"""A longer name stands in two lines."""
_PALETTE = ("#1f6feb", "#8250df", "#bf3989", "#cf222e", "#bc4c00", "#9a6700", "#1a7f37", "#0f766e", "#7d4e00")
_INK = "#57606a"

_STYLE = """\
  text { font-family: -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; font-size: 13px; fill: #1f2328 }
  .title { font-size: 19px; font-weight: 600 }
  .quiet { fill: #57606a; font-size: 12px }
  .band { font-size: 12px; font-weight: 600 }
  .small { font-size: 10.5px }
  .line { fill: none }
  .hard { stroke-width: 1.5; stroke-opacity: 0.8 }
  .soft { stroke-width: 1.2; stroke-opacity: 0.65; stroke-dasharray: 4 3 }
  .line:hover { stroke-width: 4; stroke-opacity: 1 }
"""


def as_svg(catalogue: Catalogue, title: str = "Components of Cluster-Forge V2") -> str:
    """The picture; each box and each line has a tooltip, a line's says why."""
    drawing = draw(catalogue)
    sheet = _Sheet(drawing)
    on = sum(component.default_enabled for component in catalogue)
    about = f"{len(catalogue)} components, {on} on by default. A line leads from what is needed, on the left, to what needs it."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}" width="{sheet.width}" height="{sheet.height}"'
        ' role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(about)}</desc>',
        f"<style>\n{_STYLE}</style>",
        _markers(sheet),
        f'<rect x="0.5" y="0.5" width="{sheet.width - 1}" height="{sheet.height - 1}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
        f'<text class="title" x="{_MARGIN}" y="32">{escape(title)}</text>',
        f'<text class="quiet" x="{_MARGIN}" y="52">{escape(about)}</text>',
        *_bands(sheet),
        *_waves(sheet, catalogue),
        *(_line(sheet, line) for line in sorted(drawing.lines, key=lambda line: line.edge.hard)),
        *(_box(sheet, box) for box in drawing.boxes.values()),
        *_legend(sheet),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Sheet:
    """From rows and columns to pixels."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.colours = {band.layer: _PALETTE[place % len(_PALETTE)] for place, band in enumerate(drawing.bands)}
        self.widths = [_width(box for box in drawing.boxes.values() if box.column == column) for column in range(drawing.columns)]
        self.lefts = list[float]()
        right = _MARGIN + 12.0
        for column, width in enumerate(self.widths):
            self.lefts.append(right)
            right += width + (_gutter(drawing, column) if column + 1 < drawing.columns else 0)
        self.width = max(760, round(right) + 12 + _MARGIN)
        self.bottom = _TOP + drawing.rows * _PITCH + len(drawing.bands) * _HEADING
        self.height = self.bottom + 62
        self._before = [0] * drawing.rows
        for place, band in enumerate(drawing.bands):
            self._before[band.top : band.top + band.height] = [place + 1] * band.height
        self._into = _places(drawing.lines, drawing.boxes)

    def y(self, row: float) -> float:
        """Middle of a row, or a height between two."""
        below = min(max(round(row), 0), self.drawing.rows - 1)
        at_edge = row - below == -0.5 or row > self.drawing.rows - 0.5
        shift = -_HEADING / 2 if at_edge and below and self._before[below] != self._before[below - 1] else 0
        return _TOP + row * _PITCH + _PITCH / 2 + self._before[below] * _HEADING + shift

    def ends(self, line: Line) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where a line leaves the box that is needed, and where it reaches the other."""
        start, end = self.drawing.boxes[line.parent], self.drawing.boxes[line.child]
        right_out = end.column >= start.column
        right_in = end.column <= start.column
        x1 = self.lefts[start.column] + (self.widths[start.column] if right_out else 0)
        x2 = self.lefts[end.column] + (self.widths[end.column] + 2 if right_in else -2)
        return (x1, self.y(start.row)), (x2, self.y(end.row) + self._into[line.parent, line.child])


def _places(lines: Sequence[Line], boxes: Mapping[str, Box]) -> dict[tuple[str, str], float]:
    """Lines that reach the same box are spread over its side, in the order they come from."""
    found: dict[tuple[str, str], float] = {}
    for child in dict.fromkeys(line.child for line in lines):
        mine = [line for line in lines if line.child == child]
        mine.sort(key=lambda line: line.passes[-1] if line.passes else boxes[line.parent].row)
        step = min(4.0, (_BOX - 8) / max(1, len(mine) - 1))
        for place, line in enumerate(mine):
            found[line.parent, child] = (place - (len(mine) - 1) / 2) * step
    return found


def _gutter(drawing: Drawing, column: int) -> float:
    """Room between a column and the next: the more lines bend there, the more."""
    ends = [sorted((drawing.boxes[line.parent].column, drawing.boxes[line.child].column)) for line in drawing.lines]
    return min(130.0, 52 + 1.8 * sum(first <= column < last for first, last in ends))


def _width(boxes: Iterable[Box]) -> float:
    return max((max(map(len, _halves(box.component.name))) * _LETTER + 22 for box in boxes), default=0)


def _halves(name: str) -> tuple[str, ...]:
    """The name, in two lines when it is long."""
    cuts = [place + 1 for place, letter in enumerate(name) if letter == "-"]
    if len(name) <= _LONGEST or not cuts:
        return (name,)
    cut = min(cuts, key=lambda place: abs(place - len(name) / 2))
    return name[:cut], name[cut:]


def _markers(sheet: _Sheet) -> str:
    shape = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse"'
    return "".join(
        f'<marker id="to-{_said(layer)}" {shape}><path d="M0 0.5 L8 4 L0 7.5 z" fill="{colour}"/></marker>'
        for layer, colour in {**sheet.colours, "legend": _INK}.items()
    ).join(("<defs>", "</defs>"))


def _bands(sheet: _Sheet) -> Iterator[str]:
    for band in sheet.drawing.bands:
        colour = sheet.colours[band.layer]
        top = sheet.y(band.top) - _PITCH / 2 - _HEADING + 3
        size = f'width="{sheet.width - 2 * _MARGIN}" height="{band.height * _PITCH + _HEADING - 3}"'
        yield f'<rect x="{_MARGIN}" y="{top:g}" {size} rx="5" fill="{colour}" fill-opacity="0.06"/>'
        yield f'<text class="band" x="{_MARGIN + 12}" y="{top + 16:g}" style="fill:{colour}">{_said(band.layer)}</text>'


def _waves(sheet: _Sheet, catalogue: Catalogue) -> Iterator[str]:
    for column, wave in enumerate(sorted({component.wave for component in catalogue})):
        yield f'<text class="band" x="{sheet.lefts[column]:g}" y="{_TOP - 12}">wave {wave}</text>'


def _line(sheet: _Sheet, line: Line) -> str:
    (x, y), (x2, y2) = sheet.ends(line)
    start, end = sheet.drawing.boxes[line.parent].column, sheet.drawing.boxes[line.child].column
    step = 1 if end >= start else -1
    path = [f"M{x:.1f} {y:.1f}"]
    for place, row in enumerate(line.passes):
        column = start + step * (place + 1)
        near = sheet.lefts[column] + (0 if step > 0 else sheet.widths[column])
        far = sheet.lefts[column] + (sheet.widths[column] if step > 0 else 0)
        path.append(_curve(x, y, near, sheet.y(row)) + f" H{far:.1f}")
        x, y = far, sheet.y(row)
    if start == end:
        bulge = 18 + 3 * abs(y2 - y) / _PITCH
        path.append(f"C{x + bulge:.1f} {y:.1f} {x2 + bulge:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    else:
        path.append(_curve(x, y, x2, y2))
    strength = line.edge.strength.value
    words = f"{line.child} needs {line.parent} ({strength}, {line.edge.needs}): {line.edge.why}"
    layer = sheet.drawing.boxes[line.parent].component.layer
    drawn = f'stroke="{sheet.colours[layer]}" marker-end="url(#to-{_said(layer)})" d="{" ".join(path)}"'
    return f'<path class="line {strength}" {drawn}><title>{_said(words)}</title></path>'


def _curve(x: float, y: float, x2: float, y2: float) -> str:
    middle = (x + x2) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def _box(sheet: _Sheet, box: Box) -> str:
    component, left, width = box.component, sheet.lefts[box.column], sheet.widths[box.column]
    top = sheet.y(box.row) - _BOX / 2
    colour = sheet.colours[component.layer]
    dashes = "" if component.default_enabled else ' stroke-dasharray="5 3"'
    halves = _halves(component.name)
    weight = ' font-weight="600"' if component.foundation else ""
    texts = "".join(_name(half, left + 12, y, width - 18, small=len(halves) > 1, weight=weight) for half, y in _heights(halves, top))
    corner = f'x="{left:g}" y="{top:g}"'
    return (
        f"<g><title>{_said(_tooltip(component))}</title>"
        f'<rect {corner} width="{width:.1f}" height="{_BOX}" rx="4" fill="#ffffff" stroke="{colour}" stroke-width="1.3"{dashes}/>'
        f'<rect {corner} width="5" height="{_BOX}" rx="2" fill="{colour}"/>{texts}</g>'
    )


def _heights(halves: tuple[str, ...], top: float) -> list[tuple[str, float]]:
    return [(halves[0], top + 17.5)] if len(halves) == 1 else [(halves[0], top + 11), (halves[1], top + 22)]


def _name(text: str, x: float, y: float, room: float, *, small: bool, weight: str) -> str:
    wide = len(text) * (_LETTER if not small else 6.0)
    fit = f' textLength="{room:.0f}" lengthAdjust="spacingAndGlyphs"' if wide > room else ""
    return f'<text{" class=" + chr(34) + "small" + chr(34) if small else ""} x="{x:g}" y="{y:g}"{weight}{fit}>{_said(text)}</text>'


def _tooltip(component: Component) -> str:
    state = "on by default" if component.default_enabled else "off by default"
    return f"{component.name} {component.version}: {component.title} ({component.layer}, wave {component.wave}, {state})"


def _legend(sheet: _Sheet) -> Iterator[str]:
    y = sheet.bottom + 26
    x = _MARGIN + 4
    for kind, words, room in (("hard", "cannot become ready without", 235), ("soft", "degraded without", 170)):
        yield f'<path class="line {kind}" stroke="{_INK}" marker-end="url(#to-legend)" d="M{x} {y - 4} H{x + 36}"/>'
        yield f'<text class="quiet" x="{x + 44}" y="{y}">{words}</text>'
        x += room
    yield f'<rect x="{x}" y="{y - 13}" width="30" height="16" rx="3" fill="#ffffff" stroke="{_INK}" stroke-dasharray="5 3"/>'
    yield f'<text class="quiet" x="{x + 38}" y="{y}">off by default</text>'
    words = "A line has the colour of what is needed; those that follow from others are left out. Hover over one to read why."
    yield f'<text class="quiet" x="{_MARGIN + 4}" y="{y + 20}">{words}</text>'


def _said(text: object) -> str:
    return escape(clean_line(text), {'"': "&quot;"})
