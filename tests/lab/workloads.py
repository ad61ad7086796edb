"""What operators make of their objects: workloads whose fake pods ask the real scheduler for room and volumes, Services and classes."""

from typing import Any

from .api import Manifest

PLURALS = {
    "Secret": ("v1", "secrets"),
    "Service": ("v1", "services"),
    "Deployment": ("apps/v1", "deployments"),
    "StatefulSet": ("apps/v1", "statefulsets"),
    "DaemonSet": ("apps/v1", "daemonsets"),
    "GatewayClass": ("gateway.networking.k8s.io/v1", "gatewayclasses"),
    "APIService": ("apiregistration.k8s.io/v1", "apiservices"),
}
"""Kind to where it is served, for everything that a stand-in operator makes."""
IMAGE = "registry.invalid/lab:1"
GATEWAY_CONTROLLER = "kgateway"
METRICS_SERVER = "keda-operator-metrics-apiserver"
PROXY_RESOURCES = {"requests": {"cpu": "100m", "memory": "128Mi"}}


def runs(found: Manifest) -> bool:
    """Say whether a workload has all its pods ready; other objects run as soon as they are there."""
    status = found.get("status") or {}
    match found["kind"]:
        case "Deployment" | "StatefulSet":
            return bool(status.get("readyReplicas", 0) >= found["spec"].get("replicas", 1))
        case "DaemonSet":
            wanted = status.get("desiredNumberScheduled")
            return bool(status.get("observedGeneration")) and status.get("numberReady") == wanted
    return True


def postgres(found: Manifest) -> list[Manifest]:
    """Pods of a CloudNativePG Cluster with their claims, counted from one, and its Services."""
    spec, name = found["spec"], found["metadata"]["name"]
    claims = [_claim(claim, spec[key]["size"], spec[key].get("storageClass")) for key, claim in _POSTGRES_CLAIMS if key in spec]
    made = _stateful(found, name, spec.get("instances", 1), spec.get("resources"), claims)
    made["spec"]["ordinals"] = {"start": 1}
    return [made, *(_service(found, f"{name}-{suffix}", 5432) for suffix in ("rw", "ro", "r"))]


_POSTGRES_CLAIMS = (("storage", "pgdata"), ("walStorage", "wal"))


def rabbitmq(found: Manifest) -> list[Manifest]:
    """Pods and the Service of a broker."""
    spec, name = found["spec"], found["metadata"]["name"]
    kept = spec.get("persistence") or {}
    claims = [_claim("persistence", kept.get("storage", "10Gi"), kept.get("storageClassName"))]
    return [_stateful(found, f"{name}-server", spec.get("replicas", 1), spec.get("resources"), claims), _service(found, name, 5672)]


def tenant(found: Manifest) -> list[Manifest]:
    """Pods of each pool of a MinIO Tenant, with a claim for each of their volumes."""
    made = [_pool(found, pool) for pool in found["spec"].get("pools", [])]
    return [*made, _service(found, "minio", 80), _service(found, f"{found['metadata']['name']}-console", 9090)]


def _pool(found: Manifest, pool: dict[str, Any]) -> Manifest:
    given = pool.get("volumeClaimTemplate", {}).get("spec", {})
    size = pool.get("size") or given.get("resources", {}).get("requests", {}).get("storage", "10Gi")
    storage_class = pool.get("storageClassName") or given.get("storageClassName")
    claims = [_claim(f"data{number}", size, storage_class) for number in range(pool.get("volumesPerServer", 1))]
    name = f"{found['metadata']['name']}-{pool['name']}"
    return _stateful(found, name, pool.get("servers", 1), pool.get("resources"), claims)


def elasticsearch(found: Manifest) -> list[Manifest]:
    """Pods of each node set, and the Service of the HTTP port."""
    name = found["metadata"]["name"]
    made = [_node_set(found, node_set) for node_set in found["spec"]["nodeSets"]]
    return [*made, _service(found, f"{name}-es-http", 9200)]


def _node_set(found: Manifest, node_set: dict[str, Any]) -> Manifest:
    template = node_set.get("podTemplate", {}).get("spec", {})
    container: Manifest = next((one for one in template.get("containers", []) if one["name"] == "elasticsearch"), {})
    claims = node_set.get("volumeClaimTemplates", [])
    name = f"{found['metadata']['name']}-es-{node_set['name']}"
    return _stateful(found, name, node_set["count"], container.get("resources"), claims)


def collector(found: Manifest) -> list[Manifest]:
    """Pods of an OpenTelemetry collector by its mode; a sidecar has none of its own."""
    spec, name = found["spec"], f"{found['metadata']['name']}-collector"
    service = _service(found, name, 4317)
    match spec.get("mode", "deployment"):
        case "deployment":
            return [_workload(found, "Deployment", name, spec.get("resources"), replicas=spec.get("replicas", 1)), service]
        case "daemonset":
            return [_workload(found, "DaemonSet", name, spec.get("resources")), service]
        case "statefulset":
            return [_stateful(found, name, spec.get("replicas", 1), spec.get("resources"), spec.get("volumeClaimTemplates", [])), service]
    return []


def gateway(found: Manifest) -> list[Manifest]:
    """Proxy of a Gateway, and the Service that needs an address."""
    name = found["metadata"]["name"]
    service = _service(found, name, *(listener["port"] for listener in found["spec"].get("listeners", [])))
    service["spec"]["type"] = "LoadBalancer"
    return [_workload(found, "Deployment", name, PROXY_RESOURCES, replicas=1), service]


def gateway_class(found: Manifest) -> list[Manifest]:
    """Class of kgateway, which its controller makes as its first act."""
    if not _available(found, GATEWAY_CONTROLLER):
        return []
    spec = {"controllerName": "kgateway.dev/kgateway"}
    return [{**_object(found, "GatewayClass", GATEWAY_CONTROLLER, owned=False), "spec": spec}]


def metrics_api(found: Manifest) -> list[Manifest]:
    """API of KEDA's metrics, served by nobody: one that names a Service would have to be answered, or all discovery waits for it."""
    if not _available(found, METRICS_SERVER):
        return []
    group, version = "external.metrics.k8s.io", "v1beta1"
    spec = {"group": group, "version": version, "groupPriorityMinimum": 100, "versionPriority": 100}
    return [{**_object(found, "APIService", f"{version}.{group}", owned=False), "spec": spec}]


def _available(deployment: Manifest, name: str) -> bool:
    return bool(deployment["metadata"]["name"] == name and (deployment.get("status") or {}).get("availableReplicas"))


def _claim(name: str, size: str, storage_class: str | None) -> Manifest:
    spec: Manifest = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    if storage_class:
        spec["storageClassName"] = storage_class
    return {"metadata": {"name": name}, "spec": spec}


def _stateful(found: Manifest, name: str, replicas: int, resources: Manifest | None, claims: list[Manifest]) -> Manifest:
    made = _workload(found, "StatefulSet", name, resources, replicas=replicas)
    made["spec"] |= {"serviceName": name, "podManagementPolicy": "Parallel", "volumeClaimTemplates": claims}
    return made


def _workload(found: Manifest, kind: str, name: str, resources: Manifest | None, **more: object) -> Manifest:
    labels = {"lab/made-of": name}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [{"name": "main", "image": IMAGE, "resources": resources or {}}]},
    }
    return {**_object(found, kind, name), "spec": {"selector": {"matchLabels": labels}, "template": template, **more}}


def _service(found: Manifest, name: str, *ports: int) -> Manifest:
    numbers = sorted(set(ports))
    return {**_object(found, "Service", name), "spec": {"ports": [{"name": f"port-{port}", "port": port} for port in numbers]}}


def _object(owner: Manifest, kind: str, name: str, *, owned: bool = True) -> Manifest:
    of = owner["metadata"]
    metadata: Manifest = {"name": name}
    if owned:
        metadata["namespace"] = of["namespace"]
        metadata["ownerReferences"] = [
            {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": of["name"], "uid": of["uid"], "controller": True}
        ]
    return {"apiVersion": PLURALS[kind][0], "kind": kind, "metadata": metadata}
