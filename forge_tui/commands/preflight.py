"""`forge-tui preflight ANSWERS`: every check with its remedy; `--list` names them without a cluster."""

from __future__ import annotations

import asyncio
import json
import os
import sys

from forge_tui.arguments import Arguments
from forge_tui.commands.setup import planned, settings_of
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.frontends import checks
from forge_tui.frontends.paint import Paint, colour_wanted


def run(arguments: Arguments) -> int:
    """Exit code 3 when a check fails."""
    if arguments.list:
        return _list(arguments)
    findings = asyncio.run(_ask(arguments))
    paint = Paint(colour=colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color), ascii=arguments.ascii)
    sys.stdout.write(checks.as_json(findings) if arguments.json else checks.as_text(findings, paint))
    return int(ExitCode.PREFLIGHT if any(finding.verdict is Verdict.FAIL for finding in findings) else ExitCode.DONE)


async def _ask(arguments: Arguments) -> list[CheckFinished]:
    from forge_tui.engine.checks import Question, run_checks
    from forge_tui.wiring import opened

    answers, plan = planned(arguments)
    async with opened(settings_of(arguments, answers)) as session:
        return await run_checks(Question(plan, session.adapters, session.identity), arguments.waive)


def _list(arguments: Arguments) -> int:
    from forge_tui.engine.checks import known_checks

    known = [{"name": name, "title": module.TITLE, "asks": (module.__doc__ or "").strip()} for name, module in known_checks().items()]
    if arguments.json:
        sys.stdout.write(json.dumps(known, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{entry['name']:<18} {entry['asks']}\n" for entry in known)
    return 0
