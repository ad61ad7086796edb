"""A claim has no volume yet."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence


def _recognise(evidence: Evidence) -> Sighting | None:
    for entry in evidence.unready:
        if entry["kind"] == "PersistentVolumeClaim":
            metadata = entry["metadata"]
            storage_class = entry["spec"].get("storageClassName") or "no class and no default class"
            said = [str(event.get("message", "")) for event in evidence.events if _about(event, metadata)]
            return Sighting(
                f"PersistentVolumeClaim {metadata['namespace']}/{metadata['name']}",
                said[-1] if said else f"waits for a volume of {storage_class}",
                f"Run: kubectl -n {metadata['namespace']} describe pvc {metadata['name']}",
            )
    return None


def _about(event: dict[str, object], metadata: dict[str, object]) -> bool:
    about = event.get("involvedObject")
    return isinstance(about, dict) and about.get("uid") == metadata.get("uid")


CAUSE = Cause(
    id="FT-206",
    title="A claim has no volume",
    meaning="The storage provisioner has not made the volume: it is slow, full, or cannot serve the access mode.",
    remedy="Look at the provisioner's pods and at: kubectl describe pvc",
    heals=True,
    recognise=_recognise,
)
