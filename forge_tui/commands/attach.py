"""`forge-tui attach`: follows an install that runs elsewhere; changes nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable

from forge_tui.arguments import Arguments
from forge_tui.commands import on_screen
from forge_tui.commands.carry_out import stopped_by_signals
from forge_tui.commands.platform import Platform, platform
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Stamped
from forge_tui.domain.view import RunView, fold
from forge_tui.frontends.jsonl import JsonLines
from forge_tui.frontends.paint import colour_wanted
from forge_tui.frontends.plain import PlainPrinter


def run(arguments: Arguments) -> int:
    """On the screen until it is left; as lines until nobody installs any more (0 when all is ready, else 1)."""
    try:
        return asyncio.run(_on_screen(arguments) if on_screen.wanted(arguments) else _as_lines(arguments))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _on_screen(arguments: Arguments) -> int:
    from screens.app import ForgeApp
    from screens.console import ConsoleScreen

    async with stopped_by_signals(), platform(arguments, mode="attach") as found:
        app = ForgeApp(
            now=found.session.adapters.clock.now,
            start=lambda app: ConsoleScreen(app.view, now=app.now, ascii=app.ascii, **found.tree_parts()),
            owns_run=False,
            **on_screen.looks(arguments),
        )
        async with found.telling(app.arrived):
            return await on_screen.shown(app)


async def _as_lines(arguments: Arguments) -> int:
    view = RunView()
    printer = _printer(arguments)

    def show(stamped: Stamped) -> None:
        nonlocal view
        view = fold(view, stamped)
        printer(stamped)

    async with stopped_by_signals(), platform(arguments, mode="attach") as found:
        await _until_nobody_installs(found, show)
    return int(ExitCode.DONE if view.total and view.ready == view.total else ExitCode.COMPONENT_FAILED)


async def _until_nobody_installs(found: Platform, show: Callable[[Stamped], None]) -> None:
    async for _ in found.told(show):
        holder = found.follower.holder
        if holder is not None and not holder.installs:
            return


def _printer(arguments: Arguments) -> Callable[[Stamped], None]:
    if arguments.output == "json":
        return JsonLines(sys.stdout)
    colour = colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color)
    return PlainPrinter(sys.stdout, colour=colour, ascii=arguments.ascii, verbose=arguments.verbose)
