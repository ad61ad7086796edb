"""The event stream: stamped once, redacted once, handed to everybody who listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.event_format import from_document, to_document
from forge_tui.domain.events import (
    Change,
    Event,
    Failure,
    Outcome,
    Stamped,
    StepFinished,
    StepProgressed,
    StepStarted,
)
from forge_tui.domain.failures import Bug
from forge_tui.domain.redact import Redactor
from forge_tui.ports import Clock

Sink = Callable[[Stamped], None]


class Narrator:
    """Gives each event its number and time. The only place where events come from."""

    def __init__(self, clock: Clock, redactor: Redactor, sinks: Sequence[Sink]) -> None:
        self._clock = clock
        self._redactor = redactor
        self._sinks = tuple(sinks)
        self._seq = 0
        self.seconds: dict[str, float] = {}
        """Measured duration in seconds of each finished step and each ready component."""

    def emit(self, event: Event) -> None:
        """Stamp, redact, hand out. Never raises for a listener's sake."""
        self._seq += 1
        stamped = Stamped(self._seq, self._clock.now(), event)
        document = to_document(stamped)
        redacted = self._redactor.redact_document(document)
        if redacted != document:
            stamped = from_document(redacted)
        for sink in self._sinks:
            sink(stamped)

    def learn(self, secret: str) -> None:
        """Make sure that `secret` appears in no event from now on."""
        self._redactor.learn(secret)

    def progress(self, step: str, message: str, done: int = 0, total: int = 0) -> None:
        """Say what a step does now."""
        self.emit(StepProgressed(step, message, done, total))


def described(error: ForgeError) -> Failure:
    """An error as front ends show it."""
    return Failure(error.id, error.message, error.remedy)


def unexpected(error: Exception) -> Bug:
    """What nobody foresaw, as a failure."""
    return Bug(f"{type(error).__name__}: {error}")


class StepReport:
    """What a step says at its end."""

    change: Change = Change.UNCHANGED


@asynccontextmanager
async def narrated(narrator: Narrator, clock: Clock, step: str, title: str) -> AsyncIterator[StepReport]:
    """A step's start and its one end, also when it fails or is cancelled."""
    started_at = clock.monotonic_s()
    report = StepReport()

    def finish(outcome: Outcome, failure: Failure | None = None) -> None:
        narrator.seconds[step] = clock.monotonic_s() - started_at
        narrator.emit(StepFinished(step, outcome, report.change, narrator.seconds[step], failure))

    narrator.emit(StepStarted(step, title))
    try:
        yield report
    except ForgeError as error:
        finish(Outcome.FAILED, described(error))
        raise
    except Exception as error:
        finish(Outcome.FAILED, described(unexpected(error)))
        raise
    except BaseException:
        finish(Outcome.CANCELLED)
        raise
    finish(Outcome.SUCCEEDED)
