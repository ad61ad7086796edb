"""`forge-tui replay FILE`: a run once more, from its events; on the screen where there is one, else as lines."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from forge_tui.arguments import Arguments
from forge_tui.commands import on_screen
from forge_tui.commands.carry_out import stopped_by_signals
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Stamped
from forge_tui.domain.failures import UsageError
from forge_tui.frontends import replay
from forge_tui.frontends.jsonl import JsonLines
from forge_tui.frontends.paint import colour_wanted
from forge_tui.frontends.plain import PlainPrinter

_LONGEST_PAUSE_S = 5.0


def run(arguments: Arguments) -> int:
    """Show the events with the pauses of the run, divided by the speed; 0 leaves them out."""
    path = Path(arguments.file or "")
    if on_screen.wanted(arguments):
        return _on_screen(arguments, path)
    show = _printer(arguments)
    before = None
    for stamped in replay.read(path):
        if before is not None and arguments.speed > 0:
            time.sleep(min(_LONGEST_PAUSE_S, max(0.0, (stamped.at - before).total_seconds() / arguments.speed)))
        before = stamped.at
        show(stamped)
    return 0


def _on_screen(arguments: Arguments, path: Path) -> int:
    events = list(replay.read(path))
    if not events:
        raise UsageError(f"{path} holds no event", remedy="Name the events.ndjson of a run: forge-tui replay FILE")
    try:
        return asyncio.run(_shown(arguments, events))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _shown(arguments: Arguments, events: list[Stamped]) -> int:
    from screens.app import ForgeApp
    from screens.replay import Player, ReplayScreen

    player = Player(events, arguments.speed)
    app = ForgeApp(now=player.now, start=lambda app: ReplayScreen(player, ascii=app.ascii), owns_run=False, **on_screen.looks(arguments))
    async with stopped_by_signals():
        return await on_screen.shown(app)


def _printer(arguments: Arguments) -> Callable[[Stamped], None]:
    if arguments.output == "json":
        return JsonLines(sys.stdout)
    colour = colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color)
    return PlainPrinter(sys.stdout, colour=colour, ascii=arguments.ascii, verbose=arguments.verbose)
