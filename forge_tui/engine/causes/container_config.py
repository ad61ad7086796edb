"""A container waits for a Secret or ConfigMap that does not exist."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence, waiting_containers

_REASONS = ("CreateContainerConfigError", "CreateContainerError")


def _recognise(evidence: Evidence) -> Sighting | None:
    for pod in evidence.pods:
        for _, reason, message, _ in waiting_containers(pod):
            if reason in _REASONS:
                metadata = pod["metadata"]
                return Sighting(f"Pod {metadata['namespace']}/{metadata['name']}", f"{reason}: {message}".rstrip(": "))
    return None


CAUSE = Cause(
    id="FT-205",
    title="A container's configuration is not there",
    meaning="The pod refers to a Secret, ConfigMap or key that does not exist yet. The kubelet tries again by itself; "
    "if it is a Secret from the vault, its ExternalSecret says why it is not there.",
    remedy="Run: kubectl get externalsecrets -A",
    heals=True,
    recognise=_recognise,
)
