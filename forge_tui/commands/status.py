"""`forge-tui status`: the components of an installed platform, with blockers and causes."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime

from forge_tui.arguments import Arguments
from forge_tui.commands.setup import settings_of
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Stamped
from forge_tui.domain.view import RunView, fold
from forge_tui.frontends import status
from forge_tui.frontends.paint import Paint, colour_wanted

_EVERY_S = 2.0


def run(arguments: Arguments) -> int:
    """Exit code 0 when every component is ready, else 1."""
    try:
        view = asyncio.run(_look(arguments))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)
    return int(ExitCode.DONE if view.total and view.ready == view.total else ExitCode.COMPONENT_FAILED)


async def _look(arguments: Arguments) -> RunView:
    from forge_tui.adapters.catalogue_file import load_catalogue
    from forge_tui.engine.survey import survey
    from forge_tui.wiring import bundle_of, opened

    settings = settings_of(arguments)
    catalogue = load_catalogue(bundle_of(settings))
    shown = ""
    async with opened(settings) as session:
        while True:
            view = RunView()
            now = datetime.now(UTC)
            for number, event in enumerate(await survey(session.adapters.cluster, session.identity, catalogue), start=1):
                view = fold(view, Stamped(number, now, event))
            text = _text(arguments, view, now)
            if text != shown:
                sys.stdout.write(text)
                sys.stdout.flush()
                shown = text
            if not arguments.watch:
                return view
            await session.adapters.clock.sleep(_EVERY_S)


def _text(arguments: Arguments, view: RunView, now: datetime) -> str:
    if arguments.json:
        return status.as_json(view, now)
    if not view.total:
        return "no component of forge-tui is installed on this cluster\n"
    paint = Paint(colour=colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color), ascii=arguments.ascii)
    return status.as_text(view, now, paint)
