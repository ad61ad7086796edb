"""What an install asks of the nodes in each profile, added up from everything that is rendered.

Jobs are left out: they come and go. Run as `python -m tests.charts.platform.sizes` it prints a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from kubernetes.utils.quantity import parse_quantity

from tests.charts.chart_copies import PROFILES
from tests.charts.helm_program import Manifest
from tests.charts.platform.reading import pod_spec
from tests.charts.platform.rendering import DEFAULT_SET, platform

NODES = {"small": 1, "medium": 1, "large": 3}
"""Nodes that a profile is made for; a DaemonSet has a pod on each."""
GIBIBYTE = 1024**3
LONG_RUNNING = ("Deployment", "StatefulSet", "DaemonSet")
NO_REPLICAS = 0


@dataclass(frozen=True)
class Totals:
    """Requests of pods, and space of claims."""

    cpu_millicores: int = 0
    memory_bytes: int = 0
    disk_bytes: int = 0
    gpus: int = 0
    pods: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(mine + theirs for mine, theirs in zip(self.fields(), other.fields(), strict=True)))

    def times(self, count: int) -> Totals:
        """So many of it."""
        return Totals(*(each * count for each in self.fields()))

    def fields(self) -> tuple[int, int, int, int, int]:
        """All figures in their order."""
        return self.cpu_millicores, self.memory_bytes, self.disk_bytes, self.gpus, self.pods

    @property
    def cores(self) -> float:
        """CPU in cores."""
        return self.cpu_millicores / 1000

    @property
    def memory_gib(self) -> float:
        """Memory in GiB."""
        return self.memory_bytes / GIBIBYTE

    @property
    def disk_gib(self) -> float:
        """Disk in GiB."""
        return self.disk_bytes / GIBIBYTE


def totals(profile: str, chosen: frozenset[str] = DEFAULT_SET) -> Totals:
    """What the chosen components ask for together; without a choice, what an install has that nobody changed."""
    return _sum(one for component, one in by_component(profile).items() if component in chosen)


@cache
def by_component(profile: str) -> dict[str, Totals]:
    """What each component of the catalogue asks for."""
    parameters = gateway_parameters(profile)
    return {
        component: _sum(of_manifest(one, NODES[profile], parameters) for one in manifests)
        for component, manifests in platform(profile).manifests.items()
    }


def gateway_parameters(profile: str) -> dict[str, Manifest]:
    """How the proxies of Gateways are run, by the name that a Gateway refers to."""
    return {one["metadata"]["name"]: one for _, one in platform(profile).objects() if one["kind"] == "GatewayParameters"}


def of_manifest(manifest: Manifest, nodes: int, parameters: dict[str, Manifest] | None = None) -> Totals:
    """What one object asks for, by itself or through its operator."""
    spec = manifest.get("spec") or {}
    kind = manifest["kind"]
    match kind:
        case "Deployment" | "StatefulSet" | "DaemonSet":
            count = nodes if kind == "DaemonSet" else _count(spec.get("replicas"))
            return (_pod(pod_spec(manifest) or {}) + _claims(spec.get("volumeClaimTemplates"))).times(count)
        case "PersistentVolumeClaim":
            return Totals(disk_bytes=_quantity(spec["resources"]["requests"]["storage"]))
        case "Cluster":
            sizes = [spec[key]["size"] for key in ("storage", "walStorage") if key in spec]
            return (_container(spec) + _disk(*sizes)).times(spec.get("instances", 1))
        case "RabbitmqCluster":
            return (_container(spec) + _disk(spec.get("persistence", {}).get("storage", "10Gi"))).times(_count(spec.get("replicas")))
        case "Tenant":
            return _sum(_pool(pool) for pool in spec["pools"])
        case "Elasticsearch":
            return _sum(_node_set(node_set) for node_set in spec["nodeSets"])
        case "OpenTelemetryCollector":
            count = {"daemonset": nodes, "sidecar": NO_REPLICAS}.get(spec.get("mode", "deployment"), _count(spec.get("replicas")))
            return (_container(spec) + _claims(spec.get("volumeClaimTemplates"))).times(count)
        case "Gateway":
            return _proxies(spec, parameters or {})
    return Totals()


RUNS_PODS = ("Cluster", "RabbitmqCluster", "Tenant", "Elasticsearch", "OpenTelemetryCollector", "Gateway")
"""Kinds of operators that make long-running pods of their objects, all of them counted above."""


def _pool(pool: dict[str, Any]) -> Totals:
    claim = _claims([pool["volumeClaimTemplate"]]).times(pool["volumesPerServer"])
    return (_container(pool) + claim).times(pool["servers"])


def _node_set(node_set: dict[str, Any]) -> Totals:
    pod = _pod(node_set.get("podTemplate", {}).get("spec", {}))
    return (pod + _claims(node_set.get("volumeClaimTemplates"))).times(node_set["count"])


def _proxies(spec: dict[str, Any], parameters: dict[str, Manifest]) -> Totals:
    reference = spec.get("infrastructure", {}).get("parametersRef", {}).get("name", "")
    kube = parameters[reference]["spec"]["kube"] if reference in parameters else {}
    return _container(kube.get("envoyContainer", {})).times(_count(kube.get("deployment", {}).get("replicas")))


def _pod(spec: dict[str, Any]) -> Totals:
    """Requests as the scheduler sees them: all containers, or the one that runs before them and asks for more."""
    running = _sum(_requests(container) for container in spec.get("containers", []))
    before = [_requests(container) for container in spec.get("initContainers") or []]
    cpu = max([running.cpu_millicores, *(one.cpu_millicores for one in before)])
    memory = max([running.memory_bytes, *(one.memory_bytes for one in before)])
    return Totals(cpu, memory, running.disk_bytes, running.gpus, pods=1)


def _container(given: dict[str, Any]) -> Totals:
    """A pod of one container, by its resources."""
    return _requests(given) + Totals(pods=1)


def _requests(container: dict[str, Any]) -> Totals:
    resources = container.get("resources") or {}
    # A limit without a request is also the request.
    asked = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
    gpus = sum(int(count) for name, count in asked.items() if name.endswith("/gpu"))
    return Totals(int(_decimal(asked.get("cpu", 0)) * 1000), _quantity(asked.get("memory", 0)), gpus=gpus)


def _claims(templates: list[dict[str, Any]] | None) -> Totals:
    return _disk(*(template["spec"]["resources"]["requests"]["storage"] for template in templates or []))


def _disk(*sizes: str) -> Totals:
    return Totals(disk_bytes=sum(_quantity(size) for size in sizes))


def _quantity(text: str | int) -> int:
    return int(_decimal(text))


def _decimal(text: str | float) -> Decimal:
    return Decimal(parse_quantity(str(text)))


def _count(replicas: int | None) -> int:
    return 1 if replicas is None else replicas


def _sum(each: Iterable[Totals]) -> Totals:
    return sum(each, Totals())


def table() -> Iterator[str]:
    """Lines of a table: profile, set, and what they ask for."""
    for profile in PROFILES:
        for name, found in (("default", totals(profile)), ("everything", _sum(by_component(profile).values()))):
            figures = (
                f"{found.pods:5} pods {found.cores:8.2f} CPU {found.memory_gib:8.2f} GiB {found.disk_gib:8.0f} GiB disk {found.gpus:3} GPU"
            )
            yield f"{profile:8}{name:12}{figures}"


if __name__ == "__main__":
    print(*table(), sep="\n")
