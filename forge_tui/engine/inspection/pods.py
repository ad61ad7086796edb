"""The pods behind a component's workloads, and the containers in them. Pure, but for the reading of pods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forge_tui.domain.application import Application, HealthStatus
from forge_tui.domain.inspection import Container, Resource
from forge_tui.domain.objects import POD, Manifest, ObjectRef
from forge_tui.engine.evidence import waiting_containers
from forge_tui.engine.readiness import WORKLOADS, why_not_ready
from forge_tui.ports import Cluster

OWNERS = WORKLOADS
"""Kinds that have a selector for their pods."""


async def of_workloads(cluster: Cluster, workloads: Sequence[Manifest]) -> dict[ObjectRef, list[Manifest]]:
    """Workload to its pods, each pod once."""
    found: dict[ObjectRef, list[Manifest]] = {}
    seen: set[str] = set()
    for workload in workloads:
        selector = (workload["spec"].get("selector") or {}).get("matchLabels") or {}
        labels = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
        if labels:
            pods = await cluster.list(POD, workload["metadata"]["namespace"], labels)
            found[ObjectRef.of(workload)] = [pod for pod in pods if pod["metadata"]["uid"] not in seen]
            seen.update(pod["metadata"]["uid"] for pod in pods)
    return found


def listed(application: Application, pods: Mapping[ObjectRef, Sequence[Manifest]]) -> list[Resource]:
    """What Argo CD manages, what needs a look first; below a workload its pods."""
    rows: list[list[Resource]] = []
    of_name = {(ref.kind, ref.namespace, ref.name): group for ref, group in pods.items()}
    for managed in application.resources:
        own = Resource(managed.ref, managed.sync.value, managed.health.value if managed.health else "", managed.message)
        group = of_name.get((managed.ref.kind, managed.ref.namespace, managed.ref.name), ())
        rows.append([own, *sorted(map(_pod, group), key=lambda row: (not row.needs_a_look, row.ref.name))])
    rows.sort(key=lambda group: (not any(row.needs_a_look for row in group), group[0].ref.kind not in OWNERS, group[0].ref.kind))
    return [row for group in rows for row in group]


def containers(pods: Sequence[Manifest]) -> list[Container]:
    """Every container of every pod; those that fail first, then those of pods that are not ready, init containers last."""
    found = [(rank, container) for pod in pods for rank, container in _containers(pod)]
    return [container for _, container in sorted(found, key=lambda entry: (entry[0], entry[1].pod.name))]


def _containers(pod: Manifest) -> Iterator[tuple[tuple[bool, bool, bool], Container]]:
    ref = ObjectRef.of(pod)
    status = pod.get("status") or {}
    failing = {name for name, *_ in waiting_containers(pod)}
    ready = not why_not_ready(pod)
    for field, init in (("containers", False), ("initContainers", True), ("ephemeralContainers", False)):
        told = {entry["name"]: entry for key in _STATUSES[field] for entry in status.get(key) or ()}
        for spec in pod["spec"].get(field) or ():
            known = told.get(spec["name"], {})
            running = "running" in (known.get("state") or {})
            container = Container(ref, spec["name"], init, int(known.get("restartCount") or 0), running)
            yield (spec["name"] not in failing, ready, init), container


_STATUSES: Mapping[str, tuple[str, ...]] = {
    "containers": ("containerStatuses",),
    "initContainers": ("initContainerStatuses",),
    "ephemeralContainers": ("ephemeralContainerStatuses",),
}


def _pod(pod: Mapping[str, Any]) -> Resource:
    why = why_not_ready(dict(pod))
    waiting = waiting_containers(dict(pod))
    message = " ".join(waiting[0][1:3]) if waiting else why
    failing = waiting and waiting[0][1] not in ("ContainerCreating", "PodInitializing")
    health = HealthStatus.HEALTHY if not why else HealthStatus.DEGRADED if failing else HealthStatus.PROGRESSING
    return Resource(ObjectRef.of(pod), "", health.value, message.strip(), depth=1)
