"""How Argo CD compares what Git holds with what lives, and how it writes that down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forge_tui.adapters.simulated.fields import contains
from forge_tui.adapters.simulated.health import health_of, worst
from forge_tui.adapters.simulated.kinds import group_of
from forge_tui.adapters.simulated.store import Key, Store
from forge_tui.domain.application import HealthStatus, SyncStatus
from forge_tui.domain.objects import Manifest

TRACKING = "argocd.argoproj.io/tracking-id"


@dataclass(frozen=True, slots=True)
class Compared:
    """One object of an Application."""

    key: Key
    wanted: Manifest
    """As Argo CD would apply it."""
    sync: SyncStatus
    health: HealthStatus | None
    message: str

    def entry(self) -> dict[str, Any]:
        """As it stands in `status.resources`."""
        found: dict[str, Any] = {"kind": self.key.kind, "name": self.key.name, "version": self.wanted["apiVersion"].rpartition("/")[2]}
        found |= {field: value for field, value in (("group", self.key.group), ("namespace", self.key.namespace)) if value}
        found["status"] = self.sync.value
        if self.health is not None:
            found["health"] = {"status": self.health.value} | ({"message": self.message} if self.message else {})
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """All objects of an Application."""

    revisions: tuple[str, ...]
    resources: tuple[Compared, ...]
    sync: SyncStatus
    health: HealthStatus
    message: str

    @property
    def out_of_sync(self) -> tuple[Compared, ...]:
        """What a sync has to apply."""
        return tuple(resource for resource in self.resources if resource.sync is not SyncStatus.SYNCED)


def compare(application: str, store: Store, revisions: tuple[str, ...], manifests: Iterable[Manifest], namespaced: Any) -> Comparison:
    """Compare every manifest with its live object.

    Args:
        application: Its name, for tracking ids.
        store: The live objects.
        revisions: What the sources were resolved to.
        manifests: With a namespace on each that has one.
        namespaced: Says of a manifest whether its kind lives in a namespace.
    """
    resources = tuple(_compared(_tracked(application, manifest, namespaced(manifest)), store) for manifest in manifests)
    sync = SyncStatus.SYNCED if all(resource.sync is SyncStatus.SYNCED for resource in resources) else SyncStatus.OUT_OF_SYNC
    health, message = worst((resource.health, resource.message) for resource in resources if resource.health is not None)
    return Comparison(revisions, resources, sync, health, message)


def _tracked(application: str, manifest: Manifest, namespaced: bool) -> Manifest:
    """With a tracking id; CRDs get none (measured with Argo CD 3.1.4)."""
    metadata = dict(manifest["metadata"])
    if not namespaced:
        metadata.pop("namespace", None)
    if manifest["kind"] != "CustomResourceDefinition":
        place = f"{group_of(manifest['apiVersion'])}/{manifest['kind']}:{metadata.get('namespace', '')}/{metadata['name']}"
        metadata["annotations"] = {**(metadata.get("annotations") or {}), TRACKING: f"{application}:{place}"}
    return {**manifest, "metadata": metadata}


def _compared(wanted: Manifest, store: Store) -> Compared:
    metadata = wanted["metadata"]
    key = Key(group_of(wanted["apiVersion"]), wanted["kind"], metadata.get("namespace", ""), metadata["name"])
    live: Mapping[str, Any] = store.peek(key)
    if not live:
        return Compared(key, wanted, SyncStatus.OUT_OF_SYNC, HealthStatus.MISSING, "")
    same = contains(live, {field: value for field, value in wanted.items() if field not in ("status", "apiVersion")})
    health, message = health_of(live) or (None, "")
    return Compared(key, wanted, SyncStatus.SYNCED if same else SyncStatus.OUT_OF_SYNC, health, message)


def compared_to(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a spec that a comparison was made against."""
    return {field: spec[field] for field in ("source", "sources", "destination", "ignoreDifferences") if field in spec}
