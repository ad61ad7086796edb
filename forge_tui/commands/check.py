"""`forge-tui check ANSWERS`: all problems of an answers file at once, without a cluster."""

from __future__ import annotations

import sys

from forge_tui.arguments import Arguments
from forge_tui.commands.setup import planned


def run(arguments: Arguments) -> int:
    """Valid answers that also make a plan."""
    _, plan = planned(arguments)
    print(f"{arguments.answers}: valid; {len(plan.catalogue)} components, plan {plan.hash[:16]}", file=sys.stdout)
    return 0
