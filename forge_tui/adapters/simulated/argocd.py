"""The simulated Argo CD application controller: compares, syncs by waves, and reports, one task for each Application."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from forge_tui.adapters.simulated.cluster import SimulatedCluster
from forge_tui.adapters.simulated.comparison import TRACKING, Compared, Comparison, compare, compared_to
from forge_tui.adapters.simulated.machine import Fault, FaultKind, Machine
from forge_tui.adapters.simulated.repo_server import ComparisonFailed, RepoServer
from forge_tui.adapters.simulated.store import Change, Key, Store, key_of
from forge_tui.adapters.simulated.supervisor import Supervisor
from forge_tui.domain.application import HealthStatus, SyncStatus
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.objects import APPLICATION, ARGOCD_FIELD_MANAGER, NAMESPACE, Kind, Manifest
from forge_tui.ports import Clock

_APPLICATION = (APPLICATION.group, APPLICATION.kind)
_REFRESH = "argocd.argoproj.io/refresh"
_WAVE = "argocd.argoproj.io/sync-wave"
_FINALIZER = "resources-finalizer.argocd.argoproj.io"
_NEEDED = (Key("apps", "StatefulSet", "argocd", "argocd-application-controller"), Key("apps", "Deployment", "argocd", "argocd-repo-server"))

_COMPARE_S = 0.5
_SYNC_S = 1.0
_WAVE_DELAY_S = 2.0
_PERIOD_S = 150.0
"""Argo CD's own: 120 s and up to 60 s of jitter."""
_FAILED_AGAIN_S = 15.0
_BACK_OFF_S = (5.0, 10.0, 20.0, 40.0, 60.0)


class ApplicationController:
    """Lives as long as the simulation; works once its own pods are ready."""

    def __init__(self, machine: Machine, cluster: SimulatedCluster, store: Store, repos: RepoServer, clock: Clock) -> None:
        self._machine = machine
        self._cluster = cluster
        self._store = store
        self._repos = repos
        self._clock = clock
        self._woken: dict[Key, asyncio.Event] = {}
        self._managed: dict[Key, Key] = {}
        self._refreshed: set[str] = set()
        """Applications that were asked to compare again, which ends a stale view."""

    def register(self, supervisor: Supervisor) -> None:
        """Give Applications their life, and wake each when something of its own changes."""
        supervisor.register(_APPLICATION, self._live, restart=False)
        self._store.subscribe(self._changed)

    def _changed(self, change: Change, manifest: Manifest, old: Manifest | None) -> None:
        key = key_of(manifest)
        if key in self._woken and old is not None and change == "modified" and _asked(manifest) != _asked(old):
            self._woken[key].set()
        owner = self._managed.get(key)
        if owner in self._woken:
            self._woken[owner].set()

    async def _live(self, key: Key) -> None:
        woken = self._woken[key] = asyncio.Event()
        appeared_s = self._clock.monotonic_s()
        while not all(self._store.peek(needed).get("status", {}).get("readyReplicas") for needed in _NEEDED):
            await self._clock.sleep(1.0)
        await self._clock.sleep(self._queued_s(key.name, appeared_s))
        attempt = 0
        while application := self._store.read(key):
            woken.clear()
            await self._clock.sleep(_COMPARE_S)
            if application["metadata"].get("deletionTimestamp"):
                self._cascade(application)
                return
            comparison = self._compare(key, appeared_s)
            if comparison is None:
                await self._wait(woken, _FAILED_AGAIN_S)
            elif self._ordered(key):
                await self._sync(key, comparison, woken, appeared_s, attempt)
            elif comparison.sync is SyncStatus.SYNCED or not application["spec"].get("syncPolicy", {}).get("automated"):
                attempt = 0
                self._finish(key, application)
                await self._wait(woken, _PERIOD_S)
            elif await self._sync(key, comparison, woken, appeared_s, attempt):
                attempt = 0
            else:
                await self._clock.sleep(_BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)])
                attempt += 1

    def _ordered(self, key: Key) -> bool:
        """Whether somebody asked for a sync (`operation`); asked once, it is done once."""
        application = self._store.read(key) or {}
        if application.pop("operation", None) is None:
            return False
        self._store.write(application)
        return True

    def _queued_s(self, name: str, appeared_s: float) -> float:
        """How much longer the recorded cluster took to adopt it than a comparison, a sync and a comparison do."""
        recorded = self._machine.components.get(name)
        adopted_s = appeared_s + (recorded.adopt_seconds if recorded else 0.0)
        return max(0.0, adopted_s - self._clock.monotonic_s() - _COMPARE_S - _SYNC_S - _COMPARE_S)

    async def _wait(self, woken: asyncio.Event, seconds: float) -> None:
        """Until something of the Application changes, or the time is over."""
        timer = asyncio.create_task(self._clock.sleep(seconds))
        waiter = asyncio.create_task(woken.wait())
        try:
            await asyncio.wait({timer, waiter}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            waiter.cancel()
            await asyncio.gather(timer, waiter, return_exceptions=True)

    def _compare(self, key: Key, appeared_s: float) -> Comparison | None:
        """Compare and report; None when there was nothing to compare with."""
        application = self._store.read(key)
        if application is None:
            return None
        if _REFRESH in (application["metadata"].get("annotations") or {}):
            del application["metadata"]["annotations"][_REFRESH]
            application = self._store.write(application)
            self._refreshed.add(key.name)
        try:
            generated = self._repos.generate(application)
        except ComparisonFailed as error:
            self._report_failure(key, application, str(error))
            return None
        namespace = application["spec"]["destination"].get("namespace", "")
        manifests = [
            m if m["metadata"].get("namespace") else {**m, "metadata": {**m["metadata"], "namespace": namespace}}
            for m in generated.manifests
        ]
        comparison = compare(key.name, self._store, generated.revisions, manifests, self._namespaced)
        for resource in comparison.resources:
            self._managed[resource.key] = key
        self._report(key, application, comparison, appeared_s)
        return comparison

    def _namespaced(self, manifest: Manifest) -> bool:
        served = self._cluster.served(Kind(manifest["apiVersion"], manifest["kind"]))
        return served.namespaced if served else True

    def _report(self, key: Key, application: Manifest, comparison: Comparison, appeared_s: float) -> None:
        health, message = comparison.health, comparison.message
        stale = self._stale(key.name, appeared_s)
        resources = [resource.entry() for resource in comparison.resources]
        if stale is not None and comparison.sync is SyncStatus.SYNCED:
            health, message = HealthStatus.DEGRADED, stale.message
            _misjudge(resources, stale.message)
        sync: dict[str, Any] = {"status": comparison.sync.value, "comparedTo": compared_to(application["spec"])}
        if "sources" in application["spec"]:
            sync["revisions"] = list(comparison.revisions)
        else:
            sync["revision"] = comparison.revisions[0]
        before = application.get("status", {}).get("health", {})
        since = before.get("lastTransitionTime") if before.get("status") == health.value else self._store.now_text()
        verdict = {"status": health.value, "lastTransitionTime": since} | ({"message": message} if message else {})
        status = {"sync": sync, "health": verdict, "resources": resources, "conditions": [], "reconciledAt": self._store.now_text()}
        self._store.set_status(key, status)

    def _report_failure(self, key: Key, application: Manifest, message: str) -> None:
        condition = {
            "type": "ComparisonError",
            "message": f"Failed to load target state: {message}",
            "lastTransitionTime": self._store.now_text(),
        }
        sync = {"status": SyncStatus.UNKNOWN.value, "comparedTo": compared_to(application["spec"])}
        health = application.get("status", {}).get("health") or {"status": HealthStatus.HEALTHY.value}
        self._store.set_status(key, {"sync": sync, "health": health, "conditions": [condition]})

    def _stale(self, name: str, appeared_s: float) -> Fault | None:
        """The planned stale view, while it lasts."""
        age_s = self._clock.monotonic_s() - appeared_s
        for fault in self._machine.faults_of(name, FaultKind.STALE):
            if name not in self._refreshed and age_s >= fault.after_s and (fault.until_s is None or age_s < fault.until_s):
                return fault
        return None

    async def _sync(self, key: Key, comparison: Comparison, woken: asyncio.Event, appeared_s: float, attempt: int) -> bool:
        """Apply what differs, wave by wave, each after the one before is healthy; False when something was refused."""
        self._operation(key, "Running", "", attempt)
        await self._clock.sleep(_SYNC_S)
        refused: list[str] = []
        waves = sorted({_wave(resource) for resource in comparison.resources})
        for wave in waves:
            members = [resource for resource in comparison.resources if _wave(resource) == wave]
            for resource in members:
                if resource.sync is not SyncStatus.SYNCED and (problem := await self._apply(resource)):
                    refused.append(problem)
            if refused:
                break
            if wave != waves[-1]:
                if not await self._wave_healthy(key, members, woken, appeared_s):
                    self._operation(key, "Failed", "Operation terminated", attempt)
                    return True
                await self._clock.sleep(_WAVE_DELAY_S)
        if refused:
            message = f"one or more objects failed to apply, reason: {'; '.join(refused)}. Retrying attempt #{attempt + 1}."
            self._operation(key, "Running", message, attempt + 1)
            self._compare(key, appeared_s)
            return False
        self._prune(key, comparison)
        self._operation(key, "Succeeded", "successfully synced (all tasks run)", attempt)
        return True

    async def _wave_healthy(self, key: Key, members: list[Compared], woken: asyncio.Event, appeared_s: float) -> bool:
        """Wait; False when the operation was terminated meanwhile."""
        keys = {resource.key for resource in members}
        while True:
            woken.clear()
            comparison = self._compare(key, appeared_s)
            waiting = (
                [r for r in comparison.resources if r.key in keys and r.health not in (None, HealthStatus.HEALTHY)]
                if comparison
                else members
            )
            if not waiting:
                return True
            if self._store.peek(key).get("status", {}).get("operationState", {}).get("phase") == "Terminating":
                return False
            first = waiting[0].key
            more = f" and {len(waiting) - 1} more resources" if waiting[1:] else ""
            self._operation(key, "Running", f"waiting for healthy state of {first.group}/{first.kind}/{first.name}{more}", 0)
            await self._wait(woken, _PERIOD_S)
            await self._clock.sleep(_COMPARE_S)

    async def _apply(self, resource: Compared) -> str:
        """Apply one object; the reason when it was refused."""
        namespace = resource.key.namespace
        try:
            if namespace and not self._store.peek(Key("", "Namespace", "", namespace)):
                made = {"apiVersion": NAMESPACE.api_version, "kind": NAMESPACE.kind, "metadata": {"name": namespace}}
                await self._cluster.apply(made, manager=ARGOCD_FIELD_MANAGER)
            await self._cluster.apply(resource.wanted, manager=ARGOCD_FIELD_MANAGER)
        except ForgeError as error:
            return error.message
        return ""

    def _prune(self, key: Key, comparison: Comparison) -> None:
        """Remove what the Application once made and Git holds no more."""
        wanted = {resource.key for resource in comparison.resources}
        for other in [found for found, owner in self._managed.items() if owner == key and found not in wanted]:
            del self._managed[other]
            live = self._store.read(other)
            if live is not None and live["metadata"].get("annotations", {}).get(TRACKING, "").startswith(f"{key.name}:"):
                self._remove(live)

    def _cascade(self, application: Manifest) -> None:
        """Remove all that the Application made, then let it go."""
        key = key_of(application)
        for other in sorted(found for found, owner in self._managed.items() if owner == key):
            del self._managed[other]
            if (live := self._store.read(other)) is not None:
                self._remove(live)
        self._woken.pop(key, None)
        self._store.remove(key)

    def _remove(self, live: Manifest) -> None:
        if _FINALIZER in live["metadata"].get("finalizers", ()):
            self._store.write({**live, "metadata": {**live["metadata"], "deletionTimestamp": self._store.now_text()}})
        else:
            self._store.remove(key_of(live))

    def _finish(self, key: Key, application: Manifest) -> None:
        """An operation that was retried and is not needed any more ends well."""
        if application.get("status", {}).get("operationState", {}).get("phase") == "Running":
            self._operation(key, "Succeeded", "successfully synced (all tasks run)", 0)

    def _operation(self, key: Key, phase: str, message: str, attempt: int) -> None:
        before = self._store.peek(key).get("status", {}).get("operationState", {})
        now = self._store.now_text()
        started = before.get("startedAt", now) if before.get("phase") == "Running" else now
        state = {"phase": phase, "message": message, "startedAt": started, "retryCount": attempt}
        self._store.set_status(key, {"operationState": state | ({"finishedAt": now} if phase != "Running" else {})})


def _wave(resource: Compared) -> int:
    return int((resource.wanted["metadata"].get("annotations") or {}).get(_WAVE, 0))


def _asked(application: Mapping[str, Any]) -> tuple[Any, ...]:
    """What, when it changes, makes the controller look again."""
    metadata = application["metadata"]
    terminating = application.get("status", {}).get("operationState", {}).get("phase") == "Terminating"
    ordered = application.get("operation") is not None
    return application["spec"], (metadata.get("annotations") or {}).get(_REFRESH), metadata.get("deletionTimestamp"), ordered, terminating


def _misjudge(resources: list[dict[str, Any]], message: str) -> None:
    """The planned stale view: CRDs, or else the first object that has a health, look degraded."""
    judged = [entry for entry in resources if "health" in entry]
    for entry in [entry for entry in judged if entry["kind"] == "CustomResourceDefinition"][:3] or judged[:1]:
        entry["health"] = {"status": HealthStatus.DEGRADED.value, "message": message}
