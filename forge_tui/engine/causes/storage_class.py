"""A claim names a storage class that does not exist, or there is no default class."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import UNBOUND, Evidence


def _recognise(evidence: Evidence) -> Sighting | None:
    for event in evidence.events:
        message = str(event.get("message", ""))
        about = event.get("involvedObject") or {}
        unknown = event.get("reason") == "ProvisioningFailed" and "storageclass" in message.lower() and "not found" in message
        if unknown or (event.get("reason") == UNBOUND and "no storage class is set" in message):
            return Sighting(f"PersistentVolumeClaim {about.get('namespace')}/{about.get('name')}", message)
    return None


CAUSE = Cause(
    id="FT-201",
    title="A storage class does not exist",
    meaning="A claim asks for a storage class that this cluster does not have, so its volume is never made.",
    remedy="Name a class of `kubectl get storageclass` in the answers under storage, then run the same command again.",
    heals=False,
    recognise=_recognise,
)
