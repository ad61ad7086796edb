"""Labels with their texts, in two columns: a long text wraps within its own column."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import ItemGrid
from textual.content import Content
from textual.widgets import Static

Row = tuple[Content, Content]
"""(label, text)"""


class Rows(ItemGrid):
    """As many rows as are given; those that are there already are used again, so that nothing flickers."""

    DEFAULT_CSS = """
    Rows {
        grid-size: 2; grid-columns: 11 1fr; grid-rows: auto; height: auto;
        Static { height: auto; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Row, ...] = ()
        self._cells: list[Static] = []

    @property
    def text(self) -> str:
        """All of it, one row a line."""
        return "\n".join(f"{label.plain} {text.plain}" for label, text in self._rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows instead."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        contents = [content for row in self._rows for content in row]
        new = [Static() for _ in range(len(contents) - len(self._cells))]
        self._cells += new
        if new:
            self.mount_all(new)
        for index, cell in enumerate(self._cells):
            cell.display = index < len(contents)
            if cell.display:
                cell.update(contents[index])
