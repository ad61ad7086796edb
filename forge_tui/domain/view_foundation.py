"""The three that must stand before Argo CD can bring up the rest, each as one state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forge_tui.domain import durations, signs
from forge_tui.domain.signs import Sign
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import StepRow, StepState

_PARTS = (
    ("Argo CD", "argocd", ("install-argocd",)),
    ("Gitea", "gitea", ("install-gitea", "push")),
    ("OpenBao", "openbao", ("install-openbao", "vault")),
)
_WORST_FIRST = (StepState.FAILED, StepState.CANCELLED, StepState.RUNNING)


@dataclass(frozen=True, slots=True)
class Pillar:
    """One of them."""

    title: str
    sign: Sign
    detail: str = ""


def pillars(view: RunView) -> tuple[Pillar, ...]:
    """Those that the run knows: by the steps that set them up, else by their components."""
    found = []
    for title, component, names in _PARTS:
        steps = [view.steps[name] for name in names if name in view.steps]
        row = view.components.get(component)
        if steps:
            found.append(_by_steps(title, steps))
        elif row is not None:
            found.append(Pillar(title, row.sign))
    return tuple(found)


def other_steps(view: RunView) -> tuple[StepRow, ...]:
    """Steps that run or failed and are told by no pillar, the failed first; the rollout has a bar of its own."""
    told = {name for _, _, names in _PARTS for name in names} | {"rollout"}
    rows = [row for row in view.steps.values() if row.name not in told and row.state in _WORST_FIRST]
    return tuple(sorted(rows, key=lambda row: _WORST_FIRST.index(row.state)))


def _by_steps(title: str, steps: Sequence[StepRow]) -> Pillar:
    for state in _WORST_FIRST:
        for row in steps:
            if row.state is state:
                words = " ".join(word for word in (durations.of_total(row.done, row.total), row.message) if word)
                return Pillar(title, row.sign, row.failure.id if row.failure else words)
    if all(row.state is StepState.SUCCEEDED for row in steps):
        return Pillar(title, signs.DONE)
    begun = any(row.state is StepState.SUCCEEDED for row in steps)
    return Pillar(title, signs.RUNNING if begun else signs.WAITING)
