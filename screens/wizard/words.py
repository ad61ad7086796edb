"""Rows that several steps of the wizard show."""

from __future__ import annotations

from textual.content import Content

from forge_tui.domain.events import Failure, Verdict
from forge_tui.domain.signs import FAILED, OF_VERDICT, PROGRESSING
from screens.foreign import foreign, foreign_line
from screens.look import VARIABLES, mark
from screens.widgets.rows import Row

EMPTY = Content("")


def named(label: str, words: object, style: str = "", *, limit: int = 1000) -> Row:
    """A quiet label and foreign text."""
    return Content.styled(label, "$text-muted"), foreign_line(words, style, limit=limit)


def failure(told: Failure, *, ascii: bool) -> list[Row]:  # noqa: A002 - named like the flag
    """What failed, its id, and what to do."""
    ended = Content.styled(f" ({told.id})" if told.id else "", "$text-muted")
    return [
        (mark(FAILED, ascii=ascii), Content.assemble(foreign(told.message, limit=600), ended)),
        *remedy(told.remedy),
    ]


def remedy(told: str) -> list[Row]:
    """What to do; nothing when nobody knows."""
    return [(Content.styled("do", "bold"), foreign_line(told.removeprefix("Run: "), limit=300))] if told else []


def busy(words: str, *, ascii: bool) -> list[Row]:  # noqa: A002 - named like the flag
    """Something is being asked."""
    glyph = Content.styled(PROGRESSING.mark(ascii=ascii), "$text-accent")
    return [(glyph, Content(words))]


def verdict(result: Verdict, words: str, *, ascii: bool) -> Row:  # noqa: A002 - named like the flag
    """Glyph, word and what is so."""
    sign = OF_VERDICT[result]
    tone = VARIABLES[sign.tone]
    style = f"$text-{tone}" if tone else "$text-muted"
    return Content.styled(f"{sign.mark(ascii=ascii)} {sign.word}", style), foreign_line(words, limit=400)
