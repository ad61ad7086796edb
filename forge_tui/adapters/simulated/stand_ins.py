"""A component that no machine names: what its probes ask for, or one Deployment, so that the catalogue can grow."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forge_tui.adapters.simulated.kinds import GroupKind, built_in, group_of, plural
from forge_tui.adapters.simulated.machine import ComponentData, CustomKind, Workload

Probe = Mapping[str, Any]
Uses = Mapping[tuple[str, str], tuple[str, str, bool]]
"""(group, plural) to kind, version, and whether it lives in a namespace: as the probes of the catalogue use it."""

_WORKLOADS = ("Deployment", "StatefulSet", "Job")
_EXTERNAL = ("external-secrets.io/v1beta1", "ExternalSecret")
_STORE = "external-secrets-config"
_SEEDED = "cluster-domain"
"""An entry that the vault always holds."""
_BUILT_IN = frozenset(built_in())


def stand_in(name: str, entry: Mapping[str, Any], seconds: float, uses: Uses) -> ComponentData:
    """What a component consists of, judged by its entry in the catalogue alone."""
    probes = entry.get("probes") or ()
    image = f"{name}:{entry.get('version', 'latest')}"
    workloads = list(_workloads(probes, image))
    # CRDs alone run nothing, and what an operator makes ready needs no pods of its own.
    if not workloads and (not probes or any(probe["kind"] == "dry-run" for probe in probes)):
        workloads.append(Workload("Deployment", name, image))
    return ComponentData(
        name,
        seconds,
        workloads=tuple(workloads),
        crds=tuple(_custom_kind(crd, uses) for probe in probes if probe["kind"] == "crd-established" for crd in probe["names"]),
        services=({"name": name, "port": 80},) if workloads else (),
        resources=tuple(_resources(entry, probes)),
    )


def used_kinds(catalogue: Mapping[str, Any]) -> Uses:
    """Kinds as the probes of all components name them."""
    found: dict[tuple[str, str], tuple[str, str, bool]] = {}
    for probe in (probe for entry in catalogue.values() for probe in entry.get("probes") or ()):
        if probe["kind"] == "condition":
            api_version, kind, namespaced = probe["apiVersion"], probe["objectKind"], bool(probe.get("namespace"))
        elif probe["kind"] == "dry-run":
            manifest = probe["manifest"]
            api_version, kind, namespaced = manifest["apiVersion"], manifest["kind"], "namespace" in manifest["metadata"]
        else:
            continue
        found[group_of(api_version), plural(kind)] = (kind, api_version.rpartition("/")[2], namespaced)
    return found


def conditions_of(catalogue: Mapping[str, Any]) -> dict[GroupKind, list[str]]:
    """Kinds that nothing makes ready by itself, and the conditions that the catalogue's probes want of their objects."""
    wanted: dict[GroupKind, list[str]] = {}
    for entry in catalogue.values():
        for probe in filter(_on_resource, entry.get("probes") or ()):
            conditions = wanted.setdefault((group_of(probe["apiVersion"]), probe["objectKind"]), [])
            if probe["type"] not in conditions:
                conditions.append(probe["type"])
    return wanted


def _workloads(probes: Sequence[Probe], image: str) -> Iterator[Workload]:
    for probe in probes:
        if probe["kind"] != "condition":
            continue
        if probe["objectKind"] in _WORKLOADS:
            yield Workload(probe["objectKind"], probe["name"], image, namespace=probe.get("namespace", ""))
        elif probe["objectKind"] == "Pod":
            owner, _, ordinal = probe["name"].rpartition("-")
            yield Workload("StatefulSet", owner, image, replicas=int(ordinal) + 1, namespace=probe.get("namespace", ""))


def _custom_kind(name: str, uses: Uses) -> CustomKind:
    """Kind, version and scope from a probe that uses it, or else guessed from the name."""
    resource, _, group = name.partition(".")
    if (group, resource) in uses:
        kind, version, namespaced = uses[group, resource]
        return CustomKind(group, kind, resource, "Namespaced" if namespaced else "Cluster", (version,))
    return CustomKind(group, resource.removesuffix("s").capitalize(), resource, "Namespaced", ("v1",))


def _on_resource(probe: Probe) -> bool:
    """Whether a probe asks for a condition of something that is neither a workload nor a pod."""
    return bool(
        probe["kind"] == "condition"
        and (probe["objectKind"] == "APIService" or (group_of(probe["apiVersion"]), probe["objectKind"]) not in _BUILT_IN)
    )


def _resources(entry: Mapping[str, Any], probes: Sequence[Probe]) -> Iterator[dict[str, Any]]:
    """Objects that the probes look at. Where the vault's secrets are at hand, Secrets come from there."""
    keys: dict[tuple[str, str], list[str]] = {}
    for probe in probes:
        place = probe.get("namespace", ""), probe.get("name", "")
        if probe["kind"] == "secret-key":
            keys.setdefault(place, []).append(probe["key"])
        elif _on_resource(probe) and probe["objectKind"] == _EXTERNAL[1]:
            keys.setdefault(place, [])
        elif _on_resource(probe):
            yield _object(probe["apiVersion"], probe["objectKind"], place) | {"spec": {}}
    external = any(edge["name"] == _STORE for edge in entry.get("dependsOn") or ())
    for place, names in keys.items():
        yield _external_secret(place, names or ["value"]) if external else _secret(place, names)


def _external_secret(place: tuple[str, str], keys: Sequence[str]) -> dict[str, Any]:
    data = [{"secretKey": key, "remoteRef": {"key": _SEEDED, "property": "value"}} for key in keys]
    store = {"kind": "ClusterSecretStore", "name": "openbao-secret-store"}
    return _object(*_EXTERNAL, place) | {"spec": {"secretStoreRef": store, "target": {"name": place[1]}, "data": data}}


def _secret(place: tuple[str, str], keys: Sequence[str]) -> dict[str, Any]:
    data = {key: base64.b64encode(b"simulated").decode() for key in keys}
    return _object("v1", "Secret", place) | {"type": "Opaque", "data": data}


def _object(api_version: str, kind: str, place: tuple[str, str]) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"namespace": place[0], "name": place[1]}}
