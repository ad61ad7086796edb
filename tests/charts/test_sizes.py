"""What an install asks of the nodes: every pod says it, small fits a small server, and profiles grow."""

from __future__ import annotations

import pytest

from forge_tui.domain.component import Profile
from forge_tui.domain.interview.suggestion import NEEDS
from tests.charts.chart_copies import PROFILES
from tests.charts.platform.reading import pod_spec
from tests.charts.platform.rendering import DEFAULT_SET, EVERYTHING, platform
from tests.charts.platform.sizes import (
    GIBIBYTE,
    LONG_RUNNING,
    NODES,
    RUNS_PODS,
    Totals,
    by_component,
    gateway_parameters,
    of_manifest,
    table,
    totals,
)

pytestmark = pytest.mark.helm

each_profile = pytest.mark.parametrize("profile", PROFILES)

SMALL_CORES, SMALL_GIB = 8, 32
"""The smallest server that the platform is meant for."""
LEFT_FOR_KUBERNETES = 0.1

WITHOUT_REQUESTS = {
    ("metallb", "controller"): "upstream's manifest, which is taken as it is, has none",
    ("metallb", "speaker"): "upstream's manifest, which is taken as it is, has none",
}

NO_PODS = frozenset(
    {
        *("AIMClusterModel", "AIMClusterRuntimeConfig", "ClusterServingRuntime", "ClusterStorageContainer", "Instrumentation"),
        *("Bundle", "Certificate", "ClusterIssuer", "ClusterPolicy", "ClusterSecretStore", "ExternalSecret", "Issuer", "NodeFeatureRule"),
        *("ClusterQueue", "IPAddressPool", "L2Advertisement", "ResourceFlavor"),
        *("GatewayExtension", "GatewayParameters", "HTTPListenerPolicy", "HTTPRoute", "ReferenceGrant", "TrafficPolicy"),
        # On nodes with a GPU only, and its operator gives them no requests.
        "DeviceConfig",
    }
)
"""Kinds of which nobody makes long-running pods by itself."""


@each_profile
def test_every_container_of_every_long_running_pod_has_requests(profile: str) -> None:
    found = set()
    for component, manifest in platform(profile).objects():
        spec = pod_spec(manifest) if manifest["kind"] in LONG_RUNNING else None
        for container in spec["containers"] if spec else ():
            asked = (container.get("resources") or {}).get("requests") or {}
            if not (asked.get("cpu") and asked.get("memory")):
                found.add((component, manifest["metadata"]["name"]))
    assert found == WITHOUT_REQUESTS.keys()


@each_profile
def test_every_pod_of_an_operator_has_requests(profile: str) -> None:
    parameters = gateway_parameters(profile)
    for component, manifest in platform(profile).objects():
        if manifest["kind"] in RUNS_PODS:
            found = of_manifest(manifest, 1, parameters)
            assert min(found.cpu_millicores, found.memory_bytes) > 0 or found.pods == 0, (component, manifest["kind"])


def test_every_kind_of_the_platform_is_counted_or_makes_no_pods() -> None:
    rendered = {
        manifest["kind"]
        for one in (platform("medium"), platform("medium", answered=True))
        for _, manifest in one.objects()
        if manifest["kind"] != "CustomResourceDefinition" and is_custom(manifest["apiVersion"].rpartition("/")[0])
    }
    assert rendered - {*RUNS_PODS} - NO_PODS == set()
    assert {*RUNS_PODS} <= rendered


def is_custom(group: str) -> bool:
    built_in = ("rbac.authorization.k8s.io", "networking.k8s.io", "storage.k8s.io", "scheduling.k8s.io", "admissionregistration.k8s.io")
    return "." in group and group not in built_in


def test_small_fits_the_smallest_server() -> None:
    found = totals("small")
    assert found.cores <= SMALL_CORES * (1 - LEFT_FOR_KUBERNETES)
    assert found.memory_gib <= SMALL_GIB * (1 - LEFT_FOR_KUBERNETES)


def test_even_everything_fits_the_smallest_server() -> None:
    found = totals("small", EVERYTHING)
    assert found.cores <= SMALL_CORES * (1 - LEFT_FOR_KUBERNETES)
    assert found.memory_gib <= SMALL_GIB * (1 - LEFT_FOR_KUBERNETES)


@each_profile
def test_the_wizard_wants_no_less_of_a_cluster_than_a_profile_asks_for(profile: str) -> None:
    found, wanted = totals(profile), NEEDS[Profile(profile)]
    assert found.cores <= wanted.cores * (1 - LEFT_FOR_KUBERNETES)
    assert found.memory_gib <= wanted.memory_gib * (1 - LEFT_FOR_KUBERNETES)
    assert found.disk_gib <= wanted.disk_gib
    assert wanted.nodes == NODES[profile]


@pytest.mark.parametrize("chosen", [DEFAULT_SET, EVERYTHING], ids=["default", "everything"])
def test_profiles_grow(chosen: frozenset[str]) -> None:
    small, medium, large = (totals(profile, chosen) for profile in PROFILES)
    assert small.cpu_millicores < medium.cpu_millicores < large.cpu_millicores
    assert small.memory_bytes < medium.memory_bytes < large.memory_bytes
    assert small.disk_bytes < medium.disk_bytes < large.disk_bytes


def test_no_component_shrinks_in_a_larger_profile() -> None:
    small, medium, large = (by_component(profile) for profile in PROFILES)
    for name in small:
        assert small[name].memory_bytes <= medium[name].memory_bytes <= large[name].memory_bytes, name
        assert small[name].cpu_millicores <= medium[name].cpu_millicores <= large[name].cpu_millicores, name
        assert small[name].disk_bytes <= medium[name].disk_bytes <= large[name].disk_bytes, name


def test_the_platform_itself_asks_for_no_gpu() -> None:
    assert totals("large", EVERYTHING).gpus == 0


def test_the_table_has_a_line_for_each_profile_and_set() -> None:
    lines = list(table())
    assert [line.split()[:2] for line in lines] == [[profile, chosen] for profile in PROFILES for chosen in ("default", "everything")]


def test_a_pod_counts_as_its_containers_or_what_runs_before_them() -> None:
    container = {"resources": {"requests": {"cpu": "100m", "memory": "1Gi"}}}
    before = {"resources": {"requests": {"cpu": "1", "memory": "64Mi"}}}
    template = {"spec": {"containers": [container, container], "initContainers": [before]}}
    deployment = {"kind": "Deployment", "spec": {"replicas": 2, "template": template}}
    assert of_manifest(deployment, nodes=3) == Totals(2000, 4 * GIBIBYTE, pods=2)
    assert of_manifest(deployment | {"kind": "DaemonSet"}, nodes=3) == Totals(3000, 6 * GIBIBYTE, pods=3)


def test_each_replica_of_a_database_has_its_volumes() -> None:
    resources = {"requests": {"cpu": "500m", "memory": "1Gi"}}
    spec = {"instances": 3, "storage": {"size": "10Gi"}, "walStorage": {"size": "5Gi"}, "resources": resources}
    assert of_manifest({"kind": "Cluster", "spec": spec}, nodes=3) == Totals(1500, 3 * GIBIBYTE, 45 * GIBIBYTE, pods=3)


def test_a_pool_has_its_volumes_on_every_server() -> None:
    claim = {"spec": {"resources": {"requests": {"storage": "10Gi"}}}}
    pool = {"servers": 4, "volumesPerServer": 2, "volumeClaimTemplate": claim, "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}
    assert of_manifest({"kind": "Tenant", "spec": {"pools": [pool]}}, nodes=3) == Totals(4000, 4 * GIBIBYTE, 80 * GIBIBYTE, pods=4)
