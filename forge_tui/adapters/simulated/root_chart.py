"""What the root chart renders: the AppProject, and one Application for each enabled component. Mirrors root/templates."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from forge_tui.adapters.simulated.fields import overlaid
from forge_tui.adapters.simulated.templating import rendered
from forge_tui.domain.objects import APPLICATION, Manifest

_PART_OF = {"app.kubernetes.io/part-of": "cluster-forge"}
_SERVER = "https://kubernetes.default.svc"
_FINALIZER = "resources-finalizer.argocd.argoproj.io"
_SYNC_OPTIONS = ("CreateNamespace=true", "ServerSideApply=true", "RespectIgnoreDifferences=true", "ApplyOutOfSyncOnly=true")
PROJECT_WAVE = -10


def render_root(defaults: Mapping[str, Any], values: Mapping[str, Any], namespace: str) -> list[Manifest]:
    """Render the root chart.

    Args:
        defaults: Content of root/values.yaml.
        values: What lies over it, as in the values file in Git.
        namespace: Namespace of the release; Argo CD's own.
    """
    complete = overlaid(defaults, values)
    components = {name: entry for name, entry in sorted(complete["components"].items()) if entry.get("enabled")}
    return [_project(complete, components, namespace), *(_application(name, complete, namespace) for name in components)]


def _project(values: Mapping[str, Any], components: Mapping[str, Any], namespace: str) -> Manifest:
    others = (name for entry in components.values() for name in entry.get("namespaces") or ())
    namespaces = sorted({namespace, *(entry["namespace"] for entry in components.values()), *others})
    return {
        "apiVersion": APPLICATION.api_version,
        "kind": "AppProject",
        "metadata": {
            "name": values["project"],
            "namespace": namespace,
            "labels": dict(_PART_OF),
            "annotations": {"argocd.argoproj.io/sync-wave": str(PROJECT_WAVE)},
        },
        "spec": {
            "description": "Components of Cluster-Forge, from the Git of this cluster into this cluster.",
            "sourceRepos": [values["git"]["url"].rpartition("/")[0] + "/*"],
            "destinations": [{"server": _SERVER, "namespace": name} for name in namespaces],
            "clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
        },
    }


def _application(name: str, values: Mapping[str, Any], namespace: str) -> Manifest:
    entry = values["components"][name]
    metadata: dict[str, Any] = {
        "name": name,
        "namespace": namespace,
        "labels": {**_PART_OF, "forge-tui.io/layer": entry["layer"]},
        "annotations": {
            "argocd.argoproj.io/sync-wave": str(entry["wave"]),
            "forge-tui.io/depends-on": ",".join(_parents(entry, values["components"])),
        },
    }
    if not entry.get("foundation"):
        metadata["finalizers"] = [_FINALIZER]
    spec: dict[str, Any] = {
        "project": values["project"],
        "source": {
            "repoURL": values["git"]["url"],
            "targetRevision": values["git"]["revision"],
            "path": entry.get("chart") or f"charts/{name}",
            "helm": {"releaseName": name, "valuesObject": component_values(entry, values)},
        },
        "destination": {"server": _SERVER, "namespace": entry["namespace"]},
        "syncPolicy": {
            "automated": {"prune": True, "selfHeal": True},
            "syncOptions": [*_SYNC_OPTIONS, *(entry.get("syncOptions") or ())],
            "retry": {"limit": -1, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "1m"}},
        },
    }
    if entry.get("ignoreDifferences"):
        spec["ignoreDifferences"] = copy.deepcopy(entry["ignoreDifferences"])
    return {"apiVersion": APPLICATION.api_version, "kind": APPLICATION.kind, "metadata": metadata, "spec": spec}


def component_values(entry: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a component's chart gets: global, values, the profile's, overrides; the last wins and is never rendered."""
    sized = (entry.get("profiles") or {}).get(values["profile"]) or {}
    merged: dict[str, Any] = {"global": copy.deepcopy(values["global"])}
    for layer in (rendered(entry.get("values") or {}, values), rendered(sized, values), entry.get("overrides") or {}):
        merged = _merge_overwrite(merged, layer)
    return merged


def _merge_overwrite(base: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    """Sprig's function of that name: mappings merge, everything else is replaced; null is a value like any other."""
    result = dict(base)
    for key, value in layer.items():
        there = result.get(key)
        both = isinstance(value, Mapping) and isinstance(there, Mapping)
        result[key] = _merge_overwrite(there, value) if both else copy.deepcopy(value)  # type: ignore[arg-type]  # both are mappings
    return result


def _parents(entry: Mapping[str, Any], components: Mapping[str, Any]) -> list[str]:
    return [
        edge["name"]
        for edge in entry.get("dependsOn") or ()
        if edge["strength"] == "hard" and (components.get(edge["name"]) or {}).get("enabled")
    ]
