"""What an operator skips keeps nobody waiting, is watched on, and makes the end of the run honest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import (
    Change,
    ComponentApplied,
    ComponentDiagnosed,
    ComponentReady,
    ComponentSkipped,
    Event,
    HandoverGiven,
    Outcome,
    Stamped,
)
from forge_tui.domain.failures import ComponentsSkipped
from forge_tui.domain.redact import Redactor
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.journal import Narrator
from forge_tui.engine.run import Run, run
from forge_tui.engine.workspace import Options
from tests.engine.platform import Platform, Told, platform_of

PULL = {"component": "alpha", "kind": "ImagePullBackOff", "message": "rpc error: code = NotFound desc = not found"}


def diagnosed(event: Event) -> bool:
    return isinstance(event, ComponentDiagnosed)


async def skipping(platform: Platform, component: str, skips: Skips, *, after: Callable[[Event], bool] = diagnosed) -> Told:
    """A run in which somebody skips a component as soon as such an event is told."""
    stream: list[Stamped] = []

    def listen(stamped: Stamped) -> None:
        stream.append(stamped)
        if after(stamped.event):
            skips.ask(component, "no registry here")

    narrator = Narrator(platform.simulation.clock, Redactor(), [listen])
    identity = await platform.cluster.identity()
    code = await run(platform.plan(), platform.adapters, narrator, Options(), Run("r1", "simulate"), identity, skips)
    return Told(code, stream)


async def test_the_run_goes_on_to_its_end_without_it_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[PULL]) as platform:
        told = await skipping(platform, "alpha", Skips())
    assert told.of(ComponentSkipped) == [ComponentSkipped("alpha", "no registry here")]
    assert sorted(told.ready) == ["beta", "delta", "gamma"]
    assert told.of(HandoverGiven)
    assert told.balanced
    assert (told.code, told.end.exit_code, told.end.outcome, told.end.change) == (
        ExitCode.COMPONENT_FAILED,
        1,
        Outcome.FAILED,
        Change.CHANGED,
    )
    assert told.end.failure is not None
    assert (told.end.failure.id, told.message) == (ComponentsSkipped.id, "not waited for: alpha (no registry here)")


async def test_what_depends_on_it_is_applied_at_once(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[PULL]) as platform:
        told = await skipping(platform, "alpha", Skips())
    skipped = told.at(lambda event: isinstance(event, ComponentSkipped))
    assert told.at(lambda event: event == ComponentApplied("beta")) - skipped < 2


async def test_what_becomes_ready_after_all_is_not_held_against_the_run(tmp_path: Path) -> None:
    """Alpha heals while beta, which is slow, is still waited for."""
    slow = {"component": "beta", "kind": "slow", "until_s": 400}
    async with platform_of(tmp_path, faults=[{**PULL, "until_s": 60}, slow]) as platform:
        told = await skipping(platform, "alpha", Skips())
    assert told.of(ComponentSkipped)
    assert "alpha" in {event.component for event in told.of(ComponentReady)}
    assert (told.end.exit_code, told.end.failure) == (0, None)


async def test_what_is_ready_cannot_be_skipped(platform: Platform) -> None:
    skips = Skips()
    told = await skipping(platform, "alpha", skips, after=lambda event: isinstance(event, ComponentReady) and event.component == "alpha")
    assert (told.of(ComponentSkipped), told.end.exit_code) == ([], 0)


async def test_a_component_that_the_plan_does_not_know_is_not_told(platform: Platform) -> None:
    skips = Skips()
    skips.ask("nobody", "typo")
    told = await skipping(platform, "nobody", skips)
    assert (told.of(ComponentSkipped), told.end.exit_code) == ([], 0)


async def test_after_the_rollout_nothing_can_be_skipped(platform: Platform) -> None:
    skips = Skips()
    assert skips.open
    await skipping(platform, "alpha", skips, after=lambda event: isinstance(event, HandoverGiven))
    assert not skips.open
    assert skips.ask("alpha", "late") is False


async def test_a_run_that_is_cancelled_closes_the_way_as_well(platform: Platform) -> None:
    skips = Skips()
    running = asyncio.create_task(skipping(platform, "nobody", skips))
    await platform.simulation.clock.sleep(200)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not skips.open


def test_the_first_reason_counts_and_is_on_one_line() -> None:
    skips = Skips()
    skips.ask("a", "first\nline\x1b[31m")
    skips.ask("a", "second")
    assert dict(skips.asked) == {"a": "first line\N{REPLACEMENT CHARACTER}[31m"}
