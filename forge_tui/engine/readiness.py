"""Whether a live object is ready, by its own status. Pure; the rules are those of gitops-engine's pkg/health."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forge_tui.domain.objects import Manifest

WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job")


def condition(manifest: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The status condition of that type, or an empty mapping."""
    for entry in (manifest.get("status") or {}).get("conditions") or ():
        if entry.get("type") == kind:
            return dict(entry)
    return {}


def why_not_ready(manifest: Manifest) -> str:
    """Why an object is not ready, in a few words; empty when it is, or when its kind has no notion of it."""
    rule = _RULES.get(manifest.get("kind", ""))
    return rule(manifest) if rule else ""


def has_rule(kind: str) -> bool:
    """Whether anything is known about when objects of a kind are ready; of others only their own controllers know."""
    return kind in _RULES


def _observed(manifest: Manifest) -> bool:
    observed = (manifest.get("status") or {}).get("observedGeneration", 0)
    return bool(observed >= manifest["metadata"].get("generation", 0))


def _replicas(manifest: Manifest, ready: str) -> str:
    if not _observed(manifest):
        return "not observed yet"
    wanted = manifest["spec"].get("replicas", 1)
    available = (manifest.get("status") or {}).get(ready) or 0
    return "" if available >= wanted else f"{available} of {wanted} pods ready"


def _deployment(manifest: Manifest) -> str:
    return _replicas(manifest, "availableReplicas")


def _stateful_set(manifest: Manifest) -> str:
    return _replicas(manifest, "readyReplicas")


def _daemon_set(manifest: Manifest) -> str:
    if not _observed(manifest):
        return "not observed yet"
    status = manifest.get("status") or {}
    wanted, ready = status.get("desiredNumberScheduled", 0), status.get("numberReady", 0)
    return "" if ready >= wanted else f"{ready} of {wanted} pods ready"


def _job(manifest: Manifest) -> str:
    if condition(manifest, "Failed").get("status") == "True":
        return f"failed: {condition(manifest, 'Failed').get('message', '')}"
    return "" if condition(manifest, "Complete").get("status") == "True" else "not complete"


def _crd(manifest: Manifest) -> str:
    if condition(manifest, "NamesAccepted").get("status") == "False":
        return f"names not accepted: {condition(manifest, 'NamesAccepted').get('message', '')}"
    return "" if condition(manifest, "Established").get("status") == "True" else "not established"


def _claim(manifest: Manifest) -> str:
    phase = (manifest.get("status") or {}).get("phase", "Pending")
    return "" if phase == "Bound" else f"claim is {phase}"


def _pod(manifest: Manifest) -> str:
    if (manifest.get("status") or {}).get("phase") == "Succeeded":
        return ""
    return "" if condition(manifest, "Ready").get("status") == "True" else "not ready"


_RULES: Mapping[str, Callable[[Manifest], str]] = {
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
    "DaemonSet": _daemon_set,
    "Job": _job,
    "CustomResourceDefinition": _crd,
    "PersistentVolumeClaim": _claim,
    "Pod": _pod,
}
