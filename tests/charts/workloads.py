"""Pods that manifests describe, wherever they stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.charts.helm_program import Manifest
from tests.charts.rendered_charts import Renderings

LONG_RUNNING = ("Deployment", "StatefulSet", "DaemonSet")


@dataclass(frozen=True)
class Workload:
    """One object that makes pods."""

    chart: str
    manifest: Manifest
    pod: dict[str, Any]
    """Its pod template."""

    @property
    def name(self) -> str:
        """As failures name it."""
        return f"{self.chart}: {self.manifest['kind']} {self.manifest['metadata']['name']}"

    @property
    def spec(self) -> dict[str, Any]:
        """What its pods run."""
        spec: dict[str, Any] = self.pod["spec"]
        return spec

    def containers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each with a name that tells whose it is."""
        for container in (*self.spec.get("initContainers", ()), *self.spec["containers"]):
            yield f"{self.name}, {container['name']}", container

    def allowed(self, container: dict[str, Any], key: str) -> Any:
        """A setting of the security context; the container's wins over the pod's."""
        own = container.get("securityContext", {}).get(key)
        return own if own is not None else self.spec.get("securityContext", {}).get(key)


def workloads(renderings: Renderings, profile: str) -> list[Workload]:
    """Everything of our own templates that makes pods by itself; what operators make of their own kinds is no part of it."""
    found = []
    for chart, manifest in renderings.own(profile):
        spec = manifest.get("spec") or {}
        if manifest["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if manifest["kind"] in (*LONG_RUNNING, "Job", "CronJob"):
            found.append(Workload(chart, manifest, spec["template"]))
    return found


def bound_accounts(manifests: Iterable[Manifest]) -> set[str]:
    """Names of the service accounts that a binding gives rights to."""
    bindings = [it for it in manifests if it["kind"] in ("RoleBinding", "ClusterRoleBinding")]
    return {subject["name"] for it in bindings for subject in it.get("subjects", ()) if subject["kind"] == "ServiceAccount"}
