"""What happened, as frozen facts named object.verb. The vocabulary is closed: a new fact is a new class here.

Every `started` has exactly one `finished`, also when a run is cancelled. The Journal stamps each once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

FORMAT_VERSION = 1


class Outcome(StrEnum):
    """How something ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What a check says."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    WAIVED = "waived"


class Change(StrEnum):
    """Whether something had to be done."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Event:
    """A fact; its `type` is part of the format of events.ndjson."""

    type: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Failure(Event):
    """What went wrong, in the form that every front end shows. Never an event of its own."""

    id: str = ""
    message: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A component as a run announces it."""

    name: str
    layer: str
    wave: int
    parents: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """The first event of a stream."""

    type: ClassVar[str] = "run.started"
    format: int
    version: str
    run_id: str
    mode: str
    """`install` or `simulate`."""
    context: str
    server: str
    plan_hash: str
    steps: tuple[str, ...]
    components: tuple[Listed, ...]
    estimate_s: float


@dataclass(frozen=True, slots=True)
class RunFinished(Event):
    """The last event of a stream."""

    type: ClassVar[str] = "run.finished"
    outcome: Outcome
    exit_code: int
    change: Change
    duration_s: float
    critical_path_s: float
    """Longest chain of this run's own measured durations; 0 when nothing was installed."""
    critical_path: tuple[str, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class CheckFinished(Event):
    """One check of the preflight."""

    type: ClassVar[str] = "check.finished"
    check: str
    title: str
    verdict: Verdict
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class StepStarted(Event):
    """A step of the plan begins."""

    type: ClassVar[str] = "step.started"
    step: str
    title: str


@dataclass(frozen=True, slots=True)
class StepProgressed(Event):
    """Within a step: what it does now, and how far it is. `total` 0 means unknown."""

    type: ClassVar[str] = "step.progressed"
    step: str
    message: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class StepFinished(Event):
    """A step of the plan has ended."""

    type: ClassVar[str] = "step.finished"
    step: str
    outcome: Outcome
    change: Change
    duration_s: float
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class ComponentApplied(Event):
    """The engine created this component's Application ahead of the root's wave."""

    type: ClassVar[str] = "component.applied"
    component: str


@dataclass(frozen=True, slots=True)
class ComponentObserved(Event):
    """Argo CD's sync or health of a component changed; emitted once per change, never per poll."""

    type: ClassVar[str] = "component.observed"
    component: str
    sync: str
    health: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class ComponentBlocked(Event):
    """Why a component is not ready: from the component down to the deepest object that waits."""

    type: ClassVar[str] = "component.blocked"
    component: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComponentDiagnosed(Event):
    """A cause was recognised (FT-2nn)."""

    type: ClassVar[str] = "component.diagnosed"
    component: str
    cause: str
    title: str
    object: str
    message: str
    remedy: str
    heals: bool
    """False: will not heal by itself. True: will be retried."""


@dataclass(frozen=True, slots=True)
class ComponentRecovered(Event):
    """An earlier cause does not hold any more."""

    type: ClassVar[str] = "component.recovered"
    component: str


@dataclass(frozen=True, slots=True)
class ComponentNudged(Event):
    """The live objects are ready and Argo CD does not say so: it was asked to compare again."""

    type: ClassVar[str] = "component.nudged"
    component: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class ComponentReady(Event):
    """Settled in Argo CD and all probes pass; latched for this run."""

    type: ClassVar[str] = "component.ready"
    component: str
    duration_s: float
    """From applied (or first seen) to ready."""


@dataclass(frozen=True, slots=True)
class ComponentSkipped(Event):
    """The operator decided not to wait for this component; a later ComponentReady takes it back."""

    type: ClassVar[str] = "component.skipped"
    component: str
    reason: str


@dataclass(frozen=True, slots=True)
class ViewStale(Event):
    """The watch of the cluster is interrupted; what is shown may be old."""

    type: ClassVar[str] = "view.stale"
    what: str


@dataclass(frozen=True, slots=True)
class ViewFresh(Event):
    """The watch works again."""

    type: ClassVar[str] = "view.fresh"
    what: str


@dataclass(frozen=True, slots=True)
class NoticeRaised(Event):
    """Something that the operator should know and that stops nothing."""

    type: ClassVar[str] = "notice.raised"
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address for people, with what is needed to use it."""

    name: str
    url: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class HandoverGiven(Event):
    """What the operator takes over at the end: addresses, where credentials are, where files are."""

    type: ClassVar[str] = "handover.given"
    endpoints: tuple[Endpoint, ...]
    credentials: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event with its place in the stream."""

    seq: int
    """From 1, without gaps."""
    at: datetime
    """UTC."""
    event: Event
