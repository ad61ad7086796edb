"""`forge-tui replay FILE`: a run once more, from its events."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from forge_tui.arguments import Arguments
from forge_tui.domain.events import Stamped
from forge_tui.frontends import replay
from forge_tui.frontends.jsonl import JsonLines
from forge_tui.frontends.paint import colour_wanted
from forge_tui.frontends.plain import PlainPrinter

_LONGEST_PAUSE_S = 5.0


def run(arguments: Arguments) -> int:
    """Print the events with the pauses of the run, divided by the speed; 0 leaves them out."""
    show = _printer(arguments)
    before = None
    for stamped in replay.read(Path(arguments.file or "")):
        if before is not None and arguments.speed > 0:
            time.sleep(min(_LONGEST_PAUSE_S, max(0.0, (stamped.at - before).total_seconds() / arguments.speed)))
        before = stamped.at
        show(stamped)
    return 0


def _printer(arguments: Arguments) -> Callable[[Stamped], None]:
    if arguments.output == "json":
        return JsonLines(sys.stdout)
    colour = colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color)
    return PlainPrinter(sys.stdout, colour=colour, ascii=arguments.ascii, verbose=arguments.verbose)
