"""Foreign text on a screen: never markup, never a control character."""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from forge_tui.domain.sanitise import clean, clean_line


def foreign(text: object, style: str = "", *, limit: int = 2000) -> Content:
    """Text from a cluster, a chart or a file, as content that is shown as it stands; newlines stay."""
    return Content.styled(clean(text, limit), style) if style else Content(clean(text, limit))


def foreign_line(text: object, style: str = "", *, limit: int = 2000) -> Content:
    """The same on one line."""
    return foreign(clean_line(text, limit), style, limit=limit)


def cell(text: object, style: str = "", *, width: int = 2000) -> Text:
    """The same for a cell of a DataTable, which draws Rich text only; longer text ends with an ellipsis."""
    return Text(clean_line(text, width), style=style, no_wrap=True, end="")
