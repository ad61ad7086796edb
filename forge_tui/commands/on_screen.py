"""What every command with a screen begins with: whether there is one, how it looks, and how it ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from forge_tui.arguments import Arguments

if TYPE_CHECKING:
    from screens.app import ForgeApp


def wanted(arguments: Arguments) -> bool:
    """Whether to show a screen: a terminal on both sides that can address its cursor, and nothing that asks for lines."""
    lines = arguments.linear or arguments.headless or arguments.output == "json"
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return terminal and not lines


def looks(arguments: Arguments) -> dict[str, Any]:
    """Arguments of `ForgeApp` that say how it looks. Without colours is an environment variable to Textual."""
    if arguments.no_color:
        os.environ["NO_COLOR"] = "1"
    return {"ascii": arguments.ascii, "theme": arguments.theme}


async def shown(app: ForgeApp) -> int:
    """Show it until it is left; gives its exit code. What ended it unforeseen is raised, for the last net of the command line."""
    await app.run_async()
    if app.crash is not None:
        raise app.crash
    return app.return_code or 0
