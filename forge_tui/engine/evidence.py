"""Gathers what there is to know about a component that is not ready: its objects, their pods and claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forge_tui.domain.application import Application
from forge_tui.domain.objects import CLAIM, EVENT, POD, Manifest, ObjectRef
from forge_tui.engine.readiness import WORKLOADS, why_not_ready
from forge_tui.ports import Cluster

UNBOUND = "FailedBinding"
"""Reason of the one Normal event that tells of trouble: no volume fits a claim, and no class would make one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A snapshot around one component. Everything in it is foreign text until it was sanitised."""

    component: str
    application: Application | None
    unready: Sequence[Manifest] = ()
    """Live workloads and claims of the component that are not ready."""
    pods: Sequence[Manifest] = ()
    """Pods of the unready workloads."""
    events: Sequence[Manifest] = ()
    """Warning events (and FailedBinding) about the unready objects and pods, latest last."""
    missing: Sequence[ObjectRef] = field(default=())
    """Workloads that the chart renders and the cluster does not have."""


async def gather(cluster: Cluster, component: str, application: Application | None, wanted: Iterable[ObjectRef]) -> Evidence:
    """Look at the workloads and claims that a chart renders; a handful of reads, nothing is changed."""
    unready: list[Manifest] = []
    missing: list[ObjectRef] = []
    for ref in wanted:
        live = await cluster.get(ref)
        if live is None:
            missing.append(ref)
        elif why_not_ready(live):
            unready.append(live)
    pods = await _pods_of(cluster, [workload for workload in unready if workload["kind"] in WORKLOADS])
    claims = await _claims_of(cluster, pods)
    events = await _warnings(cluster, [*unready, *pods, *claims])
    return Evidence(component, application, [*unready, *claims], pods, events, missing)


def workloads_of(manifests: Iterable[Manifest], namespace: str) -> list[ObjectRef]:
    """References of what can be ready or not among rendered manifests; hooks are left out, they come and go."""
    kinds = (*WORKLOADS, "PersistentVolumeClaim")
    return [
        ObjectRef.of(manifest, namespace)
        for manifest in manifests
        if manifest["kind"] in kinds and "helm.sh/hook" not in (manifest["metadata"].get("annotations") or {})
    ]


def workloads_in(application: Application) -> list[ObjectRef]:
    """References of what can be ready or not among the objects that Argo CD manages for an Application."""
    kinds = (*WORKLOADS, "PersistentVolumeClaim")
    return [resource.ref for resource in application.resources if resource.ref.kind in kinds and not resource.hook]


async def _pods_of(cluster: Cluster, workloads: Sequence[Manifest]) -> list[Manifest]:
    found: dict[str, Manifest] = {}
    for workload in workloads:
        selector = (workload["spec"].get("selector") or {}).get("matchLabels") or {}
        labels = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
        if labels:
            for pod in await cluster.list(POD, workload["metadata"]["namespace"], labels):
                if why_not_ready(pod):
                    found[pod["metadata"]["uid"]] = pod
    return list(found.values())


async def _claims_of(cluster: Cluster, pods: Sequence[Manifest]) -> list[Manifest]:
    names = {
        (pod["metadata"]["namespace"], volume["persistentVolumeClaim"]["claimName"])
        for pod in pods
        for volume in pod["spec"].get("volumes") or ()
        if "persistentVolumeClaim" in volume
    }
    claims = [await cluster.get(ObjectRef(CLAIM.api_version, CLAIM.kind, name, namespace)) for namespace, name in sorted(names)]
    return [claim for claim in claims if claim is not None and why_not_ready(claim)]


async def _warnings(cluster: Cluster, objects: Sequence[Manifest]) -> list[Manifest]:
    about = {entry["metadata"].get("uid") for entry in objects}
    found: list[Manifest] = []
    for namespace in sorted({entry["metadata"].get("namespace", "") for entry in objects}):
        found += [event for event in await cluster.list(EVENT, namespace) if _tells(event) and _subject(event) in about]
    return sorted(found, key=_moment)


def _tells(event: Manifest) -> bool:
    return event.get("type") == "Warning" or event.get("reason") == UNBOUND


def _subject(event: Manifest) -> Any:
    return (event.get("involvedObject") or {}).get("uid")


def _moment(event: Mapping[str, Any]) -> str:
    return str(event.get("lastTimestamp") or event.get("eventTime") or event["metadata"].get("creationTimestamp") or "")


def waiting_containers(pod: Manifest) -> list[tuple[str, str, str, int]]:
    """(container, reason, message, restarts) of each container that waits or has ended, init containers first."""
    status = pod.get("status") or {}
    found = []
    for entry in [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]:
        state = entry.get("state") or {}
        waiting, ended = state.get("waiting") or {}, state.get("terminated") or {}
        restarts = int(entry.get("restartCount") or 0)
        if waiting.get("reason"):
            found.append((entry["name"], waiting["reason"], waiting.get("message") or "", restarts))
        elif ended.get("exitCode") and restarts:
            # Between two restarts of a crash loop the kubelet shows the end of the last one.
            found.append((entry["name"], "CrashLoopBackOff", f"exit code {ended['exitCode']}", restarts))
    return found
