"""A container starts and ends again."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence, waiting_containers


def _recognise(evidence: Evidence) -> Sighting | None:
    for pod in evidence.pods:
        for container, reason, message, restarts in waiting_containers(pod):
            if reason in ("CrashLoopBackOff", "RunContainerError"):
                metadata = pod["metadata"]
                return Sighting(
                    f"Pod {metadata['namespace']}/{metadata['name']}",
                    f"{reason}: container {container} ended {restarts} times" + (f" ({message})" if message else ""),
                    f"Run: kubectl -n {metadata['namespace']} logs {metadata['name']} -c {container} --previous",
                )
    return None


CAUSE = Cause(
    id="FT-204",
    title="A container keeps crashing",
    meaning="The program in the container ends soon after its start; the kubelet starts it again with growing pauses. "
    "It may only wait for something that comes later, so it will be retried.",
    remedy="Read the log of the previous container: kubectl logs POD --previous",
    heals=True,
    recognise=_recognise,
)
