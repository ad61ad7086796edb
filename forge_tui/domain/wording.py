"""The sentence for each event: the same words in a log, on a screen and in a replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import forge_tui.domain.failures  # noqa: F401 - registers every failure under its id
from forge_tui.domain import durations, signs
from forge_tui.domain.errors import failures as registered
from forge_tui.domain.events import (
    Change,
    CheckFinished,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentNudged,
    ComponentObserved,
    ComponentReady,
    ComponentRecovered,
    ComponentSkipped,
    Event,
    Failure,
    HandoverGiven,
    NoticeRaised,
    Outcome,
    RunFinished,
    RunStarted,
    StepFinished,
    StepProgressed,
    StepStarted,
    ViewFresh,
    ViewStale,
)
from forge_tui.domain.signs import Sign

NOTHING_TO_DO = "nothing to do: everything is as planned"
CHAIN = " <- "


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line about one event. `subject` and `text` hold foreign words: clean them before showing."""

    subject: str
    sign: Sign | None
    text: str


def sentence(event: Event) -> Sentence | None:
    """What an event says; None for a type that is not known here."""
    phrase = _PHRASES.get(type(event))
    return phrase(event) if phrase else None


def failure_title(failure_id: str) -> str:
    """Title of a failure by its id; empty for a cause or an unknown id."""
    known = registered().get(failure_id)
    return known.title if known else ""


def chain_text(chain: tuple[str, ...]) -> str:
    """A blocked chain on one line, from what waits to what it waits for."""
    return CHAIN.join(chain)


def _words(*words: str) -> str:
    return " ".join(word for word in words if word)


def _why(failure: Failure | None) -> str:
    return _words(failure.id, failure_title(failure.id) or failure.message) if failure else ""


def _run_started(event: RunStarted) -> Sentence:
    amount = durations.quantity(len(event.components), "component")
    return Sentence("run", signs.RUNNING, f"{event.mode} on {event.context} ({event.server}), {amount}, plan {event.plan_hash[:16]}")


def _run_finished(event: RunFinished) -> Sentence:
    if event.outcome is Outcome.SUCCEEDED and event.change is Change.UNCHANGED:
        return Sentence("run", signs.DONE, NOTHING_TO_DO)
    return Sentence("run", signs.OF_OUTCOME[event.outcome], _words(f"after {durations.exact(event.duration_s)}", _why(event.failure)))


def _check_finished(event: CheckFinished) -> Sentence:
    return Sentence(event.check, signs.OF_VERDICT[event.verdict], _words(event.title + ":", event.message))


def _step_started(event: StepStarted) -> Sentence:
    return Sentence(event.step, signs.RUNNING, event.title)


def _step_progressed(event: StepProgressed) -> Sentence:
    return Sentence(event.step, signs.RUNNING, _words(durations.of_total(event.done, event.total), event.message))


def _step_finished(event: StepFinished) -> Sentence:
    unchanged = "(nothing to do)" if event.change is Change.UNCHANGED and event.outcome is Outcome.SUCCEEDED else ""
    text = _words(f"after {durations.short(event.duration_s)}", unchanged, _why(event.failure))
    return Sentence(event.step, signs.OF_OUTCOME[event.outcome], text)


def _applied(event: ComponentApplied) -> Sentence:
    return Sentence(event.component, signs.PROGRESSING, "applied")


def _observed(event: ComponentObserved) -> Sentence:
    # Healthy stays reserved for a component that is ready: Argo CD says it before the probes pass.
    sign = signs.OF_HEALTH.get(event.health, signs.UNKNOWN)
    shown = signs.PROGRESSING if sign is signs.HEALTHY else sign
    return Sentence(event.component, shown, _words(f"{event.sync}/{event.health}", event.message))


def _blocked(event: ComponentBlocked) -> Sentence:
    waits = f"waits for {chain_text(event.chain)}" if event.chain else "waits for nothing any more"
    return Sentence(event.component, signs.PROGRESSING if not event.chain else signs.WAITING, waits)


def _diagnosed(event: ComponentDiagnosed) -> Sentence:
    words = f"{event.cause} {event.title}"
    text = f"{words}: {event.message} (will retry)" if event.heals else f"{words} (will not heal by itself)"
    return Sentence(event.component, signs.DEGRADED, text)


def _recovered(event: ComponentRecovered) -> Sentence:
    return Sentence(event.component, signs.PROGRESSING, "recovered")


def _nudged(event: ComponentNudged) -> Sentence:
    return Sentence(event.component, signs.PROGRESSING, f"asked Argo CD to compare again (no. {event.count}): {event.reason}")


def _ready(event: ComponentReady) -> Sentence:
    return Sentence(event.component, signs.HEALTHY, f"after {durations.short(event.duration_s)}")


def _skipped(event: ComponentSkipped) -> Sentence:
    return Sentence(event.component, signs.SKIPPED, f"by the operator: {event.reason}")


def _stale(event: ViewStale) -> Sentence:
    return Sentence("watch", signs.STALE, f"lost sight of {event.what}; what is shown may be old")


def _fresh(event: ViewFresh) -> Sentence:
    return Sentence("watch", signs.DONE, f"sees {event.what} again")


def _notice(event: NoticeRaised) -> Sentence:
    return Sentence("notice", signs.NOTICE, event.message + (f" - {event.remedy}" if event.remedy else ""))


def _handover(event: HandoverGiven) -> Sentence:
    return Sentence("run", signs.DONE, f"handover: {durations.quantity(len(event.endpoints), 'address', 'addresses')}")


_PHRASES: Mapping[type[Event], Callable[[Any], Sentence]] = {
    RunStarted: _run_started,
    RunFinished: _run_finished,
    CheckFinished: _check_finished,
    StepStarted: _step_started,
    StepProgressed: _step_progressed,
    StepFinished: _step_finished,
    ComponentApplied: _applied,
    ComponentObserved: _observed,
    ComponentBlocked: _blocked,
    ComponentDiagnosed: _diagnosed,
    ComponentRecovered: _recovered,
    ComponentNudged: _nudged,
    ComponentReady: _ready,
    ComponentSkipped: _skipped,
    ViewStale: _stale,
    ViewFresh: _fresh,
    NoticeRaised: _notice,
    HandoverGiven: _handover,
}
