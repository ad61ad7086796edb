"""Many lines of foreign text, of which only those in sight are drawn: logs, diffs, YAML, events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from forge_tui.domain.sanitise import clean

LONGEST = 2000
KEPT = 10_000
Look = Callable[[str], str]
"""From a line to the part of this widget's CSS that it looks like; empty for ordinary text."""


def plain(line: str) -> str:
    """A line like any other."""
    return ""


class TextLines(ScrollView, can_focus=True):
    """Keeps the latest lines, scrolls along when its end is in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-lines--added", "text-lines--removed", "text-lines--head", "text-lines--warning"}
    DEFAULT_CSS = """
    TextLines {
        height: 1fr;
        & > .text-lines--added { color: $text-success; }
        & > .text-lines--removed { color: $text-error; }
        & > .text-lines--head { text-style: bold; }
        & > .text-lines--warning { color: $text-warning; }
    }
    """

    def __init__(self, look: Look = plain, *, follow: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._look = look
        self._lines: list[str] = []
        self.follow = follow
        """Whether new lines scroll into sight."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is held."""
        return tuple(self._lines)

    def write(self, lines: Iterable[str]) -> None:
        """Add lines; the oldest go when there are too many."""
        self._lines += [cleaned(line) for line in lines]
        surplus = len(self._lines) - KEPT
        if surplus > 0:
            del self._lines[:surplus]
        self._measure()
        if self.follow:
            self.call_after_refresh(self.to_end)

    def to_end(self) -> None:
        """Bring the latest line into sight."""
        self.scroll_end(animate=False, immediate=True, force=True, x_axis=False)

    def put(self, lines: Iterable[str]) -> None:
        """Show these lines only, from the top."""
        before = self.scroll_offset
        self._lines = []
        self.write(lines)
        if not self.follow:
            self.scroll_to(before.x, min(before.y, max(0, len(self._lines) - 1)), animate=False, immediate=True)

    def clear(self) -> None:
        """Nothing, from the top."""
        self._lines = []
        self._measure()
        self.scroll_home(animate=False, immediate=True)

    def _measure(self) -> None:
        # Characters instead of cells: a line of wide characters scrolls a little less far than it could.
        self.virtual_size = Size(max(map(len, self._lines), default=0), len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line in sight."""
        scroll_x, scroll_y = self.scroll_offset
        place, width = scroll_y + y, self.size.width
        style = self.rich_style
        if place >= len(self._lines):
            return Strip.blank(width, style)
        said = self._lines[place]
        text = Text(said, no_wrap=True, end="")
        text.stylize(style)
        if look := self._look(said):
            text.stylize(self.get_component_rich_style(f"text-lines--{look}", partial=True))
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(place)) is not None:
            start, end = span
            text.stylize(self.screen.get_component_rich_style("screen--selection"), start, len(said) if end == -1 else end)
        strip = Strip(text.render(self.app.console), text.cell_len)
        return strip.crop_extend(scroll_x, scroll_x + width, style).apply_offsets(scroll_x, place)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has marked, to copy it."""
        return selection.extract("\n".join(self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the mark."""
        self.refresh()


def cleaned(line: str) -> str:
    """On one line, with its indentation."""
    return clean(line.rstrip("\r\n").expandtabs(4), LONGEST).replace("\n", " ")


def diff_look(line: str) -> str:
    """Lines of a unified diff."""
    if line.startswith("+"):
        return "added"
    if line.startswith("-"):
        return "removed"
    return "head" if line and not line.startswith(" ") else ""


def warning_look(line: str) -> str:
    """Lines of events: warnings stand out."""
    return "warning" if " Warning " in line[:24] else ""
