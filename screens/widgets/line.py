"""A text of fixed size that is drawn only when it says something else."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Line(Static):
    """Does not ask for a new layout: its size does not follow its text."""

    DEFAULT_CSS = "Line { text-wrap: nowrap; text-overflow: ellipsis; }"

    said: Content | None = None
    """What it shows."""

    def say(self, content: Content) -> None:
        """Show this."""
        if self.said is None or not self.said.is_same(content):
            self.said = content
            self.update(content, layout=False)
