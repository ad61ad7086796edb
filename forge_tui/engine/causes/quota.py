"""A quota or limit range refuses the pods."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence
from forge_tui.engine.readiness import condition


def _recognise(evidence: Evidence) -> Sighting | None:
    for entry in evidence.unready:
        failure = condition(entry, "ReplicaFailure")
        if failure.get("status") == "True":
            metadata = entry["metadata"]
            return Sighting(f"{entry['kind']} {metadata['namespace']}/{metadata['name']}", str(failure.get("message", "")))
    return None


CAUSE = Cause(
    id="FT-207",
    title="The cluster refuses to create pods",
    meaning="A ResourceQuota, a LimitRange, a pod security level or an admission webhook rejects the pods of a workload.",
    remedy="Raise the quota or the pod security level that the message names.",
    heals=False,
    recognise=_recognise,
)
