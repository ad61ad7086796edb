"""Runs the checks of the preflight: all of them, side by side, each with a verdict."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.failures import UsageError
from forge_tui.domain.plan import Plan
from forge_tui.domain.sanitise import clean_line
from forge_tui.engine import plugins, preflight
from forge_tui.ports import Adapters, ClusterIdentity
from forge_tui.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Question:
    """What a check may look at."""

    plan: Plan
    adapters: Adapters
    identity: ClusterIdentity


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    verdict: Verdict
    message: str
    remedy: str = ""


def passed(message: str) -> Finding:
    """All is well; the message is the evidence."""
    return Finding(Verdict.PASS, message)


def warned(message: str, remedy: str = "") -> Finding:
    """The install can work; somebody should look."""
    return Finding(Verdict.WARN, message, remedy)


def failed(message: str, remedy: str) -> Finding:
    """The install cannot work."""
    return Finding(Verdict.FAIL, message, remedy)


def skipped(message: str) -> Finding:
    """Nothing to look at."""
    return Finding(Verdict.SKIPPED, message)


@cache
def known_checks() -> Mapping[str, ModuleType]:
    """Every check by its name."""
    return {module.NAME: module for module in plugins.modules_of(preflight)}


def refuse_unknown(names: Iterable[str]) -> None:
    """Raise UsageError where there is no such check to waive."""
    for name in names:
        if name not in known_checks():
            hint = did_you_mean(name, known_checks())
            raise UsageError(f"there is no check {clean_line(name, 60)} to waive{hint}", remedy="Run: forge-tui preflight --list")


async def run_checks(question: Question, waive: Sequence[str] = ()) -> list[CheckFinished]:
    """Every check's verdict, in order of their names. A check that cannot be carried out fails with the reason.

    Raises:
        UsageError: There is no such check to waive.
    """
    refuse_unknown(waive)
    return list(await asyncio.gather(*(_run(module, question, waive) for module in known_checks().values())))


async def checks_as_they_end(question: Question, waive: Sequence[str] = ()) -> AsyncGenerator[CheckFinished]:
    """The same, each as soon as it is known; who stops listening stops the others."""
    running = [asyncio.create_task(_run(module, question, waive), name=f"check {name}") for name, module in known_checks().items()]
    try:
        for ended in asyncio.as_completed(running):
            yield await ended
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _run(module: ModuleType, question: Question, waive: Sequence[str]) -> CheckFinished:
    try:
        finding: Finding = await module.check(question)
    except ForgeError as error:
        finding = failed(error.message, error.remedy)
    verdict = Verdict.WAIVED if finding.verdict is Verdict.FAIL and module.NAME in waive else finding.verdict
    return CheckFinished(module.NAME, module.TITLE, verdict, clean_line(finding.message, 500), finding.remedy)
