"""The top line of every screen: program, cluster with its server, and what mode this is."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from screens.foreign import foreign_line

CONTEXT_WIDTH = 30


class ClusterHeader(Static):
    """One line; the server's address gives way when it is narrow."""

    DEFAULT_CSS = "ClusterHeader { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, context: str = "", server: str = "", mode: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._words = (context, server, mode)

    def on_mount(self) -> None:
        """Show what is known."""
        self._draw()

    def on_resize(self) -> None:
        """What fits has changed."""
        self._draw()

    def show(self, context: str, server: str, mode: str) -> None:
        """`mode` is install, simulate, read-only, replay or attach."""
        self._words = (context, server, mode)
        self._draw()

    def _draw(self) -> None:
        context, server, mode = self._words
        width = self.content_size.width or 78
        right = foreign_line(mode, limit=20)
        left = Content.assemble(("forge-tui", "bold"), "  ", foreign_line(context or "no cluster yet", "bold", limit=CONTEXT_WIDTH))
        room = width - left.cell_length - right.cell_length - 5
        if server and room > 8:
            left = Content.assemble(left, " (", foreign_line(server, limit=room), ")")
        self.update(Content.assemble(left, " " * max(2, width - left.cell_length - right.cell_length), right))
