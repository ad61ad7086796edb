"""The objects that a component's chart gives on a machine: CRDs, workloads, services."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forge_tui.adapters.simulated.machine import DEFAULT_SECONDS, ComponentData, CustomKind, Machine, Workload
from forge_tui.adapters.simulated.stand_ins import stand_in, used_kinds
from forge_tui.domain.component import NOTHING
from forge_tui.domain.objects import Manifest

INSTANCE_LABEL = "app.kubernetes.io/instance"
NAME_LABEL = "app.kubernetes.io/name"
SEAL_ANNOTATION = "forge-tui.io/seal"
"""On the vault's pods: `static` when they unseal themselves."""


class Renderer:
    """Components as the machine knows them; for one that it does not know the catalogue's entry stands in."""

    def __init__(self, machine: Machine, catalogue: Mapping[str, Any]) -> None:
        """`catalogue` is the raw mapping `components` of root/values.yaml."""
        self._machine = machine
        self._catalogue = catalogue
        self._uses = used_kinds(catalogue)
        self._known: dict[str, ComponentData] = {}

    def data(self, component: str) -> ComponentData:
        """What the component consists of, with its duration filled in."""
        if component not in self._known:
            self._known[component] = self._data(component)
        return self._known[component]

    def _data(self, component: str) -> ComponentData:
        known = self._machine.components.get(component)
        entry = self._catalogue.get(component) or {}
        seconds = known.seconds if known is not None and known.seconds is not None else float(entry.get("seconds", DEFAULT_SECONDS))
        if known is not None and (known.workloads or known.crds or known.resources):
            return replace(known, seconds=seconds, adopt_seconds=0.0)
        return stand_in(component, entry, seconds, self._uses)

    def made_ready_after_s(self, component: str) -> float:
        """Seconds from the appearance of what an operator makes ready; of a component with pods these take the rest of its time."""
        data = self.data(component)
        return max(1.0, (data.seconds or DEFAULT_SECONDS) / (1 + len(data.workloads)))

    def ready_after_s(self, component: str, workload: str) -> float:
        """Seconds from a workload's creation until its pods are ready: one after the other, the last after the component's time."""
        data = self.data(component)
        names = [entry.name for entry in data.workloads]
        place = names.index(workload) + 1 if workload in names else len(names) or 1
        return max(1.0, (data.seconds or DEFAULT_SECONDS) * place / max(1, len(names)))

    def crd_count(self) -> int:
        """How many CRDs all components have."""
        return sum(len(self.data(name).crds) for name in self._machine.components.keys() | self._catalogue.keys())

    def objects(self, component: str, namespace: str, values: Mapping[str, Any] = NOTHING) -> list[Manifest]:
        """What the chart renders to, CRDs first. Of the values only the vault's seal matters."""
        seal = str(((values.get("global") or {}).get("openbao") or {}).get("seal", "static"))
        data = self.data(component)
        found: list[Manifest] = [_crd(crd, component) for crd in data.crds]
        places = {entry.namespace for entry in data.workloads if entry.namespace} - {namespace}
        found += [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place}} for place in sorted(places)]
        for entry in data.workloads:
            found.append(
                {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _metadata(entry.name, component, entry.namespace or namespace)}
            )
            if entry.volume and entry.kind == "Deployment":
                found.append(_claim(entry, component, entry.namespace or namespace))
            found.append(_workload(entry, component, entry.namespace or namespace, seal))
        for service in data.services:
            found.append(_service(service, component, service.get("namespace") or namespace))
        found += [_placed(resource, component, namespace) for resource in data.resources]
        return found


def _metadata(name: str, component: str, namespace: str = "") -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name, "labels": {INSTANCE_LABEL: component, NAME_LABEL: name}}
    return metadata | ({"namespace": namespace} if namespace else {})


def _crd(crd: CustomKind, component: str) -> Manifest:
    versions = [
        {
            "name": version,
            "served": True,
            "storage": version == crd.versions[-1],
            "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
        }
        | ({"subresources": {"status": {}}} if crd.status else {})
        for version in crd.versions
    ]
    names = {"kind": crd.kind, "plural": crd.plural, "singular": crd.kind.lower(), "listKind": f"{crd.kind}List"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": crd.name, "labels": {INSTANCE_LABEL: component}},
        "spec": {"group": crd.group, "names": names, "scope": crd.scope, "versions": versions},
    }


def _workload(entry: Workload, component: str, namespace: str, seal: str) -> Manifest:
    selector = {INSTANCE_LABEL: component, NAME_LABEL: entry.name, **entry.labels}
    pod: dict[str, Any] = {"serviceAccountName": entry.name, "containers": [{"name": entry.name, "image": entry.image}]}
    spec: dict[str, Any] = {"template": {"metadata": {"labels": selector}, "spec": pod}}
    if entry.ready == "unsealed":
        spec["template"]["metadata"]["annotations"] = {SEAL_ANNOTATION: seal}
    if entry.kind == "Job":
        pod["restartPolicy"] = "OnFailure"
    else:
        spec["selector"] = {"matchLabels": selector}
    if entry.kind in ("Deployment", "StatefulSet"):
        spec["replicas"] = entry.replicas
    if entry.kind == "StatefulSet":
        spec |= {"serviceName": entry.name, "podManagementPolicy": "Parallel"}
        if entry.volume:
            claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": entry.volume}}}
            spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": claim}]
    if entry.volume and entry.kind == "Deployment":
        pod["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": f"{entry.name}-data"}}]
    version = "batch/v1" if entry.kind == "Job" else "apps/v1"
    return {"apiVersion": version, "kind": entry.kind, "metadata": _metadata(entry.name, component, namespace), "spec": spec}


def _claim(entry: Workload, component: str, namespace: str) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": _metadata(f"{entry.name}-data", component, namespace),
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": entry.volume}}},
    }


def _service(entry: Mapping[str, Any], component: str, namespace: str) -> Manifest:
    ports = [{"port": entry.get("port", 80), "protocol": "TCP"}]
    spec = {"type": entry.get("type", "ClusterIP"), "ports": ports, "selector": {INSTANCE_LABEL: component}}
    return {"apiVersion": "v1", "kind": "Service", "metadata": _metadata(entry["name"], component, namespace), "spec": spec}


def _placed(resource: Mapping[str, Any], component: str, namespace: str) -> Manifest:
    """A further object, in the component's namespace unless it says `namespace: ""` (cluster-scoped) or another one."""
    metadata = {"namespace": namespace, **resource["metadata"]}
    if not metadata["namespace"]:
        del metadata["namespace"]
    metadata["labels"] = {INSTANCE_LABEL: component, **(metadata.get("labels") or {})}
    return {**resource, "metadata": metadata}


def short_hash(text: str, length: int = 10) -> str:
    """A stable suffix as names of pods and replica sets have it."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
