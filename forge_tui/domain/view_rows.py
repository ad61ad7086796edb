"""The rows of a RunView: one step, one component, as far as the stream has told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forge_tui.domain import signs
from forge_tui.domain.application import HealthStatus
from forge_tui.domain.events import Change, Failure, Outcome
from forge_tui.domain.signs import Sign


class StepState(StrEnum):
    """Where a step is."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ComponentState(StrEnum):
    """Where a component is, in the engine's words; Argo CD's words stand beside it in sync and health."""

    WAITING = "waiting"
    APPLIED = "applied"
    PROGRESSING = "progressing"
    READY = "ready"
    """Settled and probed; latched for the run."""
    FAILED = "failed"
    """A cause is known that does not heal by itself."""
    SKIPPED = "skipped"
    """The operator decided not to wait for it."""


_STEP_SIGNS: Mapping[StepState, Sign] = {
    StepState.WAITING: signs.WAITING,
    StepState.RUNNING: signs.RUNNING,
    StepState.SUCCEEDED: signs.DONE,
    StepState.FAILED: signs.FAILED,
    StepState.CANCELLED: signs.CANCELLED,
}
STEP_STATES: Mapping[Outcome, StepState] = {
    Outcome.SUCCEEDED: StepState.SUCCEEDED,
    Outcome.FAILED: StepState.FAILED,
    Outcome.CANCELLED: StepState.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the plan."""

    name: str
    title: str = ""
    state: StepState = StepState.WAITING
    message: str = ""
    done: int = 0
    total: int = 0
    started_at: datetime | None = None
    duration_s: float | None = None
    change: Change | None = None
    failure: Failure | None = None

    @property
    def sign(self) -> Sign:
        """How the state looks."""
        return _STEP_SIGNS[self.state]


@dataclass(frozen=True, slots=True)
class CauseFound:
    """Why a component is not getting ready, as recognised."""

    id: str
    title: str
    object: str
    message: str
    remedy: str
    heals: bool

    @property
    def outlook(self) -> str:
        """Whether somebody has to act."""
        return "will retry" if self.heals else "will not heal by itself"


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One component of the plan."""

    name: str
    layer: str = ""
    wave: int = 0
    parents: tuple[str, ...] = ()
    """Hard dependencies."""
    usual_s: float = 0.0
    """How long it usually takes from applied to ready; 0 when unknown."""
    state: ComponentState = ComponentState.WAITING
    sync: str = ""
    health: str = ""
    message: str = ""
    """Argo CD's words for the health."""
    since: datetime | None = None
    """When it was applied or first seen."""
    duration_s: float | None = None
    chain: tuple[str, ...] = ()
    """What it waits for, down to the deepest object."""
    cause: CauseFound | None = None
    nudges: int = 0
    skip_reason: str = ""

    @property
    def ready(self) -> bool:
        """Whether it is settled and probed."""
        return self.state is ComponentState.READY

    @property
    def pending(self) -> bool:
        """Whether the run still waits for it."""
        return self.state not in (ComponentState.READY, ComponentState.SKIPPED)

    @property
    def sign(self) -> Sign:
        """How the state looks. Healthy before the probes pass is still Progressing: it is not usable yet."""
        if self.state is ComponentState.WAITING:
            return signs.WAITING
        if self.state is ComponentState.SKIPPED:
            return signs.SKIPPED
        if self.state is ComponentState.FAILED:
            return signs.DEGRADED
        told = signs.OF_HEALTH.get(self.health)
        if self.ready:
            return told or signs.HEALTHY
        if self.state is ComponentState.APPLIED or told is None or told is signs.HEALTHY or self.health == HealthStatus.UNKNOWN:
            return signs.PROGRESSING
        return told

    def elapsed_s(self, now: datetime) -> float | None:
        """Seconds from applied to ready, or to `now`; None before it was applied."""
        if self.duration_s is not None:
            return self.duration_s
        return None if self.since is None else max(0.0, (now - self.since).total_seconds())
