"""The files of a wizard on this machine: catalogue and charts, the answers it begins with, what it saves."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from forge_tui.adapters.catalogue_file import chart_digests, load_catalogue
from forge_tui.arguments import Arguments
from forge_tui.commands.carry_out import refuse_drift
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.interview import repeat
from forge_tui.domain.interview.interview import Interview, begun
from forge_tui.domain.interview.offers import offers
from forge_tui.domain.plan import Plan

if TYPE_CHECKING:
    from forge_tui.domain.answers import Answers

NAMES = ("answers.yaml", "plan.json", "answers.schema.json")


class Workshop:
    """Implements `forge_tui.engine.desk.desk.Workshop`; every method may block."""

    def __init__(self, arguments: Arguments, bundle: Path) -> None:
        self._arguments = arguments
        self._bundle = bundle
        self._kept: set[Path] = set()

    @cached_property
    def _catalogue(self) -> Catalogue:
        return load_catalogue(self._bundle)

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return chart_digests(self._bundle, self._catalogue)

    def catalogue(self) -> Catalogue:
        """Every component of the bundle. Raises CatalogueInvalid."""
        return self._catalogue

    def interview(self) -> Interview:
        """What the answers file and --set say, right or wrong.

        Raises:
            AnswersUnreadable: There is a file, and nothing of it can be used.
        """
        from forge_tui.adapters.answers_file import read
        from forge_tui.domain.failures import AnswersUnreadable

        file = self._arguments.answers
        reading = read(file, self._arguments.set, os.environ, known_components=list(self._catalogue.components))
        if unreadable := [problem for problem in reading.problems if problem.unreadable]:
            raise AnswersUnreadable("\n".join(map(str, unreadable)))
        return begun(reading.data, self._catalogue.components, offered=offers(self._catalogue), from_file=file is not None)

    def plan(self, answers: Answers) -> Plan:
        """The plan of finished answers. Raises SelectionInvalid, CatalogueInvalid, and PlanDrift where --plan names another one."""
        from forge_tui.domain.answers import normalised
        from forge_tui.engine.planner import make_plan

        plan = make_plan(normalised(answers), self._catalogue, self._digests)
        refuse_drift(plan, self._arguments.plan)
        return plan

    def keep(self, answers: Answers, plan: Plan, folder: Path) -> Sequence[Path]:
        """Write answers, plan and schema, readable by this user only; a file of somebody else is never replaced.

        Raises:
            JournalUnwritable: The folder is full, read-only, or not ours.
        """
        import json

        from forge_tui.adapters.answers_file import dump
        from forge_tui.adapters.state_directory import write_private
        from forge_tui.domain.answers import json_schema
        from forge_tui.frontends import plan_text

        answers_file, plan_file, schema_file = self._free(folder.expanduser().absolute())
        contents = {
            answers_file: dump(answers, schema=schema_file.name),
            plan_file: plan_text.as_json(plan),
            schema_file: json.dumps(json_schema(), indent=2) + "\n",
        }
        for path, text in contents.items():
            write_private(path, text.encode())
        self._kept.update(contents)
        return tuple(contents)

    def _free(self, folder: Path) -> tuple[Path, ...]:
        """The three files, with a number behind their names where those are taken."""
        for number in count(1):
            behind = "" if number == 1 else f"-{number}"
            files = tuple(folder / name.replace(".", f"{behind}.", 1) for name in NAMES)
            if all(file in self._kept or not file.exists() for file in files):
                return files
        raise AssertionError

    def repeat(self, answers: Path, plan: Path | None, waive: Collection[str]) -> str:
        """The command that does the same without a screen, with the flags of this one that it needs."""
        given = self._arguments
        options: list[str] = []
        if given.simulate:
            options += ["--simulate", given.simulate.machine]
        for name, value in (
            ("kubeconfig", given.kubeconfig),
            ("context", given.context),
            ("charts", given.charts),
            ("helm", given.helm),
            ("state-dir", given.state_dir),
        ):
            options += [f"--{name}", str(value)] if value else []
        options += [word for pair in given.mirror for word in ("--mirror", pair)]
        options += [word for check in sorted(waive) for word in ("--waive", check)]
        return repeat.command(str(answers), plan=str(plan) if plan else "", options=options)
