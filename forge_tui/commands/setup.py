"""What several commands begin with: settings, answers and plan, from what the command line says."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from forge_tui.arguments import Arguments
from forge_tui.wiring import Settings, bundle_of, catalogue_of, known_components, parse_mirrors, plan_of

if TYPE_CHECKING:
    from forge_tui.domain.answers import Answers
    from forge_tui.domain.plan import Plan


def settings_of(arguments: Arguments, answers: Answers | None = None) -> Settings:
    """Command line first, then the answers' own section `cluster`."""
    kubeconfig = arguments.kubeconfig or (answers.cluster.kubeconfig if answers else None)
    machine, speed = arguments.simulate or ("", 1.0)
    return Settings(
        kubeconfig=Path(kubeconfig).expanduser() if kubeconfig else None,
        context=arguments.context or (answers.cluster.context if answers else None),
        machine=machine,
        speed=speed,
        helm=arguments.helm,
        state=_path(arguments.state_dir),
        cache=_path(arguments.cache_dir),
        bundle=_path(arguments.charts),
        mirrors=parse_mirrors(arguments.mirror),
    )


def answers_of(arguments: Arguments, known: Collection[str] | None = None) -> Answers:
    """The answers, complete and valid. Raises AnswersUnreadable, AnswersInvalid, UsageError."""
    from forge_tui.adapters.answers_file import load
    from forge_tui.domain.failures import UsageError

    if arguments.answers is None:
        raise UsageError(f"forge-tui {arguments.command or ''} needs an answers file".replace("  ", " "), remedy="Run: forge-tui --help")
    if known is None:
        known = known_components(bundle_of(settings_of(arguments)))
    return load(Path(arguments.answers), arguments.set, os.environ, known_components=known)


def planned(arguments: Arguments) -> tuple[Answers, Plan]:
    """Answers and the plan that they make; a command line that cannot be meant is refused before a cluster is asked."""
    refuse_unknown_waivers(arguments)
    bundle = bundle_of(settings_of(arguments))
    catalogue = catalogue_of(bundle)
    answers = answers_of(arguments, catalogue.components)
    return answers, plan_of(answers, bundle, catalogue)


def refuse_unknown_waivers(arguments: Arguments) -> None:
    """`--waive` names checks that exist. Raises UsageError."""
    if arguments.waive:
        from forge_tui.engine.checks import refuse_unknown

        refuse_unknown(arguments.waive)


def warn_unused(plan: Plan) -> None:
    """Tell on stderr which answers have no effect in this version."""
    from forge_tui.engine.unused_answers import unused

    if paths := unused(plan.answers):
        sys.stderr.write(f"note: this version does not act on {', '.join(paths)} yet\n")


def _path(text: str | Path | None) -> Path | None:
    return None if text is None else Path(text).expanduser().absolute()
