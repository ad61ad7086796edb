"""What a ready object of each kind looks like: its status, and the Secrets that its operator would have made."""

import base64
import datetime
import hashlib
from collections.abc import Callable, Iterable

from .api import Manifest

ADDRESS = "192.0.2.10"
AIRM_CONFIG = "airm-config-"
VHOST_USER = "airm-rabbitmq-common-vhost-user"
"""Secret with which AIRM's dispatcher logs in; airm-config gets it from AIRM's API."""


def condition(kind: str, *, status: str = "True", reason: str = "LabStandIn", message: str = "set by the lab") -> Manifest:
    """Make one status condition that changed now."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"type": kind, "status": status, "reason": reason, "message": message, "lastTransitionTime": now}


def conditions(*kinds: str) -> Callable[[Manifest], Manifest]:
    """Make a function that gives an object these conditions, all true."""
    return lambda _: {"conditions": [condition(kind) for kind in kinds]}


def not_ready(message: str) -> Manifest:
    """Return the status of an object that cannot be synced, and why."""
    return {"conditions": [condition("Ready", status="False", reason="SecretSyncedError", message=message)]}


def same(held: Manifest, wanted: Manifest) -> bool:
    """Say whether all of `wanted` is held already; times of transition do not count."""
    return _matches(held, wanted)


def _matches(held: object, wanted: object) -> bool:
    if isinstance(wanted, dict):
        compared = wanted.keys() - {"lastTransitionTime"}
        return isinstance(held, dict) and all(_matches(held.get(key), wanted[key]) for key in compared)
    if isinstance(wanted, list):
        return isinstance(held, list) and len(held) == len(wanted) and all(map(_matches, held, wanted))
    return held == wanted


def address(_: Manifest) -> Manifest:
    """Give an Ingress its address."""
    return {"loadBalancer": {"ingress": [{"ip": ADDRESS}]}}


def load_balancer(service: Manifest) -> Manifest | None:
    """Give a Service its address, if it asks for one."""
    return {"loadBalancer": {"ingress": [{"ip": ADDRESS, "ipMode": "VIP"}]}} if service["spec"].get("type") == "LoadBalancer" else None


def _observed(found: Manifest, *kinds: str) -> list[Manifest]:
    return [{**condition(kind), "observedGeneration": found["metadata"].get("generation", 1)} for kind in kinds]


def gateway(found: Manifest) -> Manifest:
    """Accept a Gateway and each of its listeners."""
    done = _observed(found, "Accepted", "Programmed")
    listeners = [
        {"name": listener["name"], "attachedRoutes": 0, "supportedKinds": [], "conditions": done}
        for listener in found["spec"].get("listeners", [])
    ]
    return {"conditions": done, "listeners": listeners, "addresses": [{"type": "IPAddress", "value": ADDRESS}]}


def route(found: Manifest) -> Manifest:
    """Accept a route at each of its parents."""
    done = _observed(found, "Accepted", "ResolvedRefs")
    parents = found["spec"].get("parentRefs", [])
    return {"parents": [{"parentRef": parent, "controllerName": "lab/gateway", "conditions": done} for parent in parents]}


def postgres(found: Manifest) -> Manifest:
    """Report a CloudNativePG Cluster with all instances up."""
    count = found["spec"].get("instances", 1)
    return {"phase": "Cluster in healthy state", "readyInstances": count, "instances": count, "conditions": [condition("Ready")]}


def tenant(_: Manifest) -> Manifest:
    """Report a MinIO Tenant that serves."""
    return {
        "currentState": "Initialized",
        "healthStatus": "green",
        "availableReplicas": 1,
        "certificates": {},
        "pools": [],
        "revision": 1,
        "syncVersion": "v6.0.0",
    }


def elasticsearch(found: Manifest) -> Manifest:
    """Report an Elasticsearch with all its nodes."""
    count = sum(node_set["count"] for node_set in found["spec"]["nodeSets"])
    reachable = [condition("ElasticsearchIsReachable"), condition("ReconciliationComplete")]
    return {"health": "green", "phase": "Ready", "availableNodes": count, "conditions": reachable}


def policy(_: Manifest) -> Manifest:
    """Report a Kyverno policy that is in force."""
    counts = dict.fromkeys(("generate", "mutate", "validate", "verifyimages"), 0)
    return {
        "ready": True,
        "conditions": [condition("Ready")],
        "autogen": {},
        "rulecount": counts,
        "validatingadmissionpolicy": {"generated": False, "message": ""},
    }


def collector(_: Manifest) -> Manifest:
    """Report an OpenTelemetry collector with one replica."""
    return {"scale": {"replicas": 1, "statusReplicas": "1/1"}, "version": "0.0.0"}


def synced_secrets(found: Manifest) -> list[Manifest]:
    """Make the Secret of an ExternalSecret; the same remote key gives the same value wherever it is asked for."""
    target = found["spec"].get("target", {})
    values = {}
    for entry in found["spec"].get("data", []):
        remote = entry.get("remoteRef", {})
        values[entry["secretKey"]] = _value(remote.get("key"), remote.get("property"))
    for key in target.get("template", {}).get("data", {}):
        values.setdefault(key, _value(found["metadata"]["name"], key))
    return [_secret(found, target.get("name", found["metadata"]["name"]), values, target.get("template", {}).get("type", "Opaque"))]


def certificate_secrets(found: Manifest) -> list[Manifest]:
    """Make the Secret of a Certificate; what is in it is no certificate."""
    return [_secret(found, found["spec"]["secretName"], _values(found, ("tls.crt", "tls.key", "ca.crt")), "kubernetes.io/tls", owned=False)]


def postgres_secrets(found: Manifest) -> list[Manifest]:
    """Make the application's Secret of a CloudNativePG Cluster."""
    return [_secret(found, f"{found['metadata']['name']}-app", _values(found, ("username", "password", "uri", "host", "dbname")))]


def rabbitmq_secrets(found: Manifest) -> list[Manifest]:
    """Make the default user of a RabbitMQ cluster."""
    return [_secret(found, f"{found['metadata']['name']}-default-user", _values(found, ("username", "password", "host", "port")))]


def job_secrets(found: Manifest) -> list[Manifest]:
    """Make what the scripts of a completed Job would have made; pods here run nothing."""
    if not (found.get("status") or {}).get("succeeded") or not found["metadata"]["name"].startswith(AIRM_CONFIG):
        return []
    return [_secret(found, VHOST_USER, _values(found, ("username", "password")), owned=False)]


def _values(found: Manifest, keys: Iterable[str]) -> dict[str, str]:
    return {key: _value(found["metadata"]["name"], key) for key in keys}


def _value(*parts: str | None) -> str:
    return hashlib.sha256("/".join(part or "" for part in parts).encode()).hexdigest()[:32]


def _secret(owner: Manifest, name: str, values: dict[str, str], kind: str = "Opaque", *, owned: bool = True) -> Manifest:
    metadata: Manifest = {"name": name, "namespace": owner["metadata"]["namespace"]}
    if owned:
        of = owner["metadata"]
        metadata["ownerReferences"] = [
            {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": of["name"], "uid": of["uid"], "controller": True}
        ]
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    return {"apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": metadata, "data": data}
