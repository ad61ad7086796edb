"""No node takes a pod."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence
from forge_tui.engine.readiness import condition


def _recognise(evidence: Evidence) -> Sighting | None:
    for pod in evidence.pods:
        scheduled = condition(pod, "PodScheduled")
        unscheduled = scheduled.get("status") == "False" and scheduled.get("reason") == "Unschedulable"
        # A volume that is still being made is the claim's matter, and passes.
        if unscheduled and "unbound immediate PersistentVolumeClaims" not in str(scheduled.get("message")):
            metadata = pod["metadata"]
            return Sighting(
                f"Pod {metadata['namespace']}/{metadata['name']}",
                str(scheduled.get("message", "")),
                f"Run: kubectl -n {metadata['namespace']} describe pod {metadata['name']}",
            )
    return None


CAUSE = Cause(
    id="FT-202",
    title="No node takes a pod",
    meaning="The scheduler finds no node with the CPU, memory, GPU, volume, label or toleration that the pod asks for.",
    remedy="Add capacity, choose a smaller profile, or remove the taint that the message names.",
    heals=False,
    recognise=_recognise,
)
