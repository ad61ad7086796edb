"""Turns the facts about a component into the objects of its chart, with markers where a chart would read a value."""

from collections.abc import Iterator
from typing import Any

Facts = dict[str, Any]
Manifest = dict[str, Any]

LAB, NAMESPACE, REPLICAS, STORAGE_CLASS, STORAGE_SIZE, ADMIN_SECRET, POOLS = (
    f"@{name}@" for name in ("lab", "namespace", "replicas", "storage-class", "storage-size", "admin-secret", "pools")
)
"""Markers; whoever writes the objects down replaces them. So are `@value PATH@`, which is what the chart is given there, and `@text PATH@`,
the same inside a text."""

MINIMAL_SPEC: dict[str, Manifest] = {
    "Certificate": {"dnsNames": ["lab.invalid"], "issuerRef": {"kind": "Issuer", "name": "lab"}},
    "Issuer": {"selfSigned": {}},
}


def value(path: str) -> str:
    """Return the marker for what the chart is given at a path such as `controller.replicas`."""
    return f"@value {path}@"


def gates(facts: Facts) -> dict[str, str]:
    """Return the path of the value that decides whether objects of a name are there, by name."""
    entries = [entry for section in ("workloads", "services", "configMapsAndSecrets") for entry in facts.get(section, [])]
    return {entry["name"]: entry["enabledFrom"] for entry in entries if "enabledFrom" in entry}


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
        body = {"data": entry.get("data", {"lab": "stand-in"})} if entry["kind"] == "ConfigMap" else {"type": "Opaque"}
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
    replicas = value(workload["replicasFrom"]) if "replicasFrom" in workload else workload.get("replicas", 1)
    spec: Manifest = {"replicas": replicas, "selector": selector, "template": template}
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
    names = [name if index == 0 else f"{name}-{index}" for index in range(len(workload["images"]))]
    containers = _containers(names, workload["images"], _resources(workload, "resources"))
    containers[0] |= _arguments(workload) | ({"ports": ports} if ports else {})
    spec: Manifest = {"serviceAccountName": workload["name"], "containers": containers}
    if images := workload.get("initImages"):
        spec["initContainers"] = _containers(
            [f"init-{index}" for index in range(len(images))], images, _resources(workload, "initResources")
        )
    if secrets := workload.get("secretVolumes"):
        spec["volumes"] = [{"name": secret[:63], "secret": {"secretName": secret}} for secret in secrets]
    if "volumesFrom" in workload:
        spec["volumes"] = value(workload["volumesFrom"])
    if facts["name"] == "gitea":
        _as_gitea(spec, facts)
    return {"metadata": {"labels": _labels(facts, name), "annotations": LAB}, "spec": spec}


def _resources(workload: Facts, what: str) -> list[Any]:
    """Resources of the containers in their order: read from the chart's values, or those of a manifest."""
    return [value(path) for path in workload.get(f"{what}From", [])] or workload.get(what, [])


def _containers(names: list[str], images: list[str], resources: list[Any]) -> list[Manifest]:
    made: list[Manifest] = [{"name": name[:63], "image": image} for name, image in zip(names, images, strict=True)]
    for container, given in zip(made, resources, strict=False):
        container["resources"] = given
    return made


def _arguments(workload: Facts) -> Manifest:
    """Arguments and environment of the first container: images that it will start, Secrets that it reads."""
    env: list[Manifest] = [{"name": name, "value": text} for name, text in workload.get("env", {}).items()]
    for name, source in workload.get("secretEnv", {}).items():
        secret, key = source.split("/")
        env.append({"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}})
    return ({"args": workload["args"]} if "args" in workload else {}) | ({"env": env} if env else {})


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
    spec = dict(resource.get("spec", MINIMAL_SPEC.get(resource["kind"], {})))
    if resource["kind"] == "Certificate":
        spec["secretName"] = resource.get("secretName", resource["name"])
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
