"""Objects as real clusters report them, cut to what decisions rest on."""

from __future__ import annotations

from typing import Any

from forge_tui.domain.application import Application
from forge_tui.domain.objects import Manifest, ObjectRef
from forge_tui.engine.evidence import Evidence

NAMESPACE = "shop"
LABELS = {"app.kubernetes.io/name": "till"}
CLAIM_REF = ObjectRef("v1", "PersistentVolumeClaim", "data-till-0", NAMESPACE)
DEPLOYMENT_REF = ObjectRef("apps/v1", "Deployment", "till", NAMESPACE)


def deployment(available: int = 0, wanted: int = 1, **status: Any) -> Manifest:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "till", "namespace": NAMESPACE, "uid": "u-deployment", "generation": 1},
        "spec": {"replicas": wanted, "selector": {"matchLabels": LABELS}, "template": {}},
        "status": {"observedGeneration": 1, "availableReplicas": available} | status,
    }


def pod(*waiting: Any, name: str = "till-6d5f9c7b8-x2x7k", init: bool = False, restarts: int = 0, **status: Any) -> Manifest:
    """A pod; `waiting` is (reason, message) of its one container, or nothing when it runs."""
    state = {"waiting": {"reason": waiting[0], "message": waiting[1]}} if waiting else {"running": {"startedAt": "2026-01-05T08:00:00Z"}}
    container = {"name": "till", "image": "registry.example/till:1.2", "restartCount": restarts, "ready": False, "state": state}
    statuses = {"initContainerStatuses": [container]} if init else {"containerStatuses": [container]}
    spec = [{"name": "till", "image": "registry.example/till:1.2"}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": NAMESPACE, "uid": f"u-{name}", "labels": LABELS},
        "spec": {"initContainers": spec, "containers": []} if init else {"containers": spec},
        "status": {"phase": "Pending", "conditions": [{"type": "Ready", "status": "False"}], **statuses} | status,
    }


def unscheduled(message: str) -> Manifest:
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    return pod(conditions=[condition], containerStatuses=[])


def claim(storage_class: str | None = "fast", phase: str = "Pending") -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": CLAIM_REF.name, "namespace": NAMESPACE, "uid": "u-claim"},
        "spec": {"accessModes": ["ReadWriteOnce"]} | ({"storageClassName": storage_class} if storage_class else {}),
        "status": {"phase": phase},
    }


def event(about: Manifest, reason: str, message: str, *, at: str = "2026-01-05T08:00:00Z", kind: str = "Warning") -> Manifest:
    metadata = about["metadata"]
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{metadata['name']}.{reason.lower()}.{at[-3:-1]}", "namespace": NAMESPACE},
        "involvedObject": {"kind": about["kind"], "name": metadata["name"], "namespace": NAMESPACE, "uid": metadata["uid"]},
        "type": kind,
        "reason": reason,
        "message": message,
        "lastTimestamp": at,
    }


def application(
    *, sync: str = "Synced", health: str = "Progressing", phase: str = "Succeeded", message: str = "", name: str = "shop", **status: Any
) -> Application:
    return Application.of(raw_application(sync=sync, health=health, phase=phase, message=message, name=name, **status))


def raw_application(
    *, sync: str = "Synced", health: str = "Progressing", phase: str = "Succeeded", message: str = "", name: str = "shop", **status: Any
) -> Manifest:
    source = {"repoURL": "https://git.example/shop.git", "targetRevision": "c0ffee", "path": "charts/shop"}
    compared = {"status": sync, "revision": "c0ffee", "comparedTo": {"source": source}}
    operation = {"operationState": {"phase": phase, "message": message}} if phase else {}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd", "uid": "u-application"},
        "spec": {"source": source},
        "status": {"sync": compared, "health": {"status": health}} | operation | status,
    }


def evidence(
    *,
    app: Application | None = None,
    unready: tuple[Manifest, ...] = (),
    pods: tuple[Manifest, ...] = (),
    events: tuple[Manifest, ...] = (),
) -> Evidence:
    return Evidence("shop", app, unready, pods, events)
