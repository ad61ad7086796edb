"""All that the wizard shows, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import CheckFinished, Failure, Verdict
from forge_tui.domain.facts import CertificateFacts, ClusterFacts, ContextFacts, Installed, NameVerdict
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.interview.steps import CLUSTER, REVIEW, STEPS, Step
from forge_tui.domain.plan import Plan


class Asking(StrEnum):
    """A question to the world, and how it stands."""

    NOT = "not"
    NOW = "now"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Whether something is being asked, and why it failed."""

    asking: Asking = Asking.NOT
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class WizardState:
    """What the screen shows; workers and the operator make new ones."""

    interview: Interview = field(default_factory=Interview)
    step: Step = CLUSTER
    seen: frozenset[str] = frozenset()
    """Names of the steps that were left."""
    catalogue: Catalogue | None = None
    contexts: tuple[ContextFacts, ...] = ()
    facts: ClusterFacts | None = None
    looking: Inquiry = Inquiry()
    earlier: Mapping[str, Any] | None = None
    """Answers of an earlier run on this cluster, where this machine remembers them."""
    has_console: bool = False
    """Whether a console can be opened from here."""
    names: tuple[NameVerdict, ...] = ()
    resolving: Inquiry = Inquiry()
    certificate: CertificateFacts | None = None
    reading: Inquiry = Inquiry()
    plan: Plan | None = None
    remarks: tuple[str, ...] = ()
    planning: Inquiry = Inquiry()
    check_titles: tuple[str, ...] = ()
    """What is checked, finished or not."""
    checks: tuple[CheckFinished, ...] = ()
    checking: Inquiry = Inquiry()
    waived: frozenset[str] = frozenset()
    """Names of checks whose failure the operator takes."""
    saved: tuple[str, ...] = ()
    """Files that hold these answers and their plan."""
    repeat: str = ""
    begun_with: Mapping[str, Any] = field(default_factory=dict)
    """Answers that nobody gave in this session: of a file, or of an earlier run."""
    now: datetime | None = None
    """The time that certificates are judged by."""

    @property
    def position(self) -> int:
        """Which step this is, from 0."""
        return STEPS.index(self.step)

    @property
    def name_to_type(self) -> str:
        """What confirms: the cluster's name."""
        return self.facts.context if self.facts else ""

    @property
    def judged(self) -> tuple[CheckFinished, ...]:
        """The checks, with what the operator waived."""
        return tuple(
            replace(check, verdict=Verdict.WAIVED) if check.verdict is Verdict.FAIL and check.check in self.waived else check
            for check in self.checks
        )

    @property
    def failed_checks(self) -> tuple[CheckFinished, ...]:
        """What stands in the way."""
        return tuple(check for check in self.judged if check.verdict is Verdict.FAIL)

    @property
    def can_waive(self) -> bool:
        """Whether there is a failed check in sight."""
        return self.step == REVIEW and bool(self.failed_checks)

    @property
    def unsaved(self) -> bool:
        """Whether answers would be lost by leaving."""
        return not self.saved and self.interview.given != self.begun_with

    @property
    def ours(self) -> bool:
        """Whether forge-tui has worked on this cluster before."""
        return self.facts is not None and self.facts.installed in (Installed.UNFINISHED, Installed.FINISHED)

    @property
    def blocking(self) -> str:
        """Why the install cannot be confirmed now; empty when it can."""
        if self.interview.findings:
            return "some answers are missing or wrong"
        if self.facts is None:
            return "the cluster was not seen yet"
        if self.plan is None or self.planning.asking is not Asking.DONE:
            return "the plan is not made yet"
        if self.failed_checks:
            return f"a check failed: {', '.join(check.title for check in self.failed_checks)}"
        if self.checking.asking is not Asking.DONE:
            return "the checks are not done yet" if self.checking.failure is None else "the checks could not be carried out"
        return ""


def failure_of(error: ForgeError) -> Failure:
    """A failure as it is shown."""
    return Failure(error.id, error.message, error.remedy)
