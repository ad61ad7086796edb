"""`forge-tui --headless ANSWERS`: the engine without a screen."""

from __future__ import annotations

import asyncio
import os
import sys

from forge_tui.arguments import Arguments
from forge_tui.commands.carry_out import Sink, carry_out, refuse_drift, stopped_by_signals
from forge_tui.commands.setup import planned, settings_of
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.plan import Plan
from forge_tui.frontends.jsonl import JsonLines
from forge_tui.frontends.paint import colour_wanted
from forge_tui.frontends.plain import PlainPrinter
from forge_tui.wiring import Settings, opened

_QUIET_S = 10.0
"""Longest silence on standard output, in real seconds."""


def run(arguments: Arguments) -> int:
    """Install, to the end; the exit code is that of the run."""
    answers, plan = planned(arguments)
    refuse_drift(plan, arguments.plan)
    try:
        return asyncio.run(_install(arguments, plan, settings_of(arguments, answers)))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _install(arguments: Arguments, plan: Plan, settings: Settings) -> int:
    async with stopped_by_signals(), opened(settings) as session:
        return await carry_out(arguments, plan, session, lambda report: [printer(arguments, report)])


def printer(arguments: Arguments, report: str) -> Sink:
    """What tells a run on standard output: plain lines, or JSON."""
    if arguments.output == "json":
        return JsonLines(sys.stdout)
    colour = colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color)
    speed = arguments.simulate.speed if arguments.simulate else 1.0
    quiet_s = _QUIET_S * max(1.0, speed)
    return PlainPrinter(sys.stdout, colour=colour, ascii=arguments.ascii, verbose=arguments.verbose, report=report, quiet_s=quiet_s)
