"""Lines of the component tree: columns that give way when it is narrow, the name last of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rich.style import Style
from rich.text import Text

from forge_tui.domain import durations
from forge_tui.domain.signs import Tone
from forge_tui.domain.view_groups import Tally
from forge_tui.domain.view_rows import ComponentRow
from screens.foreign import cell

NAME_AT_LEAST = 16
NAME_AT_MOST = 36
NAME_WELL = 24
STATE, SYNC, TIME, USUAL, STALL = 12, 10, 7, 9, 7
Tones = Callable[[Tone], Style]


def group_line(title: str, counted: Tally, tones: Tones, fold: str, width: int, *, ascii: bool) -> Text:  # noqa: A002 - named like the flag
    """`wave 1   8/9`, with what it waits for and how much of it failed."""
    line = Text.assemble(fold, cell(title, "bold", width=max(8, width - 20)), f"  {counted.ready}/{counted.total}")
    if counted.total and counted.ready == counted.total:
        line.append(" ready", tones(Tone.GOOD))
    if counted.failed:
        line.append(f"  {'x' if ascii else '✖'} {counted.failed} failed", tones(Tone.BAD))
    elif counted.waits:
        line.append(f"  {cell(counted.waits, width=40).plain}", tones(Tone.QUIET))
    return line


def component_line(
    row: ComponentRow,
    now: datetime,
    tones: Tones,
    fold: str,
    width: int,
    *,
    stalled: bool,
    ascii: bool,  # noqa: A002 - named like the flag
) -> Text:
    """Glyph, name, state, sync, time, usual time, and a mark when it takes much longer."""
    sign, quiet = row.sign, tones(Tone.QUIET)
    room = width - 2 - len(fold) - STATE - TIME
    sync = room - SYNC >= NAME_AT_LEAST
    room -= SYNC if sync else 0
    usual = room - USUAL >= NAME_AT_LEAST
    room -= USUAL if usual else 0
    # Where there is no room for both, the mark stands in the place of the usual time.
    mark = room - STALL >= NAME_WELL
    name = max(8, min(NAME_AT_MOST, room - (STALL if mark or (stalled and not usual) else 0)))
    line = Text.assemble(fold, (f"{sign.mark(ascii=ascii)} ", tones(sign.tone)), no_wrap=True, end="")
    line.append_text(_column(row.name, name - 1, ascii=ascii))
    line.append(" ")
    line.append_text(_column(sign.word, STATE, tones(sign.tone), ascii=ascii))
    if sync:
        odd = tones(Tone.ODD) if row.sync not in ("", "Synced") and row.since else quiet
        line.append_text(_column(row.sync or "-", SYNC, odd, ascii=ascii))
    elapsed_s = row.elapsed_s(now)
    line.append_text(_column("-" if elapsed_s is None else durations.short(elapsed_s), TIME, ascii=ascii))
    if usual and (mark or not stalled):
        line.append_text(_column(f"of {durations.short(row.usual_s)}" if row.usual_s else "", USUAL, quiet, ascii=ascii))
    if stalled:
        line.append("!stall" if ascii else "▲stall", tones(Tone.ODD))
    return line


def _column(text: str, width: int, style: Style | str = "", *, ascii: bool) -> Text:  # noqa: A002 - named like the flag
    shown = cell(text, "", width=2000)
    if shown.cell_len > width:
        shown.truncate(width - 1 if width > 1 else 1)
        shown.append("~" if ascii else "…")
    shown.truncate(width, pad=True)
    shown.style = style
    return shown
