"""Events are stamped once, redacted once, and every start has one end."""

from __future__ import annotations

import asyncio

import pytest

from forge_tui.domain.events import (
    Change,
    ComponentBlocked,
    ComponentDiagnosed,
    Endpoint,
    Event,
    Failure,
    HandoverGiven,
    NoticeRaised,
    Outcome,
    RunFinished,
    Stamped,
    StepFinished,
    StepProgressed,
    StepStarted,
)
from forge_tui.domain.failures import VaultSealed
from forge_tui.domain.redact import REDACTED, Redactor
from forge_tui.engine.journal import Narrator, described, narrated
from tests.engine.platform import Platform

CANARY = "c4n4ry-0f-th3-m1n3"


def narrator_of(platform: Platform) -> tuple[Narrator, list[Stamped]]:
    stream: list[Stamped] = []
    return Narrator(platform.simulation.clock, Redactor(), [stream.append]), stream


async def test_events_are_numbered_from_one_and_carry_the_time(platform: Platform) -> None:
    narrator, stream = narrator_of(platform)
    for number in range(3):
        narrator.emit(NoticeRaised(str(number)))
        await platform.simulation.clock.sleep(2)
    assert [stamped.seq for stamped in stream] == [1, 2, 3]
    assert [(stamped.at - stream[0].at).total_seconds() for stamped in stream] == [0, 2, 4]


async def test_every_listener_hears_the_same(platform: Platform) -> None:
    one: list[Stamped] = []
    other: list[Stamped] = []
    Narrator(platform.simulation.clock, Redactor(), [one.append, other.append]).emit(NoticeRaised("x"))
    assert one == other != []


@pytest.mark.parametrize(
    "event",
    [
        NoticeRaised(f"a {CANARY} b", CANARY),
        StepProgressed("push", CANARY),
        StepFinished("push", Outcome.FAILED, Change.UNCHANGED, 1.0, Failure("FT-1", CANARY, f"run {CANARY}")),
        RunFinished(Outcome.FAILED, 1, Change.UNCHANGED, 1.0, 0.0, (CANARY,), Failure("FT-1", CANARY, CANARY)),
        ComponentBlocked("a", ("x", f"Pod {CANARY}")),
        ComponentDiagnosed("a", "FT-200", "t", CANARY, CANARY, CANARY, heals=False),
        HandoverGiven((Endpoint("Gitea", f"https://u:{CANARY}@h", CANARY),), (CANARY,), (CANARY,)),
    ],
    ids=lambda event: event.type,
)
async def test_a_learned_secret_is_in_no_field_of_any_event(platform: Platform, event: Event) -> None:
    narrator, stream = narrator_of(platform)
    narrator.learn(CANARY)
    narrator.emit(event)
    assert CANARY not in repr(stream[0])
    assert REDACTED in repr(stream[0])
    assert type(stream[0].event) is type(event)


async def test_what_was_said_before_a_secret_was_learned_stays_and_nothing_else_is_touched(platform: Platform) -> None:
    narrator, stream = narrator_of(platform)
    event = NoticeRaised("harmless")
    narrator.emit(event)
    narrator.learn(CANARY)
    narrator.emit(event)
    assert stream[0].event is stream[1].event is event


async def test_progress_is_told_as_an_event_of_the_step(platform: Platform) -> None:
    narrator, stream = narrator_of(platform)
    narrator.progress("push", "half", 1, 2)
    assert stream[0].event == StepProgressed("push", "half", 1, 2)


async def told_by(platform: Platform, error: BaseException | None) -> list[Event]:
    """Events of a step that takes two seconds and ends with an error, or without."""
    narrator, stream = narrator_of(platform)

    async def step() -> None:
        async with narrated(narrator, platform.simulation.clock, "push", "push it") as report:
            await platform.simulation.clock.sleep(2)
            report.change = Change.CHANGED
            if error is not None:
                raise error

    if error is None:
        await step()
    else:
        with pytest.raises(type(error)):
            await step()
    assert narrator.seconds == {"push": 2.0}
    return [stamped.event for stamped in stream]


async def test_a_step_that_succeeds_tells_its_duration_and_change(platform: Platform) -> None:
    assert await told_by(platform, None) == [
        StepStarted("push", "push it"),
        StepFinished("push", Outcome.SUCCEEDED, Change.CHANGED, 2.0),
    ]


async def test_a_step_that_fails_tells_why_and_what_to_do(platform: Platform) -> None:
    error = VaultSealed("openbao-0 is sealed")
    assert (await told_by(platform, error))[1] == StepFinished("push", Outcome.FAILED, Change.CHANGED, 2.0, described(error))
    assert described(error) == Failure("FT-503", "openbao-0 is sealed", VaultSealed.default_remedy)


async def test_a_step_that_is_cancelled_has_an_end(platform: Platform) -> None:
    assert (await told_by(platform, asyncio.CancelledError()))[1] == StepFinished("push", Outcome.CANCELLED, Change.CHANGED, 2.0)


async def test_a_bug_in_a_step_is_a_failure_and_no_cancellation(platform: Platform) -> None:
    (_, end) = await told_by(platform, KeyError("spec"))
    assert isinstance(end, StepFinished)
    assert end.failure is not None
    assert (end.outcome, end.failure.id, end.failure.message) == (Outcome.FAILED, "FT-900", "KeyError: 'spec'")
