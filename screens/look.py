"""How signs look on a screen: the tone as a colour of the theme, the glyph as the terminal can show it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from forge_tui.domain.signs import Sign, Tone

_STYLES: Mapping[Tone, str] = {
    Tone.GOOD: "$text-success",
    Tone.BUSY: "$text-accent",
    Tone.QUIET: "$text-muted",
    Tone.BAD: "bold $text-error",
    Tone.ODD: "$text-warning",
}
VARIABLES: Mapping[Tone, str] = {
    Tone.GOOD: "success",
    Tone.BUSY: "accent",
    Tone.QUIET: "",
    Tone.BAD: "error",
    Tone.ODD: "warning",
}
"""Names of theme variables; empty for the colour of ordinary text."""


def mark(sign: Sign, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    """Glyph and word, in the colour of the tone."""
    return Content.styled(f"{sign.mark(ascii=ascii)} {sign.word}", _STYLES[sign.tone])
