"""The simulated Kubernetes API server, at the level of the port."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from forge_tui.adapters.simulated.admission import Admission
from forge_tui.adapters.simulated.fields import applied, conflicts, disowned, merge_patched
from forge_tui.adapters.simulated.kinds import GroupKind, Served, built_in, group_kind, group_of, of_crd
from forge_tui.adapters.simulated.labels import matches
from forge_tui.adapters.simulated.machine import Machine
from forge_tui.adapters.simulated.pod_logs import PodLogs
from forge_tui.adapters.simulated.store import Change, Key, Store, key_of
from forge_tui.domain.failures import NotAuthorised, ObjectRefused
from forge_tui.domain.objects import CRD, Kind, Manifest, ObjectRef, WatchEvent
from forge_tui.ports import Clock, ClusterIdentity

_CRD_GROUP = CRD.group


class SimulatedCluster:
    """`ports.Cluster` in memory. Controllers work on the same store behind its back."""

    def __init__(self, machine: Machine, store: Store, clock: Clock, *, crd_latency_s: float = 0.0) -> None:
        self._machine = machine
        self._store = store
        self._clock = clock
        self._crd_latency_s = crd_latency_s
        self._kinds: dict[GroupKind, Served] = built_in()
        self._owned: dict[Key, dict[str, Mapping[str, Any]]] = {}
        self._discovery = asyncio.Event()
        self._admission = Admission(machine, store)
        self._pod_logs = PodLogs(store)
        store.subscribe(self._changed)

    async def identity(self) -> ClusterIdentity:
        """As the machine file says; the UID is stable within a simulation."""
        machine = self._machine
        system = self._store.peek(Key("", "Namespace", "", "kube-system"))
        return ClusterIdentity(machine.context, machine.server, system["metadata"]["uid"], machine.version)

    async def get(self, ref: ObjectRef) -> Manifest | None:
        """See the port."""
        await asyncio.sleep(0)
        self._require("get", ref.of_kind, ref.namespace)
        served = self.served(ref.of_kind)
        return self._in_version(self._store.read(self._key(served, ref)), ref.api_version) if served else None

    async def list(self, kind: Kind, namespace: str = "", labels: str = "") -> Sequence[Manifest]:
        """See the port."""
        await asyncio.sleep(0)
        self._require("list", kind, namespace)
        if self.served(kind) is None:
            return []
        found = self._store.select(kind.group, kind.kind, namespace)
        return [{**manifest, "apiVersion": kind.api_version} for manifest in found if matches(manifest, labels)]

    async def apply(self, manifest: Manifest, *, manager: str, force: bool = True) -> Manifest:
        """See the port."""
        if manifest["kind"] == CRD.kind:
            await self._clock.sleep(self._crd_latency_s)
        await asyncio.sleep(0)
        key, wanted = self._accepted(manifest, "patch")
        owners = self._owned.setdefault(key, {})
        others = {name: fields for name, fields in owners.items() if name != manager}
        if not force and (clashes := [(name, path) for name, fields in others.items() for path in conflicts(wanted, fields)]):
            named = "; ".join(f'conflict with "{name}": {path}' for name, path in clashes)
            raise ObjectRefused(f"{key.kind} {key.name}: Apply failed with {len(clashes)} conflict(s): {named}")
        live = self._store.read(key)
        if live is None:
            self._admission.namespace_ready(key)
        result = applied(live or {}, wanted, owners.get(manager, {}), list(others.values()))
        for name, fields in others.items():
            owners[name] = disowned(fields, wanted)
        owners[manager] = wanted
        return self._answer(self._store.write(result), manifest)

    async def create(self, manifest: Manifest) -> Manifest | None:
        """See the port."""
        await asyncio.sleep(0)
        key, wanted = self._accepted(manifest, "create")
        if self._store.peek(key):
            return None
        self._admission.namespace_ready(key)
        return self._answer(self._store.write(wanted), manifest)

    async def replace(self, manifest: Manifest) -> Manifest | None:
        """See the port."""
        await asyncio.sleep(0)
        key, wanted = self._accepted(manifest, "update")
        live = self._store.read(key)
        if live is None or manifest["metadata"].get("resourceVersion") != live["metadata"]["resourceVersion"]:
            return None
        if "status" in live and "status" not in wanted:
            wanted["status"] = live["status"]
        return self._answer(self._store.write(wanted), manifest)

    async def patch(self, ref: ObjectRef, patch: Mapping[str, Any]) -> Manifest | None:
        """See the port."""
        await asyncio.sleep(0)
        self._require("patch", ref.of_kind, ref.namespace)
        served = self.served(ref.of_kind)
        live = self._store.read(self._key(served, ref)) if served else None
        if served is None or live is None:
            return None
        if served.has_status:
            patch = {field: value for field, value in patch.items() if field != "status"}
        written = self._store.write(_normalised(merge_patched(live, patch)))
        if written["metadata"].get("deletionTimestamp") and not written["metadata"].get("finalizers"):
            self._store.remove(self._key(served, ref))
        return self._in_version(written, ref.api_version)

    async def delete(self, ref: ObjectRef) -> bool:
        """See the port."""
        await asyncio.sleep(0)
        self._require("delete", ref.of_kind, ref.namespace)
        served = self.served(ref.of_kind)
        if served is None:
            return False
        key = self._key(served, ref)
        live = self._store.read(key)
        if live is None:
            return False
        self._owned.pop(key, None)
        if ref.kind == "Namespace":
            self._store.remove_namespace_content(ref.name)
        if live["metadata"].get("finalizers"):
            live["metadata"].setdefault("deletionTimestamp", self._store.now_text())
            self._store.write(live | ({"status": {"phase": "Terminating"}} if ref.kind == "Namespace" else {}))
            return True
        if ref.of_kind == CRD:
            self._store.remove_kind(live["spec"]["group"], live["spec"]["names"]["kind"])
        return self._store.remove(key)

    async def dry_run(self, manifest: Manifest) -> None:
        """See the port."""
        await asyncio.sleep(0)
        key, _ = self._accepted(manifest, "patch")
        if not self._store.peek(key):
            self._admission.namespace_ready(key)

    @asynccontextmanager
    async def watch(self, kind: Kind, namespace: str = "") -> AsyncIterator[AsyncIterator[WatchEvent]]:
        """See the port; the connection of a simulation never breaks."""
        self._require("watch", kind, namespace)
        changes: asyncio.Queue[WatchEvent] = asyncio.Queue()

        def tell(change: Change, manifest: Manifest, _: Manifest | None) -> None:
            key = key_of(manifest)
            if (key.group, key.kind) == group_kind(kind) and namespace in ("", key.namespace):
                changes.put_nowait(WatchEvent(change, self._answer(manifest, {"apiVersion": kind.api_version})))

        async def events() -> AsyncIterator[WatchEvent]:
            while self.served(kind) is None:
                self._discovery.clear()
                await self._discovery.wait()
            while not changes.empty():
                changes.get_nowait()
            for manifest in await self.list(kind, namespace):
                changes.put_nowait(WatchEvent("added", manifest))
            changes.put_nowait(WatchEvent("synced", {}))
            while True:
                yield await changes.get()

        unsubscribe = self._store.subscribe(tell)
        stream = events()
        try:
            yield stream
        finally:
            unsubscribe()
            await stream.aclose()  # type: ignore[attr-defined]  # it is an async generator

    async def logs(
        self, pod: ObjectRef, container: str, *, follow: bool = False, previous: bool = False, tail_lines: int = 1000
    ) -> AsyncGenerator[str]:
        """See the port."""
        await asyncio.sleep(0)
        if self._forbidden("get", "pods/log", "", pod.namespace):
            raise NotAuthorised(f"not allowed to get pods/log in namespace {pod.namespace}")
        async for line in self._pod_logs.lines(pod, container, follow=follow, previous=previous, tail_lines=tail_lines):
            yield line

    async def allowed(self, verb: str, resource: str, *, group: str = "", namespace: str = "") -> bool:
        """Yes, unless the machine forbids it."""
        await asyncio.sleep(0)
        return not self._forbidden(verb, resource, group, namespace)

    def served(self, kind: Kind) -> Served | None:
        """The kind as it is served, or None."""
        served = self._kinds.get(group_kind(kind))
        return served if served is not None and kind.api_version.rpartition("/")[2] in served.versions else None

    def _accepted(self, manifest: Manifest, verb: str) -> tuple[Key, Manifest]:
        """Key and content to be written, after all that the API server checks before it writes."""
        kind = Kind(manifest.get("apiVersion", ""), manifest.get("kind", ""))
        served = self.served(kind)
        if served is None:
            raise ObjectRefused(f'no matches for kind "{kind.kind}" in version "{kind.api_version}"')
        ref = ObjectRef.of(manifest)
        self._require(verb, kind, ref.namespace)
        if served.namespaced and not ref.namespace:
            raise ObjectRefused(f"{ref}: an empty namespace may not be set when a resource name is provided")
        self._admission.webhook_answers(served)
        wanted = _normalised(manifest)
        wanted["metadata"] = {k: v for k, v in wanted["metadata"].items() if k not in _SERVER_METADATA}
        if not served.namespaced:
            wanted["metadata"].pop("namespace", None)
        if served.has_status:
            wanted.pop("status", None)
        return self._key(served, ref), wanted

    def _changed(self, change: Change, manifest: Manifest, _: Manifest | None) -> None:
        if manifest["kind"] != CRD.kind or group_of(manifest["apiVersion"]) != _CRD_GROUP:
            return
        served = of_crd(manifest)
        established = any(c["type"] == "Established" and c["status"] == "True" for c in manifest.get("status", {}).get("conditions", ()))
        if change != "deleted" and established:
            self._kinds[served.group, served.kind] = served
        elif change == "deleted":
            self._kinds.pop((served.group, served.kind), None)
        self._discovery.set()

    def _require(self, verb: str, kind: Kind, namespace: str) -> None:
        served = self._kinds.get(group_kind(kind))
        if served is not None and self._forbidden(verb, served.plural, kind.group, namespace):
            where = f" in namespace {namespace}" if namespace else ""
            raise NotAuthorised(f"not allowed to {verb} {served.plural}{'.' if kind.group else ''}{kind.group}{where}")

    def _forbidden(self, verb: str, resource: str, group: str, namespace: str) -> bool:
        return any(
            rule.get("verb", "*") in ("*", verb)
            and rule.get("resource", "*") in ("*", resource)
            and rule.get("group", "") in ("*", group)
            and rule.get("namespace", namespace) == namespace
            for rule in self._machine.forbidden
        )

    @staticmethod
    def _key(served: Served, ref: ObjectRef) -> Key:
        return Key(served.group, served.kind, ref.namespace if served.namespaced else "", ref.name)

    @staticmethod
    def _in_version(manifest: Manifest | None, api_version: str) -> Manifest | None:
        return None if manifest is None else {**manifest, "apiVersion": api_version}

    @staticmethod
    def _answer(manifest: Manifest, asked: Mapping[str, Any]) -> Manifest:
        return {**manifest, "apiVersion": asked["apiVersion"]}


_SERVER_METADATA = frozenset({"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"})


def _normalised(manifest: Mapping[str, Any]) -> Manifest:
    """As the server stores it: without nulls at the top, `stringData` encoded into `data`."""
    result = {field: value for field, value in manifest.items() if value is not None}
    if result.get("kind") == "Secret":
        result.setdefault("type", "Opaque")
    if result.get("kind") == "Secret" and "stringData" in result:
        encoded = {name: base64.b64encode(str(text).encode()).decode() for name, text in result.pop("stringData").items()}
        result["data"] = {**(result.get("data") or {}), **encoded}
    return result
