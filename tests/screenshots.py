"""`python -m tests.screenshots`: pictures of the real program on simulated clusters, as SVG into docs/."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from forge_tui.arguments import parse
from forge_tui.commands import wizard_screen
from screens.app import ForgeApp

DOCS = Path(__file__).parents[1] / "docs"
SIZE = (120, 36)
WAIT_S = 120.0
ANSWERS = "version: 1\ndomain: ai.example.com\n"
Journey = Callable[[ForgeApp, Pilot[Any]], Awaitable[None]]


def text_of(app: ForgeApp) -> str:
    """What is on the screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def sees(app: ForgeApp, pilot: Pilot[Any], pattern: str) -> None:
    """Wait until the screen shows something. Raises TimeoutError."""
    async with asyncio.timeout(WAIT_S):
        while not re.search(pattern, text_of(app)):
            await pilot.pause(0.05)
    await pilot.pause(0.3)


def keep(app: ForgeApp, name: str) -> None:
    """Write the picture."""
    # Lines that end in blanks are of no use in Git.
    svg = "\n".join(line.rstrip() for line in app.export_screenshot(title="forge-tui").splitlines()) + "\n"
    (DOCS / f"screen-{name}.svg").write_text(svg)
    sys.stdout.write(f"docs/screen-{name}.svg\n")


async def wizard_tree_and_handover(app: ForgeApp, pilot: Pilot[Any]) -> None:
    """From nothing to the end."""
    await sees(app, pilot, r"nodes +3 of 3 ready")
    for title in ("Domain", "Class for single-node volumes", "Components,"):
        await pilot.press("ctrl+n")
        await sees(app, pilot, title)
    keep(app, "wizard")
    for title in ("Registry mirror", "to install"):
        await pilot.press("ctrl+n")
        await sees(app, pilot, title)
    await pilot.press("ctrl+n", *"small", "enter")
    await sees(app, pilot, r"\b1[0-9]/\d+ ready")
    await pilot.press("down", "down")
    await pilot.pause(0.3)
    keep(app, "tree")
    await sees(app, pilot, r"ADDRESSES[\s\S]*Pass[\s\S]*Gitea +forge-admin")
    keep(app, "handover")
    await pilot.press("q")


async def failure(app: ForgeApp, pilot: Pilot[Any]) -> None:
    """An image that cannot be pulled, with its cause and its remedy."""
    await sees(app, pilot, "FT-203")
    await pilot.press("n", "enter")
    await sees(app, pilot, r"will not heal|won't heal")
    keep(app, "failure")
    await pilot.press("q", "s")


def run(line: str, journey: Journey) -> None:
    """One run of the program with a pilot at its keys."""
    plain = ForgeApp.run_async
    failed: list[BaseException] = []

    async def piloted(app: ForgeApp) -> object:
        async def drive(pilot: Pilot[Any]) -> None:
            try:
                await journey(app, pilot)
            except Exception as error:
                failed.append(error)
                app.exit()

        return await plain(app, headless=True, size=SIZE, auto_pilot=drive)

    setattr(ForgeApp, "run_async", piloted)  # noqa: B010 - only for this call, and only here
    try:
        wizard_screen.run(parse(line.split(), {}))
    finally:
        setattr(ForgeApp, "run_async", plain)  # noqa: B010
    if failed:
        raise failed[0]


def main() -> int:
    """All pictures."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("answers.yaml").write_text(ANSWERS)
        run("--simulate small,speed=60 --theme dark", wizard_tree_and_handover)
        run("answers.yaml --yes --simulate image-pull,speed=60 --patience 30m --theme dark", failure)
        os.chdir(DOCS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
