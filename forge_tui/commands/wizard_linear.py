"""The wizard as numbered prompts, then the run as plain lines."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from forge_tui.arguments import Arguments
from forge_tui.commands.carry_out import carry_out, stopped_by_signals
from forge_tui.commands.install import printer
from forge_tui.commands.setup import settings_of
from forge_tui.commands.wizard_desk import desk_of
from forge_tui.commands.wizard_places import OpenPlaces
from forge_tui.domain.errors import ExitCode
from forge_tui.frontends.linear import Left, LinearInterview
from forge_tui.frontends.linear_talk import Talk


def run(arguments: Arguments) -> int:
    """Ask, then install; leaving before that is exit code 130."""
    try:
        return asyncio.run(_ask_and_install(arguments))
    except (asyncio.CancelledError, Left):
        return int(ExitCode.CANCELLED)


async def _ask_and_install(arguments: Arguments) -> int:
    settings = settings_of(arguments)
    async with stopped_by_signals(), OpenPlaces(settings).running() as places:
        # Progress goes to standard output; so does the talk, unless somebody keeps that output in a file.
        said = sys.stdout if sys.stdout.isatty() or not sys.stdin.isatty() else sys.stderr
        asking = LinearInterview(
            desk_of(arguments, settings, places), Talk(sys.stdin, said), folder=Path(), waived=frozenset(arguments.waive)
        )
        interview, plan = await asking.hold()
        arguments = replace(arguments, waive=tuple(sorted(asking.waived)))
        session = await places.session_of(interview.answers())
        return await carry_out(arguments, plan, session, lambda report: [printer(arguments, report)])
