"""What stand-in operators make of their objects, without a lab."""

from __future__ import annotations

from typing import Any

from tests.lab import workloads
from tests.lab.api import Manifest


def resource(kind: str, spec: dict[str, Any], name: str = "it") -> Manifest:
    return {"apiVersion": "example.com/v1", "kind": kind, "metadata": {"name": name, "namespace": "there", "uid": "1"}, "spec": spec}


def one(made: list[Manifest], kind: str) -> Manifest:
    (found,) = [manifest for manifest in made if manifest["kind"] == kind]
    return found


def test_a_database_is_as_many_pods_as_it_has_instances_each_with_its_claims_and_what_it_asks_for() -> None:
    storage, wal = {"size": "5Gi", "storageClass": "direct"}, {"size": "1Gi"}
    asked = {"requests": {"cpu": "50m"}}
    made = workloads.postgres(resource("Cluster", {"instances": 3, "storage": storage, "walStorage": wal, "resources": asked}))
    pods = one(made, "StatefulSet")["spec"]
    assert (pods["replicas"], pods["ordinals"]) == (3, {"start": 1})
    assert pods["template"]["spec"]["containers"][0]["resources"] == asked
    sizes = [claim["spec"]["resources"]["requests"]["storage"] for claim in pods["volumeClaimTemplates"]]
    classes = [claim["spec"].get("storageClassName") for claim in pods["volumeClaimTemplates"]]
    assert (sizes, classes) == (["5Gi", "1Gi"], ["direct", None])


def test_a_tenant_is_one_set_of_pods_for_each_pool_named_as_its_probe_expects() -> None:
    pool = {"name": "pool-0", "servers": 4, "volumesPerServer": 2, "size": "10Gi"}
    made = one(workloads.tenant(resource("Tenant", {"pools": [pool]}, "default-minio-tenant")), "StatefulSet")
    assert made["metadata"]["name"] == "default-minio-tenant-pool-0"
    assert (made["spec"]["replicas"], len(made["spec"]["volumeClaimTemplates"])) == (4, 2)


def test_a_collector_has_pods_by_its_mode_and_none_as_a_sidecar() -> None:
    kinds = {mode: {made["kind"] for made in workloads.collector(resource("OpenTelemetryCollector", {"mode": mode}))} for mode in MODES}
    assert kinds == {mode: {kind, "Service"} if kind else set() for mode, kind in MODES.items()}


MODES = {"deployment": "Deployment", "daemonset": "DaemonSet", "statefulset": "StatefulSet", "sidecar": ""}


def test_a_gateway_is_a_proxy_and_a_service_that_needs_an_address() -> None:
    made = workloads.gateway(resource("Gateway", {"listeners": [{"port": 443}, {"port": 443}, {"port": 80}]}))
    service = one(made, "Service")["spec"]
    assert service["type"] == "LoadBalancer"
    assert [port["port"] for port in service["ports"]] == [80, 443]


def test_everything_that_is_made_goes_with_its_owner_and_can_be_found_again() -> None:
    made = workloads.rabbitmq(resource("RabbitmqCluster", {"replicas": 1}))
    assert {manifest["metadata"]["ownerReferences"][0]["uid"] for manifest in made} == {"1"}
    assert {workloads.PLURALS[manifest["kind"]][0] for manifest in made} == {manifest["apiVersion"] for manifest in made}


def test_a_class_and_a_metrics_api_are_made_once_their_controllers_run() -> None:
    waiting, running = (
        {"metadata": {"name": "kgateway"}, "status": {}},
        {"metadata": {"name": "kgateway"}, "status": {"availableReplicas": 1}},
    )
    assert workloads.gateway_class(waiting) == []
    assert [manifest["kind"] for manifest in workloads.gateway_class(running)] == ["GatewayClass"]
    assert workloads.metrics_api(running) == []


def test_a_workload_runs_once_all_its_pods_are_ready() -> None:
    deployment = {"kind": "Deployment", "spec": {"replicas": 2}}
    assert not workloads.runs(deployment)
    assert not workloads.runs({**deployment, "status": {"readyReplicas": 1}})
    assert workloads.runs({**deployment, "status": {"readyReplicas": 2}})
    assert not workloads.runs({"kind": "DaemonSet", "status": {}})
    assert workloads.runs({"kind": "DaemonSet", "status": {"observedGeneration": 1, "desiredNumberScheduled": 3, "numberReady": 3}})
    assert workloads.runs({"kind": "Secret"})
