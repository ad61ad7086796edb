"""A component that no machine names: one Deployment, and whatever its probes ask for, so that the catalogue can grow."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from forge_tui.adapters.simulated.kinds import GroupKind, built_in, group_of, plural
from forge_tui.adapters.simulated.machine import ComponentData, CustomKind, Workload

_BUILT_IN = built_in()


def stand_in(name: str, entry: Mapping[str, Any], seconds: float) -> ComponentData:
    """What a component consists of, judged by its entry in the catalogue alone."""
    probes = entry.get("probes") or ()
    image = f"{name}:{entry.get('version', 'latest')}"
    workloads = [
        Workload(probe["objectKind"], probe["name"], image, namespace=probe.get("namespace", ""))
        for probe in probes
        if probe["kind"] == "condition" and probe["objectKind"] in ("Deployment", "StatefulSet", "Job")
    ]
    return ComponentData(
        name,
        seconds,
        workloads=tuple(workloads or [Workload("Deployment", name, image)]),
        crds=tuple(_custom_kind(crd, probes) for probe in probes if probe["kind"] == "crd-established" for crd in probe["names"]),
        services=({"name": name, "port": 80},),
        resources=tuple(_resources(probes)),
    )


def conditions_of(catalogue: Mapping[str, Any]) -> dict[GroupKind, list[str]]:
    """Custom kinds, and the conditions that the catalogue's probes want of their objects."""
    wanted: dict[GroupKind, list[str]] = {}
    for entry in catalogue.values():
        for probe in entry.get("probes") or ():
            if probe["kind"] == "condition" and (key := (group_of(probe["apiVersion"]), probe["objectKind"])) not in _BUILT_IN:
                wanted.setdefault(key, []).append(probe["type"])
    return wanted


def _custom_kind(name: str, probes: Any) -> CustomKind:
    """Kind, version and scope from another probe that uses it, or else guessed from the name."""
    resource, _, group = name.partition(".")
    for api_version, kind, namespaced in _used(probes):
        if group_of(api_version) == group and plural(kind) == resource:
            return CustomKind(group, kind, resource, "Namespaced" if namespaced else "Cluster", (api_version.rpartition("/")[2],))
    return CustomKind(group, resource.removesuffix("s").capitalize(), resource, "Namespaced", ("v1",))


def _used(probes: Any) -> Iterator[tuple[str, str, bool]]:
    for probe in probes:
        if probe["kind"] == "condition":
            yield probe["apiVersion"], probe["objectKind"], bool(probe.get("namespace"))
        elif probe["kind"] == "dry-run":
            manifest = probe["manifest"]
            yield manifest["apiVersion"], manifest["kind"], "namespace" in manifest["metadata"]


def _resources(probes: Any) -> Iterator[dict[str, Any]]:
    """Objects that the probes look at."""
    for probe in probes:
        metadata = {"name": probe.get("name", ""), "namespace": probe.get("namespace", "")}
        if probe["kind"] == "condition" and (group_of(probe["apiVersion"]), probe["objectKind"]) not in _BUILT_IN:
            yield {"apiVersion": probe["apiVersion"], "kind": probe["objectKind"], "metadata": metadata, "spec": {}}
        elif probe["kind"] == "secret-key":
            data = {probe["key"]: base64.b64encode(b"simulated").decode()}
            yield {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": metadata, "data": data}
