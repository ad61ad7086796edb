"""A text of any height that asks for a new layout only when its height changes."""

from __future__ import annotations

from typing import cast

from textual.content import Content
from textual.css.styles import RulesMap
from textual.widgets import Static


class Paragraph(Static):
    """A layout costs more than all other drawing, and most texts are as high as the one before."""

    said: Content = Content("")
    """What it shows."""

    def say(self, content: Content) -> None:
        """Show this."""
        if self.said.is_same(content):
            return
        before, self.said = self.said, content
        width = self.content_size.width
        grows = width <= 0 or self._height(before, width) != self._height(content, width)
        self.update(content, layout=grows)

    def _height(self, content: Content, width: int) -> int:
        least = self.styles.min_height
        rules = cast("RulesMap", self.styles)  # as Textual itself measures
        return max(content.get_height(rules, width), int(least.value) if least is not None else 0)
