"""What Argo CD says about one Application, read from the raw object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from forge_tui.domain.objects import ObjectRef


class SyncStatus(StrEnum):
    """Argo CD's words (`status.sync.status`)."""

    SYNCED = "Synced"
    OUT_OF_SYNC = "OutOfSync"
    UNKNOWN = "Unknown"


class HealthStatus(StrEnum):
    """Argo CD's words (`status.health.status`)."""

    HEALTHY = "Healthy"
    PROGRESSING = "Progressing"
    DEGRADED = "Degraded"
    SUSPENDED = "Suspended"
    MISSING = "Missing"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class ManagedResource:
    """One object that an Application manages, with Argo CD's view of it."""

    ref: ObjectRef
    sync: SyncStatus
    health: HealthStatus | None
    message: str = ""
    hook: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """The part of an Argo CD Application that decisions rest on."""

    name: str
    sync: SyncStatus
    health: HealthStatus
    health_message: str
    operation_phase: str
    """`Running`, `Succeeded`, `Failed`, `Error`, `Terminating`, or empty when no operation was ever recorded."""
    operation_message: str
    compared_to_spec: bool
    """Whether the last comparison was made against the source that the spec names now."""
    revision: str
    resources: tuple[ManagedResource, ...]
    conditions: tuple[str, ...]
    uid: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    """`spec.source` as it stands in the cluster; empty for an Application with several sources."""

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Self:
        """Read a raw Application; absent fields become Unknown or empty."""
        status = manifest.get("status") or {}
        sync = status.get("sync") or {}
        health = status.get("health") or {}
        operation = status.get("operationState") or {}
        return cls(
            name=manifest["metadata"]["name"],
            uid=manifest["metadata"].get("uid", ""),
            sync=_sync(sync.get("status")),
            health=_health(health.get("status")) or HealthStatus.UNKNOWN,
            health_message=str(health.get("message", "")),
            operation_phase=str(operation.get("phase", "")),
            operation_message=str(operation.get("message", "")),
            compared_to_spec=_compared_to_spec(manifest.get("spec") or {}, sync.get("comparedTo") or {}),
            revision=str(sync.get("revision", "") or ",".join(sync.get("revisions") or ())),
            resources=tuple(_resource(entry) for entry in status.get("resources") or ()),
            source=(manifest.get("spec") or {}).get("source") or {},
            conditions=tuple(f"{c.get('type')}: {c.get('message', '')}" for c in status.get("conditions") or ()),
        )

    def names(self, source: Mapping[str, Any]) -> bool:
        """Whether its spec asks for this source: chart, revision and values. The cluster may have filled in defaults."""
        return _contains(self.source, source)

    @property
    def settled(self) -> bool:
        """Synced to what the spec names, Healthy, and no operation that is unfinished or failed.

        An Application that adopts objects already in place never gets an operation (measured with
        Argo CD 3.1.4), so an absent one counts as settled.
        """
        return (
            self.sync is SyncStatus.SYNCED
            and self.compared_to_spec
            and self.health is HealthStatus.HEALTHY
            and self.operation_phase in ("", "Succeeded")
        )


def _compared_to_spec(spec: Mapping[str, Any], compared: Mapping[str, Any]) -> bool:
    """Argo CD fills defaults into comparedTo, so every field of the spec must stand there, not the other way round."""
    for key in ("source", "sources"):
        if key in spec:
            return _contains(compared.get(key), spec[key])
    return False


def _contains(actual: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(_contains(actual.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(actual, list) and len(actual) == len(wanted) and all(map(_contains, actual, wanted))
    return bool(actual == wanted) or (not actual and not wanted)


_SYNC = {status.value: status for status in SyncStatus}
_HEALTH = {status.value: status for status in HealthStatus}


def _sync(word: object) -> SyncStatus:
    return _SYNC.get(str(word), SyncStatus.UNKNOWN)


def _health(word: object) -> HealthStatus | None:
    return _HEALTH.get(str(word))


def _resource(entry: Mapping[str, Any]) -> ManagedResource:
    group = entry.get("group", "")
    version = entry.get("version", "v1")
    health = entry.get("health") or {}
    return ManagedResource(
        ref=ObjectRef(f"{group}/{version}" if group else version, entry["kind"], entry["name"], entry.get("namespace", "")),
        sync=_sync(entry.get("status")),
        health=_health(health.get("status")),
        message=str(health.get("message", "")),
        hook=bool(entry.get("hook")),
    )
