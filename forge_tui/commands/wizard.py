"""`forge-tui [ANSWERS]`: the wizard on a screen; as numbered prompts on a plain terminal; the lines of a headless run without one."""

from __future__ import annotations

import os
import sys

from forge_tui.arguments import Arguments
from forge_tui.commands import install, on_screen
from forge_tui.commands.setup import refuse_unknown_waivers
from forge_tui.domain.failures import UsageError


def run(arguments: Arguments) -> int:
    """Ask, then install; the exit code is that of the run."""
    refuse_unknown_waivers(arguments)
    if on_screen.wanted(arguments):
        from forge_tui.commands import wizard_screen

        return wizard_screen.run(arguments)
    if _asks_in_lines(arguments):
        from forge_tui.commands import wizard_linear

        return wizard_linear.run(arguments)
    if arguments.answers is None:
        raise UsageError(
            "there is no terminal to ask on, and no answers file",
            remedy="Run: forge-tui --headless answers.yaml, or on a terminal: forge-tui --simulate small",
        )
    return install.run(arguments)


def _asks_in_lines(arguments: Arguments) -> bool:
    """Without answers the questions must be asked; with them only of somebody who sits at a terminal and did not say --yes."""
    if arguments.output == "json":
        return False
    if arguments.answers is None:
        return sys.stdin.isatty() or arguments.linear
    plain = arguments.linear or os.environ.get("TERM", "dumb") == "dumb"
    return plain and sys.stdin.isatty() and sys.stdout.isatty() and not arguments.yes
