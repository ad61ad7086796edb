"""`forge-tui check ANSWERS`: all problems of an answers file at once, without a cluster."""

from __future__ import annotations

import os
import sys

from forge_tui.arguments import Arguments
from forge_tui.commands.setup import planned, settings_of, warn_unused
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.failures import UsageError
from forge_tui.wiring import bundle_of, known_components


def run(arguments: Arguments) -> int:
    """One line a problem, as compilers write them; or that the answers are valid and make a plan."""
    from forge_tui.adapters.answers_file import check

    if arguments.answers is None:
        raise UsageError("check needs an answers file", remedy="Run: forge-tui check answers.yaml")
    known = known_components(bundle_of(settings_of(arguments)))
    problems = check(arguments.answers, arguments.set, os.environ, known_components=known)
    if problems:
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return int(ExitCode.USAGE)
    _, plan = planned(arguments)
    sys.stdout.write(f"{arguments.answers}: valid; {len(plan.catalogue)} components, plan {plan.hash[:16]}\n")
    warn_unused(plan)
    return int(ExitCode.DONE)
