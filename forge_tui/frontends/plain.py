"""A run as lines: one per change, readable in a terminal and in a CI log, never silent for long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TextIO

from forge_tui.domain import durations, signs, wording
from forge_tui.domain.events import (
    CheckFinished,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentNudged,
    ComponentObserved,
    ComponentReady,
    Event,
    Failure,
    HandoverGiven,
    RunFinished,
    RunStarted,
    Stamped,
    StepFinished,
    StepProgressed,
    Verdict,
)
from forge_tui.domain.sanitise import clean_line
from forge_tui.domain.signs import Sign
from forge_tui.domain.view import RunView, fold
from forge_tui.frontends import summary
from forge_tui.frontends.outlet import Outlet
from forge_tui.frontends.paint import Paint, padded

NAME_WIDTH = 24
QUIET_S = 10.0
"""After so long without a line, say what is waited for."""
PROGRESS_EVERY_S = 5.0
"""A step's progress is told no more often than this."""

_FROM_VERBOSITY: Mapping[type[Event], int] = {ComponentBlocked: 1, ComponentNudged: 1, HandoverGiven: 3}
"""How many -v an event needs to be told; none for all others."""


class PlainPrinter:
    """Consumer of a run's events. Times of day are those of the stream (UTC)."""

    def __init__(
        self,
        stream: TextIO,
        *,
        colour: bool = False,
        ascii: bool = False,  # noqa: A002 - named like the flag
        verbose: int = 0,
        report: str = "",
        quiet_s: float = QUIET_S,
    ) -> None:
        """`report` names where the report of this run is, for failures; `quiet_s` is in the stream's time."""
        self.view = RunView()
        self._outlet = Outlet(stream)
        self._paint = Paint(colour=colour, ascii=ascii)
        self._verbose = verbose
        self._report = report
        self._quiet_s = quiet_s
        self._last_line_at: datetime | None = None
        self._progress_at: dict[str, datetime] = {}
        self._failures_told: set[Failure] = set()

    def __call__(self, stamped: Stamped) -> None:
        """Tell one event, if it is worth a line."""
        before, self.view = self.view, fold(self.view, stamped)
        match stamped.event:
            case RunStarted() as event:
                self._outlet.lines(*summary.opening(event, self._paint))
                self._last_line_at = stamped.at
            case RunFinished() as event:
                self._failure(event.failure)
                self._outlet.lines(*summary.closing(self.view, event, self._paint, report=self._report))
            case event if self._worth_a_line(before, stamped):
                self._sentence(event, stamped.at)

    def tick(self, now: datetime) -> None:
        """Call this about once a second: says what is waited for when nothing was said for a while."""
        if self.view.started_at is None or self.view.finished is not None:
            return
        if self._last_line_at is not None and (now - self._last_line_at).total_seconds() < self._quiet_s:
            return
        eta = durations.rough(self.view.eta_s(now))
        self._line(now, f"still waiting for: {summary.waiting(self.view, now)}   ETA {eta}")

    def _worth_a_line(self, before: RunView, stamped: Stamped) -> bool:
        event = stamped.event
        if self._verbose < _FROM_VERBOSITY.get(type(event), 0):
            return False
        if isinstance(event, StepProgressed):
            return self._verbose >= 2 or self._progress_is_due(event, stamped.at)
        if isinstance(event, CheckFinished):
            return self._verbose >= 1 or event.verdict not in (Verdict.PASS, Verdict.SKIPPED)
        if isinstance(event, (ComponentObserved, ComponentApplied)):
            return self._verbose >= 1 or _sign(before, event.component) is not _sign(self.view, event.component)
        return True

    def _progress_is_due(self, event: StepProgressed, at: datetime) -> bool:
        last = self._progress_at.get(event.step)
        if last is not None and 0 <= (at - last).total_seconds() < PROGRESS_EVERY_S:
            return False
        self._progress_at[event.step] = at
        return True

    def _sentence(self, event: Event, at: datetime) -> None:
        said = wording.sentence(event)
        if said is None:
            return
        counted = f"   ({self.view.ready}/{self.view.total} ready)" if isinstance(event, ComponentReady) else ""
        sign = _sign(self.view, event.component) if isinstance(event, (ComponentObserved, ComponentApplied)) else said.sign
        mark = self._paint.sign(sign or signs.UNKNOWN, width=13)
        self._line(at, f"{padded(said.subject, NAME_WIDTH)}  {mark}  {clean_line(said.text)}{counted}")
        if isinstance(event, StepFinished):
            self._failure(event.failure)
        if isinstance(event, CheckFinished) and event.verdict is Verdict.FAIL:
            self._outlet.lines(*summary.remedy_lines(event.remedy))
        if isinstance(event, ComponentDiagnosed) and (self._verbose >= 1 or not event.heals):
            self._failure(Failure(event.cause, f"{event.object}: {event.message}", event.remedy))

    def _failure(self, failure: Failure | None) -> None:
        # The step that failed and the run that ends with it carry the same failure: say it once.
        if failure is None or failure in self._failures_told:
            return
        self._failures_told.add(failure)
        self._outlet.lines(*summary.failure(failure, self._paint, report=self._report))

    def _line(self, at: datetime, text: str) -> None:
        self._outlet.line(f"{durations.clock(at)}  {text}".rstrip())
        self._last_line_at = at


def _sign(view: RunView, component: str) -> Sign:
    row = view.components.get(component)
    return row.sign if row else signs.WAITING
