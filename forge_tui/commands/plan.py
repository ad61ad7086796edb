"""`forge-tui plan ANSWERS`: what would be done. Changes nothing and needs no cluster."""

from __future__ import annotations

import sys
from pathlib import Path

from forge_tui.arguments import Arguments
from forge_tui.commands.setup import planned, warn_unused
from forge_tui.frontends import plan_text


def run(arguments: Arguments) -> int:
    """Print the plan or its images, or save the plan with -o."""
    _, plan = planned(arguments)
    warn_unused(plan)
    if arguments.out is not None:
        from forge_tui.adapters.state_directory import write_private

        write_private(Path(arguments.out).absolute(), plan_text.as_json(plan).encode())
        print(f"plan {plan.hash[:16]} saved to {arguments.out}", file=sys.stderr)
        return 0
    if arguments.images:
        sys.stdout.write(plan_text.images_as_json(plan) if arguments.json else plan_text.images_as_text(plan))
        return 0
    sys.stdout.write(plan_text.as_json(plan) if arguments.json else plan_text.as_text(plan))
    return 0
