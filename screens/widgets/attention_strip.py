"""What needs a person, above everything else; gone when nothing does."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from forge_tui.domain.view_attention import Concern
from screens.foreign import foreign_line

SHOWN_AT_MOST = 2


class AttentionStrip(Static):
    """One line each; a click goes there."""

    DEFAULT_CSS = """
    AttentionStrip {
        display: none; height: auto; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        background: $warning-muted; color: $text;
        &.-present { display: block; }
        &.-hopeless { background: $error-muted; }
        &:ansi { background: ansi_default; }
    }
    """

    class Picked(Message):
        """A component was clicked."""

        def __init__(self, component: str) -> None:
            super().__init__()
            self.component = component

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown: tuple[Concern, ...] = ()
        self._said: tuple[Concern, ...] | None = None

    def show(self, concerns: Sequence[Concern], *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """Show the first of them and how many more there are."""
        if self._said == tuple(concerns):
            return
        before, self._said = len(self._shown), tuple(concerns)
        self._shown = self._said[:SHOWN_AT_MOST]
        self.set_class(bool(concerns), "-present")
        self.set_class(any(concern.hopeless for concern in self._said), "-hopeless")
        more = len(concerns) - len(self._shown)
        lines = [concern_line(concern, ascii=ascii) for concern in self._shown]
        if more:
            lines[-1] = Content.assemble(lines[-1], (f"   +{more} more: n", "bold"))
        self.update(Content("\n").join(lines), layout=before != len(lines))

    def on_click(self, event: Click) -> None:
        """Go to the component of the line."""
        place = event.get_content_offset(self)
        if place is not None and place.y < len(self._shown):
            self.post_message(self.Picked(self._shown[place.y].component))


def concern_line(concern: Concern, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    """One line: mark, word, component, what is wrong."""
    mark = ("x" if ascii else "✖") if concern.hopeless else ("!" if ascii else "▲")
    word = "needs you" if concern.hopeless else "slow"
    style = "bold $text-error" if concern.hopeless else "bold $text-warning"
    return Content.assemble(
        (f"{mark} {word}  ", style), foreign_line(concern.component, "bold", limit=40), "  ", foreign_line(concern.words, limit=200)
    )
