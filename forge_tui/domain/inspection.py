"""What there is to see of one component in the cluster, as frozen values. Strings are foreign: clean them before showing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forge_tui.domain.objects import ObjectRef


@dataclass(frozen=True, slots=True)
class Resource:
    """One object of a component: what Argo CD manages, and the pods under it."""

    ref: ObjectRef
    sync: str = ""
    """Argo CD's word; empty for a pod, which Argo CD does not manage."""
    health: str = ""
    message: str = ""
    depth: int = 0
    """0 for what Git holds, 1 for a pod of it."""

    @property
    def needs_a_look(self) -> bool:
        """Whether something is not as it should be."""
        return self.sync == "OutOfSync" or self.health not in ("", "Healthy")


@dataclass(frozen=True, slots=True)
class Happening:
    """One Event of Kubernetes about an object of a component."""

    at: datetime | None
    warning: bool
    reason: str
    about: str
    message: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Container:
    """Where a log comes from."""

    pod: ObjectRef
    name: str
    init: bool = False
    restarts: int = 0
    running: bool = False

    def __str__(self) -> str:
        return f"{self.pod.name} / {self.name}{' (init)' if self.init else ''}"


class Standing(StrEnum):
    """How a live object stands against Git."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"
    """Git holds it, the cluster does not."""
    EXTRA = "extra"
    """Argo CD manages it, Git does not hold it any more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One object, live against Git. `lines` is a unified diff, without its header, secrets masked."""

    ref: ObjectRef
    standing: Standing
    lines: tuple[str, ...] = ()

    @property
    def added(self) -> int:
        """Lines that the cluster has and Git has not."""
        return sum(line.startswith("+") for line in self.lines)

    @property
    def removed(self) -> int:
        """Lines that Git has and the cluster has not."""
        return sum(line.startswith("-") for line in self.lines)


class Action(StrEnum):
    """What an operator may ask for one component."""

    SYNC = "sync"
    REFRESH = "refresh"
    HARD_REFRESH = "hard refresh"
    TERMINATE = "terminate"
    RETRY = "retry"
    SKIP = "skip"

    @property
    def explanation(self) -> str:
        """What it does to the cluster, in a sentence."""
        return _EXPLANATIONS[self]

    @property
    def destructive(self) -> bool:
        """Whether the component's name must be typed first."""
        return self in (Action.TERMINATE, Action.SKIP)

    @property
    def needs_reason(self) -> bool:
        """Whether the journal must say why."""
        return self is Action.SKIP


_EXPLANATIONS = {
    Action.SYNC: "Argo CD applies what Git holds; nothing is deleted.",
    Action.REFRESH: "Argo CD compares the cluster with Git again.",
    Action.HARD_REFRESH: "Argo CD renders the chart anew, without its cache, and compares.",
    Action.TERMINATE: "Argo CD stops the sync that runs now; what it has applied stays.",
    Action.RETRY: "Pods that wait in a back-off are deleted and made anew, and Argo CD syncs again.",
    Action.SKIP: (
        "This run no longer waits for the component, nor does what depends on it. Its Application stays and Argo CD goes on trying. "
        "Unless it becomes ready in time, the run ends with exit code 1 and names it."
    ),
}
