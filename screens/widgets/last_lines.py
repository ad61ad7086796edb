"""The latest events as sentences, newest at the bottom."""

from __future__ import annotations

from textual.content import Content

from forge_tui.domain import durations, signs, wording
from forge_tui.domain.events import Stamped
from forge_tui.domain.view import RunView
from screens.foreign import foreign_line
from screens.look import mark
from screens.widgets.line import Line

SUBJECT_WIDTH = 26


class LastLines(Line):
    """As many of the latest events as fit, in columns."""

    def show(self, view: RunView, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """Show the tail of what happened."""
        height = max(1, self.content_size.height or 3)
        rows = [row for row in (_cells(stamped, ascii=ascii) for stamped in view.recent) if row][-height:]
        if not rows:
            self.say(Content.styled("Nothing has happened yet.", "$text-muted"))
            return
        widths = [max(row[column].cell_length for row in rows) for column in range(3)]
        self.say(Content("\n").join([_line(row, widths) for row in rows]))


def _cells(stamped: Stamped, *, ascii: bool) -> tuple[Content, Content, Content, Content] | None:  # noqa: A002 - named like the flag
    said = wording.sentence(stamped.event)
    if said is None:
        return None
    time = Content(durations.clock(stamped.at))
    sign = mark(said.sign or signs.UNKNOWN, ascii=ascii)
    return time, foreign_line(said.subject, "bold", limit=SUBJECT_WIDTH), sign, foreign_line(said.text, limit=300)


def _line(row: tuple[Content, ...], widths: list[int]) -> Content:
    filled = [content.pad_right(width - content.cell_length) for content, width in zip(row, widths, strict=False)]
    return Content("  ").join([*filled, row[-1]])
