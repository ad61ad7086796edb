"""Signs and tables as text of a terminal or a log: glyph, word and, where wanted, colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from forge_tui.domain.sanitise import clean_line
from forge_tui.domain.signs import Sign, Tone

_COLOURS: Mapping[Tone, str] = {Tone.GOOD: "32", Tone.BUSY: "36", Tone.QUIET: "90", Tone.BAD: "1;31", Tone.ODD: "33"}


def colour_wanted(stream: TextIO, environment: Mapping[str, str], *, no_color: bool = False) -> bool:
    """Colour only for people: a terminal that is not dumb, and neither NO_COLOR nor --no-color."""
    plain = no_color or bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return not plain and stream.isatty()


@dataclass(frozen=True, slots=True)
class Paint:
    """How this output may look."""

    colour: bool = False
    ascii: bool = False

    def sign(self, sign: Sign, *, width: int = 12) -> str:
        """Glyph and word, padded to `width` columns, coloured by the tone."""
        return self.tone(sign.tone, f"{sign.mark(ascii=self.ascii)} {sign.word}".ljust(width))

    def tone(self, tone: Tone, text: str) -> str:
        """`text` in the tone's colour."""
        return f"\x1b[{_COLOURS[tone]}m{text}\x1b[0m" if self.colour else text

    def bold(self, text: str) -> str:
        """`text` as a heading."""
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text


def columns(text: str) -> int:
    """How many terminal columns `text` takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: object, width: int) -> str:
    """Foreign text on one line, filled up to `width` columns; longer text stays whole."""
    line = clean_line(text)
    return line + " " * (width - columns(line))


def table(head: Sequence[str], rows: Sequence[Sequence[object]], signs: Sequence[Sign], paint: Paint) -> list[str]:
    """Lines of a table whose first column is `signs`; foreign cells are cleaned; the last column is not padded."""
    cells = [[clean_line(cell) for cell in row] for row in rows]
    widths = [max(columns(text) for text in column) for column in zip(head, *cells, strict=True)]
    first = max([len("STATE"), *(len(sign.word) + 2 for sign in signs)])
    lines = [paint.bold("  ".join(["STATE".ljust(first), *(name.ljust(width) for name, width in zip(head, widths, strict=True))]).rstrip())]
    for sign, row in zip(signs, cells, strict=True):
        rest = "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        lines.append(f"{paint.sign(sign, width=first)}  {rest}".rstrip())
    return lines
