"""`forge-tui ANSWERS`: the engine under a screen; without a terminal, or with --linear, the lines of a headless run."""

from __future__ import annotations

import asyncio
import os
import sys

from forge_tui.arguments import Arguments
from forge_tui.commands import install
from forge_tui.commands.carry_out import carry_out, refuse_drift, stopped_by_signals
from forge_tui.commands.setup import planned, settings_of
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.plan import Plan
from forge_tui.domain.view import RunView
from forge_tui.wiring import Settings, opened


def run(arguments: Arguments) -> int:
    """Install under a screen; the exit code is that of the run."""
    if arguments.linear or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return install.run(arguments)
    answers, plan = planned(arguments)
    refuse_drift(plan, arguments.plan)
    try:
        return asyncio.run(_install(arguments, plan, settings_of(arguments, answers)))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _install(arguments: Arguments, plan: Plan, settings: Settings) -> int:
    """The screen stays until the operator leaves it; leaving it earlier stops the engine in order."""
    from screens.app import ForgeApp

    async with stopped_by_signals(), opened(settings) as session:
        app = ForgeApp(RunView(), now=session.adapters.clock.now, ascii=arguments.ascii)
        working = asyncio.create_task(carry_out(arguments, plan, session, lambda _: [app.arrived]))
        try:
            await app.run_async()
        finally:
            working.cancel()
            (result,) = await asyncio.gather(working, return_exceptions=True)
    if isinstance(result, asyncio.CancelledError):
        return int(ExitCode.CANCELLED)
    if isinstance(result, BaseException):
        raise result
    return result
