# ruff: noqa: RUF001 - the letters that look like others are the subject here
"""Makes every cell of the screen ASCII, whatever a widget draws: borders, scroll bars, ellipses, foreign letters."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_LOOKALIKES = {
    "-": "─━╌╍┄┅┈┉═╴╶╸╺–—‐⎯▔",
    "|": "│┃╎╏┆┇┊┋║╵╷╹╻▏▎▍▌▋▊▐▕❘",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋▗▖▝▘",
    "#": "█■▓",
    ":": "░▒",
    "*": "●•·∙◆★✓✔",
    "o": "○◯◌",
    "~": "◐◑◒◓",
    "x": "✖✗✘×⊗",
    "=": "‖",
    "!": "▲△⚠",
    ">": "▸▶►›→⇒❯⏵",
    "<": "◂◀◄‹←⇐❮",
    "v": "▾▼↓⏷",
    "^": "↑⏶",
    "'": "‘’´",
    '"': "“”«»",
    ".": "…",
    " ": "▁▂▃▄▅▆▇",
}
_TABLE: Mapping[int, str] = {ord(letter): plain for plain, letters in _LOOKALIKES.items() for letter in letters}


def ascii_of(text: str) -> str:
    """As many cells as `text` has, all of them ASCII; letters without a likeness become question marks."""
    if text.isascii():
        return text
    known = text.translate(_TABLE)
    return known if known.isascii() else "".join(letter if letter.isascii() else "?" * cell_len(letter) for letter in known)


class AsciiOnly(LineFilter):
    """The last filter before the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Translate the text; styles and controls stay."""
        return [
            segment if segment.text.isascii() else Segment(ascii_of(segment.text), segment.style, segment.control) for segment in segments
        ]
