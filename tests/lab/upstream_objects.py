"""Turns the facts about a component into the objects of its chart, with markers where a chart would read a value."""

from collections.abc import Iterator
from typing import Any

Facts = dict[str, Any]
Manifest = dict[str, Any]

LAB, NAMESPACE, REPLICAS, STORAGE_CLASS, STORAGE_SIZE, ADMIN_SECRET = (
    f"@{name}@" for name in ("lab", "namespace", "replicas", "storage-class", "storage-size", "admin-secret")
)
"""Markers; whoever writes the objects down replaces them."""

MINIMAL_SPEC: dict[str, Manifest] = {
    "Certificate": {"dnsNames": ["lab.invalid"], "issuerRef": {"kind": "Issuer", "name": "lab"}},
    "Issuer": {"selfSigned": {}},
    "Tenant": {"pools": [{"name": "pool-0", "servers": 1, "volumesPerServer": 1}]},
}


def objects(facts: Facts, *, webhooks: bool) -> Iterator[Manifest]:
    """Yield everything but the CRDs, in the order of creation."""
    namespace = facts.get("namespace", "default") if "manifest" in facts else NAMESPACE
    for name in facts.get("namespaces", []):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    workloads = facts.get("workloads", [])
    for workload in workloads:
        yield _service_account(workload, facts, namespace)
    for name in _further_accounts(facts):
        yield _object("v1", "ServiceAccount", name, facts, facts.get("namespaces", [namespace])[0])
    for entry in facts.get("configMapsAndSecrets", []):
        body = {"data": {"lab": "stand-in"}} if entry["kind"] == "ConfigMap" else {"type": "Opaque"}
        yield {**_object("v1", entry["kind"], entry["name"], facts, entry.get("namespace", namespace)), **body}
    for claim in facts.get("pvcs", []):
        yield {**_object("v1", "PersistentVolumeClaim", claim["name"], facts, namespace), "spec": _claim_spec(claim)}
    for service in facts.get("services", []):
        yield _service(service, workloads, facts, namespace)
    for workload in workloads:
        yield _workload(workload, facts, namespace)
    for resource in facts.get("customResources", []):
        yield _custom_resource(resource, facts, namespace)
    for configuration in facts.get("webhooks", []) if webhooks else []:
        yield _webhooks(configuration, facts)


def _labels(facts: Facts, name: str) -> dict[str, str]:
    component = facts["name"]
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": component, "app.kubernetes.io/part-of": component}
    if facts["name"] == "openbao":
        labels["component"] = "server"
    if facts["name"] == "gitea":
        labels["app"] = "gitea"
    return labels


def _object(version: str, kind: str, name: str, facts: Facts, namespace: str | None, hook: dict[str, str] | None = None) -> Manifest:
    metadata: Manifest = {"name": name, **({"namespace": namespace} if namespace else {}), "labels": _labels(facts, name)}
    if hook:
        metadata["annotations"] = hook
    return {"apiVersion": version, "kind": kind, "metadata": metadata}


def _hook(workload: Facts, *, before: int = 0) -> dict[str, str]:
    if "hook" not in workload:
        return {}
    weight = workload.get("hookWeight", 0) - before
    return {"helm.sh/hook": workload["hook"], "helm.sh/hook-weight": str(weight), "helm.sh/hook-delete-policy": "before-hook-creation"}


def _service_account(workload: Facts, facts: Facts, namespace: str) -> Manifest:
    hook = _hook(workload, before=10)
    return _object("v1", "ServiceAccount", workload["name"], facts, workload.get("namespace", namespace), hook)


def _further_accounts(facts: Facts) -> list[str]:
    missing = facts.get("serviceAccounts", 0) - len(facts.get("workloads", []))
    return [f"{facts['name']}-account-{number}" for number in range(1, missing + 1)]


def _claim_spec(claim: Facts) -> Manifest:
    storage_class = STORAGE_CLASS if claim.get("storageClass") is None else claim["storageClass"]
    size = STORAGE_SIZE.replace("size", f"size {claim['size']}")
    return {"accessModes": claim["accessModes"], "storageClassName": storage_class, "resources": {"requests": {"storage": size}}}


def _service(service: Facts, workloads: list[Facts], facts: Facts, namespace: str) -> Manifest:
    candidates = [one["name"] for one in workloads if "hook" not in one]
    behind = [name for name in candidates if service["name"].startswith(name)] or candidates or [facts["name"]]
    ports = [{**port, "targetPort": port["port"]} for port in service["ports"]]
    spec: Manifest = {"ports": ports, "selector": {"app.kubernetes.io/name": max(behind, key=len)}}
    if service["type"] == "Headless":
        spec["clusterIP"] = "None"
    return {**_object("v1", "Service", service["name"], facts, service.get("namespace", namespace)), "spec": spec}


def _workload(workload: Facts, facts: Facts, namespace: str) -> Manifest:
    kind = workload["kind"]
    version = {"Job": "batch/v1", "Pod": "v1"}.get(kind, "apps/v1")
    made = _object(version, kind, workload["name"], facts, workload.get("namespace", namespace), _hook(workload))
    template = _pod_template(workload, facts, name=workload["name"])
    selector = {"matchLabels": {"app.kubernetes.io/name": workload["name"]}}
    match kind:
        case "Pod":
            return {**made, "spec": template["spec"]}
        case "Job":
            template["spec"]["restartPolicy"] = "Never"
            return {**made, "spec": {"backoffLimit": 1, "template": template}}
        case "DaemonSet":
            return {**made, "spec": {"selector": selector, "template": template}}
    spec: Manifest = {"replicas": workload.get("replicas", 1), "selector": selector, "template": template}
    if kind == "StatefulSet":
        spec |= {"serviceName": _governing_service(facts), "podManagementPolicy": "Parallel"}
        spec |= {"replicas": REPLICAS} if facts["name"] == "openbao" else {}
        spec |= _claim_templates(workload, facts)
    return {**made, "spec": spec}


def _governing_service(facts: Facts) -> str:
    headless = [one["name"] for one in facts.get("services", []) if one["type"] == "Headless"]
    return str(headless[0]) if headless else str(facts["name"])


def _claim_templates(workload: Facts, facts: Facts) -> Manifest:
    claims = [one for one in facts.get("volumeClaimTemplates", []) if one["from"] == f"StatefulSet/{workload['name']}"]
    return {"volumeClaimTemplates": [{"metadata": {"name": one["name"]}, "spec": _claim_spec(one)} for one in claims]} if claims else {}


def _pod_template(workload: Facts, facts: Facts, *, name: str) -> Manifest:
    ports = [{"containerPort": port} for port in workload.get("ports", [])]
    containers = [_container(name if index == 0 else f"{name}-{index}", image) for index, image in enumerate(workload["images"])]
    if ports:
        containers[0]["ports"] = ports
    spec: Manifest = {"serviceAccountName": workload["name"], "containers": containers}
    if workload.get("initImages"):
        spec["initContainers"] = [_container(f"init-{index}", image) for index, image in enumerate(workload["initImages"])]
    if facts["name"] == "gitea":
        _as_gitea(spec, facts)
    return {"metadata": {"labels": _labels(facts, name), "annotations": LAB}, "spec": spec}


def _container(name: str, image: str) -> Manifest:
    return {"name": name[:63], "image": image}


def _as_gitea(spec: Manifest, facts: Facts) -> None:
    keys = (("GITEA_ADMIN_USERNAME", "username"), ("GITEA_ADMIN_PASSWORD", "password"))
    spec["initContainers"][-1]["env"] = [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": ADMIN_SECRET, "key": key}}} for name, key in keys
    ]
    spec["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    spec["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": facts["pvcs"][0]["name"]}}]


def _custom_resource(resource: Facts, facts: Facts, namespace: str) -> Manifest:
    inside = NAMESPACE if "chart" in facts else namespace
    made = _object(resource["apiVersion"], resource["kind"], resource["name"], facts, inside if "namespace" in resource else None)
    spec = dict(MINIMAL_SPEC.get(resource["kind"], {}))
    if resource["kind"] == "Certificate":
        spec["secretName"] = resource["name"]
    return {**made, "spec": spec}


def _webhooks(configuration: Facts, facts: Facts) -> Manifest:
    namespace, service = configuration["service"].split("/")
    called = [
        {
            "name": f"hook-{number}.{configuration['name']}.lab",
            "clientConfig": {"service": {"namespace": namespace, "name": service, "path": "/"}},
            "failurePolicy": configuration["failurePolicy"],
            "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
            "rules": [_rule(resource)],
        }
        for number, resource in enumerate(configuration["resources"])
    ]
    made = _object("admissionregistration.k8s.io/v1", configuration["kind"], configuration["name"], facts, None)
    return {**made, "webhooks": called}


def _rule(resource: str) -> Manifest:
    plural, _, group = resource.partition(".")
    return {"apiGroups": [group], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE"], "resources": [plural]}
