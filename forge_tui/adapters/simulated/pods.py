"""Pods as the kubelet would report them: pending, failing, running, ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_tui.adapters.simulated.store import Key, Store
from forge_tui.domain.objects import Manifest


class Pods:
    """Makes pods and moves them through their states."""

    def __init__(self, store: Store, nodes: tuple[str, ...]) -> None:
        self._store = store
        self._nodes = nodes
        self._placed = 0

    def make(self, owner: Mapping[str, Any], name: str, template: Mapping[str, Any]) -> Key:
        """Create a pod that waits for its node; an existing one stays as it is."""
        metadata = owner["metadata"]
        key = Key("", "Pod", metadata["namespace"], name)
        if not self._store.peek(key):
            self._store.write(
                {
                    "apiVersion": "v1",
                    "kind": "Pod",
                    "metadata": {
                        "name": name,
                        "namespace": key.namespace,
                        "labels": dict((template.get("metadata") or {}).get("labels") or {}),
                        "ownerReferences": [owner_reference(owner)],
                    },
                    "spec": dict(template["spec"]),
                    "status": {"phase": "Pending", "conditions": [self._condition("PodScheduled", "False")]},
                }
            )
        return key

    def is_ready(self, key: Key) -> bool:
        """Whether the pod is there and Ready."""
        conditions = (self._store.peek(key).get("status") or {}).get("conditions") or ()
        return any(entry["type"] == "Ready" and entry["status"] == "True" for entry in conditions)

    def is_running(self, key: Key) -> bool:
        """Whether the pod's containers run, ready or not."""
        status = self._store.peek(key).get("status") or {}
        return any("running" in (entry.get("state") or {}) for entry in status.get("containerStatuses") or ())

    def schedule(self, key: Key, node: str = "") -> None:
        """Give the pod a node, one after the other, and let its container be created."""
        pod = self._store.read(key)
        if pod is None or pod["spec"].get("nodeName"):
            return
        pod["spec"]["nodeName"] = node or self._nodes[self._placed % len(self._nodes)]
        self._placed += 1
        self._store.write(pod)
        self.waiting(key, "ContainerCreating", "")

    def unschedulable(self, key: Key, message: str) -> None:
        """Say why no node takes the pod."""
        condition = self._condition("PodScheduled", "False") | {"reason": "Unschedulable", "message": message}
        self._store.set_status(key, {"phase": "Pending", "conditions": [condition]})
        self.event(key, "FailedScheduling", message)

    def waiting(self, key: Key, reason: str, message: str, *, restarts: int = 0, last_exit: int | None = None) -> None:
        """The container does not run, for this reason."""
        last = {} if last_exit is None else {"terminated": {"exitCode": last_exit, "reason": "Error", "finishedAt": self._store.now_text()}}
        state: dict[str, Any] = {"waiting": {"reason": reason} | ({"message": message} if message else {})}
        self._set(key, "Pending" if last_exit is None else "Running", state, ready=False, restarts=restarts, last=last)

    def running(self, key: Key, *, ready: bool, restarts: int = 0) -> None:
        """The container runs."""
        self._set(key, "Running", {"running": {"startedAt": self._store.now_text()}}, ready=ready, restarts=restarts, last={})

    def succeeded(self, key: Key) -> None:
        """The container ended well."""
        state = {"terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": self._store.now_text()}}
        self._set(key, "Succeeded", state, ready=False, restarts=0, last={})

    def event(self, key: Key, reason: str, message: str, *, kind: str = "Warning") -> None:
        """An Event about the pod; a repeated one counts up."""
        pod = self._store.peek(key)
        if not pod:
            return
        name = f"{key.name}.{reason.lower()}"
        before = self._store.peek(Key("", "Event", key.namespace, name))
        about = {"apiVersion": "v1", "kind": "Pod", "name": key.name, "namespace": key.namespace, "uid": pod["metadata"]["uid"]}
        now = self._store.now_text()
        self._store.write(
            {
                "apiVersion": "v1",
                "kind": "Event",
                "metadata": {"name": name, "namespace": key.namespace},
                "involvedObject": about,
                "reason": reason,
                "message": message,
                "type": kind,
                "count": int(before.get("count", 0)) + 1,
                "firstTimestamp": before.get("firstTimestamp", now),
                "lastTimestamp": now,
                "source": {"component": "kubelet"},
            }
        )

    def _set(self, key: Key, phase: str, state: Mapping[str, Any], *, ready: bool, restarts: int, last: Mapping[str, Any]) -> None:
        pod = self._store.peek(key)
        if not pod:
            return
        statuses = [
            {
                "name": c["name"],
                "image": c["image"],
                "ready": ready,
                "restartCount": restarts,
                "state": dict(state),
                "lastState": dict(last),
            }
            for c in pod["spec"]["containers"]
        ]
        word = "True" if ready else "False"
        conditions = [self._condition("PodScheduled", "True"), self._condition("Initialized", "True")]
        conditions += [self._condition("ContainersReady", word), self._condition("Ready", word)]
        self._store.set_status(key, {"phase": phase, "conditions": conditions, "containerStatuses": statuses})

    def _condition(self, kind: str, status: str) -> Manifest:
        return {"type": kind, "status": status, "lastTransitionTime": self._store.now_text()}


def owner_reference(owner: Mapping[str, Any]) -> dict[str, Any]:
    """How a child names the object that it goes with."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
    }
