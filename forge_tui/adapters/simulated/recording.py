"""Makes a machine from the events of a real run, so that the run can be rehearsed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forge_tui.domain.events import ComponentReady, Outcome, RunStarted, Stamped, StepFinished

_INSTALL = "install-"
_HELM_ADDS_S = 3.0
"""What the simulation spends around the pods of a component that Helm installs; a recorded time contains it already."""
_ARGOCD_ADDS_S = 4.0
"""The same for one that Argo CD delivers: comparison, sync, comparison, and the look of the probes."""


def record(events: Iterable[Stamped], *, base: str = "small") -> dict[str, Any]:
    """A machine document with the durations of this run, laid over a shipped machine.

    A foundation component takes as long as its install step and, once more, as Argo CD takes to adopt it; every other one from
    applied to ready.
    """
    steps: dict[str, float] = {}
    components: dict[str, dict[str, float]] = {}
    document: dict[str, Any] = {"name": "recorded", "title": "a recorded run", "base": base}
    for stamped in events:
        match stamped.event:
            case RunStarted(context=context, server=server, run_id=run_id):
                document |= {"name": f"recorded-{run_id}", "cluster": {"context": context, "server": server}}
            case StepFinished(step=step, outcome=Outcome.SUCCEEDED, duration_s=duration_s):
                steps[step] = round(duration_s, 1)
                if step.startswith(_INSTALL):
                    components[step.removeprefix(_INSTALL)] = {"seconds": _without(_HELM_ADDS_S, duration_s)}
            case ComponentReady(component=component, duration_s=duration_s):
                if component in components:
                    components[component]["adoptSeconds"] = round(duration_s, 1)
                else:
                    components[component] = {"seconds": _without(_ARGOCD_ADDS_S, duration_s)}
    return document | {"steps": steps, "components": components}


def _without(added_s: float, duration_s: float) -> float:
    return round(max(0.1, duration_s - added_s), 1)
