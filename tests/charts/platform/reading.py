"""What manifests say: pods, the Secrets and ConfigMaps they read, names of Services in texts, and images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.charts.helm_program import Manifest

Path = tuple[str, ...]

SERVICE = re.compile(r"\b([a-z][-a-z0-9]*)\.([a-z][-a-z0-9]*)\.svc\b")
IMAGE_ARGUMENT = re.compile(r"^--?[-a-z0-9]*image=(.+)$")
IMAGE = re.compile(r"^[a-z0-9][-a-z0-9._/:]*(:[A-Za-z0-9_][-A-Za-z0-9_.]*|@sha256:[0-9a-f]{64})$")
IMAGE_KEYS = re.compile(r"(^|[a-z])[iI]mage(Name)?$")
PROXIES = ("KGW_DEFAULT_IMAGE_REGISTRY", "KGW_DEFAULT_IMAGE_TAG")
"""What kgateway makes the image of its proxies of."""


@dataclass(frozen=True, order=True)
class Reference:
    """A Secret or ConfigMap that something reads."""

    kind: str
    namespace: str
    name: str
    optional: bool = False


def leaves(given: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every plain value with the keys that lead to it; places in lists have no key."""
    if isinstance(given, dict):
        for key, inner in given.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(given, list):
        for inner in given:
            yield from leaves(inner, path)
    else:
        yield path, given


def pod_spec(manifest: Manifest) -> dict[str, Any] | None:
    """Spec of the pods that an object makes, if it makes any."""
    spec = manifest.get("spec") or {}
    match manifest["kind"]:
        case "Pod":
            return dict(spec)
        case "CronJob":
            return dict(spec["jobTemplate"]["spec"]["template"]["spec"])
        case "Deployment" | "StatefulSet" | "DaemonSet" | "Job":
            return dict(spec["template"]["spec"])
    return None


def containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Containers of a pod, those that run first included."""
    return [*(spec.get("initContainers") or []), *spec["containers"]]


def is_test(manifest: Manifest) -> bool:
    """Whether only `helm test` runs it; Argo CD leaves it out."""
    return "test" in str((manifest["metadata"].get("annotations") or {}).get("helm.sh/hook", ""))


def references(manifest: Manifest, namespace: str) -> Iterator[Reference]:
    """Secrets and ConfigMaps that an object needs; `namespace` is where the object is."""
    spec = pod_spec(manifest)
    if spec is not None:
        yield from (_reference(kind, namespace, source, key) for kind, key, source in _of_pod(spec))
        return
    body = manifest.get("spec") or {}
    for kind, dotted in OF_KIND.get(manifest["kind"], ()):
        for name in _at(body, dotted.split(".")):
            yield Reference(kind, namespace, name)


OF_KIND = {
    "Cluster": (("Secret", "bootstrap.initdb.secret.name"), ("Secret", "superuserSecret.name")),
    "RabbitmqCluster": (("Secret", "secretBackend.externalSecret.name"), ("Secret", "tls.secretName")),
    "Tenant": (("Secret", "configuration.name"), ("Secret", "users.name")),
    "Elasticsearch": (("Secret", "auth.fileRealm.secretName"), ("Secret", "auth.roles.secretName")),
    "DeviceConfig": (("ConfigMap", "metricsExporter.config.name"),),
    "Gateway": (("Secret", "listeners.tls.certificateRefs.name"),),
    "Bundle": (("Secret", "sources.secret.name"),),
}
"""Fields of custom resources that name a Secret or ConfigMap of the same namespace."""


def _of_pod(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for container in containers(spec):
        for entry in container.get("env") or []:
            source = entry.get("valueFrom") or {}
            yield from ((kind, "name", source[key]) for kind, key in KEY_REFS if key in source)
        for entry in container.get("envFrom") or []:
            yield from ((kind, "name", entry[key]) for kind, key in ENV_REFS if key in entry)
    for volume in spec.get("volumes") or []:
        for source in (volume, *(volume.get("projected") or {}).get("sources", [])):
            if "secret" in source:
                yield "Secret", "secretName" if "secretName" in source["secret"] else "name", source["secret"]
            if "configMap" in source:
                yield "ConfigMap", "name", source["configMap"]


KEY_REFS = (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef"))
ENV_REFS = (("Secret", "secretRef"), ("ConfigMap", "configMapRef"))


def _reference(kind: str, namespace: str, source: dict[str, Any], key: str) -> Reference:
    return Reference(kind, namespace, source[key], bool(source.get("optional")))


def _at(given: Any, keys: list[str]) -> Iterator[str]:
    if isinstance(given, list):
        for inner in given:
            yield from _at(inner, keys)
    elif not keys:
        yield given
    elif isinstance(given, dict) and keys[0] in given:
        yield from _at(given[keys[0]], keys[1:])


def service_names(manifest: Manifest) -> set[tuple[str, str]]:
    """Namespace and name of every Service whose DNS name stands somewhere in an object, in configuration texts as well."""
    if manifest["kind"] == "CustomResourceDefinition":
        return set()
    texts = [text for path, text in leaves(manifest) if isinstance(text, str) and path[-1] != "dnsNames"]
    return {(namespace, name) for text in texts for name, namespace in SERVICE.findall(text)}


def images(manifest: Manifest) -> set[str]:
    """Every image that an object names: for its own pods, for what an operator makes of it, and for what its program starts."""
    if manifest["kind"] == "CustomResourceDefinition" or is_test(manifest):
        return set()
    found = {text for path, text in leaves(manifest) if isinstance(text, str) and _names_image(path, text)}
    spec = pod_spec(manifest)
    for container in containers(spec) if spec else []:
        found |= {match[1] for word in container.get("args") or [] if (match := IMAGE_ARGUMENT.match(word))}
        found |= _in_environment({entry["name"]: str(entry.get("value") or "") for entry in container.get("env") or []})
    if manifest["kind"] == "ConfigMap":
        for text in (manifest.get("data") or {}).values():
            found |= set(re.findall(r"[iI]mage\"?:\s*\"?([^\s\"]+[:@][^\s\"]+)", text))
    return found


def _names_image(path: Path, text: str) -> bool:
    """Whether a value is an image by its key; `data` of ConfigMaps is read as text instead."""
    return bool(IMAGE_KEYS.search(path[-1])) and bool(text) and "data" not in path


def _in_environment(env: dict[str, str]) -> set[str]:
    registry, tag = (env.get(name) for name in PROXIES)
    made = {f"{registry}/envoy-wrapper:{tag}"} if registry else set()
    return made | {text for name, text in env.items() if "IMAGE" in name and name not in PROXIES and IMAGE.match(text)}
