"""`forge-tui console`: the screen of an installed platform; needs no internet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from forge_tui.arguments import Arguments
from forge_tui.commands import on_screen
from forge_tui.commands.carry_out import stopped_by_signals
from forge_tui.commands.platform import Platform, platform
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.failures import UsageError

if TYPE_CHECKING:
    from screens.app import ForgeApp
    from screens.console import ConsoleScreen


def run(arguments: Arguments) -> int:
    """Show it until it is left."""
    if not on_screen.wanted(arguments):
        raise UsageError("forge-tui console needs a terminal", remedy="Run: forge-tui status --watch")
    try:
        return asyncio.run(_shown(arguments))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _shown(arguments: Arguments) -> int:
    from screens.app import ForgeApp

    async with stopped_by_signals(), platform(arguments, mode="read-only") as found:
        app = ForgeApp(now=found.session.adapters.clock.now, owns_run=False, **on_screen.looks(arguments))
        app.start = lambda app: screen_of(app, found)
        async with found.telling(app.arrived):
            return await on_screen.shown(app)


def screen_of(app: ForgeApp, found: Platform) -> ConsoleScreen:
    """The console's screen, over a platform that is told to `app`."""
    from screens.console import ConsoleScreen
    from screens.handover import HandoverScreen

    steward = found.steward()

    def handover() -> HandoverScreen:
        return HandoverScreen(app.view, now=app.now, ascii=app.ascii, steward=steward)

    return ConsoleScreen(
        app.view, now=app.now, ascii=app.ascii, steward=steward, handover=handover, operator=found.operator(), **found.tree_parts()
    )
