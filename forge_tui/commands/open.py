"""`forge-tui open ARCHIVE`: what a support archive holds, without a cluster."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from forge_tui.arguments import Arguments
from forge_tui.commands import on_screen
from forge_tui.commands.carry_out import stopped_by_signals
from forge_tui.domain.archive import EVENTS, Archive
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Stamped
from forge_tui.domain.failures import UsageError
from forge_tui.domain.sanitise import clean_line
from forge_tui.frontends import replay


def run(arguments: Arguments) -> int:
    """Show it on the screen; without one, list its files."""
    from forge_tui.adapters.support_archive import read_archive

    archive = read_archive(Path(arguments.file or ""))
    if not on_screen.wanted(arguments):
        _list(archive)
        return int(ExitCode.DONE)
    try:
        return asyncio.run(_shown(arguments, archive))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


def events_of(archive: Archive) -> list[Stamped]:
    """The events of the archive, as far as they can be read: a damaged archive is still worth opening."""
    file = archive.file(EVENTS)
    found: list[Stamped] = []
    if file is not None:
        try:
            found.extend(replay.parse(file.content.splitlines(keepends=True), name=EVENTS))
        except UsageError:
            return found
    return found


def _list(archive: Archive) -> None:
    for file in archive.files:
        sys.stdout.write(f"{file.size_bytes:>12}  {clean_line(file.name, 300)}\n")
    for reason in archive.left_out:
        sys.stderr.write(f"left out: {clean_line(reason, 300)}\n")


async def _shown(arguments: Arguments, archive: Archive) -> int:
    from screens.app import ForgeApp
    from screens.archive import ArchiveScreen

    events = events_of(archive)
    app = ForgeApp(start=lambda app: ArchiveScreen(archive, events, ascii=app.ascii), owns_run=False, **on_screen.looks(arguments))
    if events:
        app.clock = lambda: events[-1].at
    async with stopped_by_signals():
        return await on_screen.shown(app)
