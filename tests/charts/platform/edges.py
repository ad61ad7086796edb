"""Which component needs which, read off rendered manifests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.charts.helm_program import Manifest
from tests.charts.platform.producers import CLUSTER, INSTALLER, NAMESPACES, Producers, namespace_of, producers
from tests.charts.platform.reading import leaves, references, service_names
from tests.charts.platform.rendering import Platform
from tests.charts.rendered_root import CATALOGUE

COMPONENTS = CATALOGUE["components"]
SEEDS = {seed["path"]: name for name, entry in COMPONENTS.items() for seed in entry.get("seeds", ())}
"""Path in the vault to the component that has it seeded."""
BUILT_IN_NAMESPACES = ("default", "kube-system", "kube-public")
STORE_COMPONENT = "external-secrets-config"
VAULT_COMPONENT = "openbao"


@dataclass(frozen=True, order=True)
class Need:
    """What one object needs of another component."""

    component: str
    parent: str
    what: str
    """crd, webhook, secret, config, service, gateway, namespace, storage, store or vault."""
    detail: str


def needs(platform: Platform) -> set[Need]:
    """Everything that components need of others."""
    made = producers(platform)
    found = {need for component, manifest in platform.objects() for need in _of(component, manifest, made)}
    return {need for need in found if need.parent not in (need.component, INSTALLER, CLUSTER)}


def missing(platform: Platform) -> set[tuple[str, str]]:
    """References that are not optional and that nobody makes, with the component that has them."""
    made = producers(platform)
    found = set()
    for component, manifest in platform.objects():
        for reference in references(manifest, namespace_of(component, manifest)):
            if not reference.optional and made.of(reference.kind, reference.namespace, reference.name) is None:
                found.add((component, f"{reference.kind} {reference.namespace}/{reference.name}"))
    return found


def vault_paths(manifests: Iterable[tuple[str, Manifest]]) -> set[tuple[str, str]]:
    """Paths that components read from the vault, with the component."""
    return {(name, path) for name, one in manifests for path in _paths(one)}


def _of(component: str, manifest: Manifest, made: Producers) -> Iterator[Need]:
    yield from (Need(component, *rest) for rest in _kind(manifest, made))
    if manifest["kind"] == "CustomResourceDefinition":
        return
    for what, key in _named(component, manifest):
        if parent := made.of(*key):
            yield Need(component, parent, what, "/".join(part for part in key if part))
    yield from (Need(component, *rest) for rest in _vault(manifest))


def _kind(manifest: Manifest, made: Producers) -> Iterator[tuple[str, str, str]]:
    group = manifest["apiVersion"].rpartition("/")[0]
    kind = manifest["kind"]
    if (group, kind) in made.kinds:
        owner, plural = made.kinds[group, kind]
        yield owner, "crd", f"{kind} {manifest['metadata']['name']}"
        for webhook in made.webhooks:
            if webhook.concerns(plural, group):
                yield webhook.component, "webhook", f"{kind} {manifest['metadata']['name']}"


def _named(component: str, manifest: Manifest) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """What an object names, and how it needs that."""
    namespace = namespace_of(component, manifest)
    for reference in references(manifest, namespace):
        if not reference.optional:
            yield "secret" if reference.kind == "Secret" else "config", (reference.kind, reference.namespace, reference.name)
    for place, name in service_names(manifest):
        yield "service", ("Service", place, name)
    spec = manifest.get("spec") or {}
    for parent in spec.get("parentRefs") or []:
        yield "gateway", ("Gateway", parent.get("namespace", namespace), parent["name"])
    if manifest["kind"] == "HTTPRoute":
        for rule in spec.get("rules") or []:
            for backend in rule.get("backendRefs") or []:
                yield "service", ("Service", backend.get("namespace", namespace), backend["name"])
    for path, value in leaves(spec):
        if path[-1] in ("storageClassName", "storageClass") and value:
            yield "storage", ("StorageClass", "", str(value))


def _vault(manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    if manifest["kind"] != "ExternalSecret":
        return
    name = manifest["metadata"]["name"]
    yield STORE_COMPONENT, "store", f"ExternalSecret {name}"
    for path in _paths(manifest):
        yield VAULT_COMPONENT, "vault", path
        if path in SEEDS:
            yield SEEDS[path], "vault", path


def _paths(manifest: Manifest) -> Iterator[str]:
    if manifest["kind"] == "ExternalSecret":
        spec = manifest["spec"]
        yield from (entry["remoteRef"]["key"] for entry in spec.get("data") or [])
        yield from (entry["extract"]["key"] for entry in spec.get("dataFrom") or [] if "extract" in entry)


def foreign_namespaces(platform: Platform) -> set[tuple[str, str]]:
    """Namespaces that components write into besides their own, those that they make, and those of every cluster."""
    own = {name: {namespace, *BUILT_IN_NAMESPACES} for name, namespace in NAMESPACES.items()}
    for component, manifest in platform.objects():
        if manifest["kind"] == "Namespace":
            own[component].add(manifest["metadata"]["name"])
    written = {(component, namespace_of(component, manifest)) for component, manifest in platform.objects()}
    return {(component, namespace) for component, namespace in written if namespace not in own[component]}
