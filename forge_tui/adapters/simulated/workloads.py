"""Controllers of Deployments, StatefulSets, DaemonSets, Jobs and claims: they make pods, and the pods become ready in time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from forge_tui.adapters.simulated.faults import POD_FAULTS, suffer
from forge_tui.adapters.simulated.kinds import group_of
from forge_tui.adapters.simulated.machine import FaultKind, Machine, Workload
from forge_tui.adapters.simulated.manifests import INSTANCE_LABEL, SEAL_ANNOTATION, Renderer, short_hash
from forge_tui.adapters.simulated.pods import Pods, owner_reference
from forge_tui.adapters.simulated.store import Change, Key, Store
from forge_tui.adapters.simulated.supervisor import Supervisor
from forge_tui.adapters.simulated.vault_state import VaultState
from forge_tui.domain.objects import Manifest
from forge_tui.ports import Clock

_SEAL_SECRET = Key("", "Secret", "cf-openbao", "openbao-seal")
_VAULT_CLAIM = "data-openbao-0"
_DEFAULT = "storageclass.kubernetes.io/is-default-class"
_BIND_S = 0.1
_POLL_S = 0.5
_APPS = ("Deployment", "StatefulSet", "DaemonSet")


class Workloads:
    """The controller manager and the kubelets in one."""

    def __init__(self, machine: Machine, renderer: Renderer, store: Store, clock: Clock, vault: VaultState) -> None:
        self._machine = machine
        self._renderer = renderer
        self._store = store
        self._clock = clock
        self._vault = vault
        self.pods = Pods(store, tuple(node.name for node in machine.nodes))

    def register(self, supervisor: Supervisor) -> None:
        """Give the kinds their lives."""
        for kind in _APPS:
            supervisor.register(("apps", kind), self._live)
        supervisor.register(("batch", "Job"), self._live)
        supervisor.register(("", "PersistentVolumeClaim"), self._bind)

        def pod_lost(change: Change, manifest: Manifest, _: Manifest | None) -> None:
            """Whoever owns a deleted pod makes a new one; a deleted claim takes the vault's storage with it."""
            if change == "deleted" and manifest["kind"] == "PersistentVolumeClaim" and manifest["metadata"]["name"] == _VAULT_CLAIM:
                self._vault.wipe()
            if change == "deleted" and manifest["kind"] == "Pod":
                for owner in self._owners(manifest):
                    supervisor.restart(owner)

        self._store.subscribe(pod_lost)

    def _owners(self, manifest: Mapping[str, Any]) -> Iterator[Key]:
        """The workloads behind a pod or replica set."""
        for owner in manifest["metadata"].get("ownerReferences", ()):
            key = Key(group_of(owner["apiVersion"]), owner["kind"], manifest["metadata"]["namespace"], owner["name"])
            if owner["kind"] == "ReplicaSet":
                yield from self._owners(self._store.peek(key) or {"metadata": {}})
            else:
                yield key

    async def _live(self, key: Key) -> None:
        workload = self._store.read(key)
        if workload is None:
            return
        await self._clock.sleep(0.1)
        keys = self._make_pods(workload)
        self._report(key, keys)
        if not all(map(self.pods.is_ready, keys)):
            await self._claims_bound(workload, keys)
            await self._become_ready(key, workload, keys)
        self._report(key, keys, done=True)

    async def _become_ready(self, key: Key, workload: Manifest, keys: list[Key]) -> None:
        """Schedule, wait, suffer what the machine plans, run, be ready."""
        component = workload["metadata"].get("labels", {}).get(INSTANCE_LABEL, "")
        image = workload["spec"]["template"]["spec"]["containers"][0]["image"]
        faults = self._machine.faults_of(component, *POD_FAULTS)
        for fault in (fault for fault in faults if fault.kind is FaultKind.UNSCHEDULABLE):
            await suffer(fault, self.pods, keys, image, self._clock)
        nodes = [node.name for node in self._machine.nodes]
        for place, pod in enumerate(keys):
            self.pods.schedule(pod, nodes[place % len(nodes)] if key.kind == "DaemonSet" else "")
        for fault in (fault for fault in faults if fault.kind is not FaultKind.UNSCHEDULABLE):
            await suffer(fault, self.pods, keys, image, self._clock)
        await self._clock.sleep(self._renderer.ready_after_s(component, key.name))
        if self._data(component, key.name).ready == "unsealed":
            await self._start_vault(key, workload, keys)
        for pod in keys:
            if key.kind == "Job":
                self.pods.succeeded(pod)
            else:
                self.pods.running(pod, ready=True)

    async def _start_vault(self, key: Key, workload: Manifest, keys: list[Key]) -> None:
        """Pods of the vault run at once, and are ready when it is initialised and unsealed."""
        seal = (workload["spec"]["template"]["metadata"].get("annotations") or {}).get(SEAL_ANNOTATION)
        self._vault.auto_unseal = seal == "static" and bool(self._store.peek(_SEAL_SECRET))
        if self._vault.auto_unseal and self._vault.initialised:
            self._vault.unseal()
        for pod in keys:
            self.pods.running(pod, ready=self._vault.open)
        self._report(key, keys)
        await self._vault.opened()
        await self._clock.sleep(1.0)

    async def _claims_bound(self, workload: Manifest, keys: list[Key]) -> None:
        claims = list(self._claims(workload, keys))
        while not all(self._store.peek(claim).get("status", {}).get("phase") == "Bound" for claim in claims):
            missing = [claim.name for claim in claims if not self._store.peek(claim)]
            problem = f'persistentvolumeclaim "{missing[0]}" not found' if missing else "pod has unbound immediate PersistentVolumeClaims"
            if missing or not any(map(self._classed, claims)):
                for pod in keys:
                    self.pods.unschedulable(pod, f"0/{len(self._machine.nodes)} nodes are available: {problem}.")
            await self._clock.sleep(_POLL_S)

    def _claims(self, workload: Manifest, keys: list[Key]) -> Iterator[Key]:
        """Claims of the pods; those of templates are made."""
        namespace = workload["metadata"]["namespace"]
        for template in workload["spec"].get("volumeClaimTemplates") or ():
            for pod in keys:
                claim = Key("", "PersistentVolumeClaim", namespace, f"{template['metadata']['name']}-{pod.name}")
                if not self._store.peek(claim):
                    metadata = {"name": claim.name, "namespace": namespace, "labels": dict(workload["metadata"].get("labels") or {})}
                    spec = dict(template["spec"])
                    self._store.write(
                        {"apiVersion": "v1", "kind": claim.kind, "metadata": metadata, "spec": spec, "status": {"phase": "Pending"}}
                    )
                yield claim
        for volume in workload["spec"]["template"]["spec"].get("volumes") or ():
            if "persistentVolumeClaim" in volume:
                yield Key("", "PersistentVolumeClaim", namespace, volume["persistentVolumeClaim"]["claimName"])

    async def _bind(self, key: Key) -> None:
        """Give a claim the default class when it names none, and a volume when the class exists."""
        self._store.set_status(key, {"phase": "Pending"})
        while not self._classed(key):
            await self._clock.sleep(5.0)
        await self._clock.sleep(_BIND_S)
        claim = self._store.read(key)
        if claim is None:
            return
        capacity = claim["spec"].get("resources", {}).get("requests", {})
        self._store.set_status(key, {"phase": "Bound", "capacity": capacity, "accessModes": claim["spec"].get("accessModes", [])})

    def _classed(self, key: Key) -> bool:
        """Whether the claim's class exists; one without a class is given the default."""
        claim = self._store.read(key)
        if claim is None:
            return True
        classes = {entry["metadata"]["name"]: entry for entry in self._store.select("storage.k8s.io", "StorageClass")}
        if claim["spec"].get("storageClassName") is None:
            default = next(
                (name for name, entry in classes.items() if entry["metadata"].get("annotations", {}).get(_DEFAULT) == "true"), None
            )
            if default is None:
                return False
            claim["spec"]["storageClassName"] = default
            self._store.write(claim, generation=False)
        return claim["spec"]["storageClassName"] in classes

    def _make_pods(self, workload: Manifest) -> list[Key]:
        kind, name, spec = workload["kind"], workload["metadata"]["name"], workload["spec"]
        template = spec["template"]
        if kind == "StatefulSet":
            names = [f"{name}-{ordinal}" for ordinal in range(spec.get("replicas", 1))]
            return [self.pods.make(workload, pod, _with_volumes(template, spec, pod)) for pod in names]
        digest = short_hash(json.dumps(template, sort_keys=True) + workload["metadata"]["uid"])
        if kind == "Deployment":
            replica_set = self._replica_set(workload, f"{name}-{digest}")
            names = [f"{name}-{digest}-{short_hash(f'{digest}{i}', 5)}" for i in range(spec.get("replicas", 1))]
            return [self.pods.make(replica_set, pod, template) for pod in names]
        if kind == "DaemonSet":
            return [self.pods.make(workload, f"{name}-{short_hash(digest + node.name, 5)}", template) for node in self._machine.nodes]
        return [self.pods.make(workload, f"{name}-{digest[:5]}", template)]

    def _replica_set(self, deployment: Manifest, name: str) -> Manifest:
        """The Deployment's current replica set; those of older templates go, and their pods with them."""
        uid = deployment["metadata"]["uid"]
        namespace = deployment["metadata"]["namespace"]
        for other in self._store.select("apps", "ReplicaSet", namespace):
            if any(owner["uid"] == uid for owner in other["metadata"].get("ownerReferences", ())) and other["metadata"]["name"] != name:
                self._store.remove(Key("apps", "ReplicaSet", namespace, other["metadata"]["name"]))
        labels = dict(deployment["metadata"].get("labels") or {})
        metadata = {"name": name, "namespace": namespace, "labels": labels, "ownerReferences": [owner_reference(deployment)]}
        spec = {field: deployment["spec"].get(field) for field in ("replicas", "selector", "template")}
        return self._store.write({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": metadata, "spec": spec})

    def _report(self, key: Key, keys: list[Key], *, done: bool = False) -> None:
        """Write the workload's status from its pods'."""
        live: Mapping[str, Any] = self._store.peek(key)
        if not live:
            return
        ready = sum(map(self.pods.is_ready, keys))
        self._store.set_status(key, _status(key.kind, live, len(keys), ready, self._store.now_text(), done))

    def _data(self, component: str, name: str) -> Workload:
        found = (entry for entry in self._renderer.data(component).workloads if entry.name == name)
        return next(found, Workload("", name, ""))


def _with_volumes(template: Mapping[str, Any], spec: Mapping[str, Any], pod: str) -> dict[str, Any]:
    """A pod of a StatefulSet names its own claims."""
    claims = [entry["metadata"]["name"] for entry in spec.get("volumeClaimTemplates") or ()]
    volumes = [{"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod}"}} for name in claims]
    return {**template, "spec": {**template["spec"], "volumes": [*(template["spec"].get("volumes") or ()), *volumes]}}


def _status(kind: str, live: Mapping[str, Any], wanted: int, ready: int, now: str, done: bool) -> dict[str, Any]:
    """Status as the kind's own controller writes it."""
    observed = {"observedGeneration": live["metadata"].get("generation", 1)}
    if kind == "DaemonSet":
        counts = {"desiredNumberScheduled": wanted, "currentNumberScheduled": wanted, "updatedNumberScheduled": wanted}
        return observed | counts | {"numberReady": ready, "numberAvailable": ready, "numberUnavailable": wanted - ready}
    if kind == "Job":
        if not done:
            return {"active": wanted, "startTime": now}
        complete = {"type": "Complete", "status": "True", "lastTransitionTime": now}
        return {"active": 0, "succeeded": wanted, "completionTime": now, "conditions": [complete]}
    counts = {"replicas": wanted, "updatedReplicas": wanted, "readyReplicas": ready, "availableReplicas": ready}
    if kind == "StatefulSet":
        return observed | counts | {"currentReplicas": wanted, "currentRevision": "1", "updateRevision": "1"}
    word, reason = ("True", "MinimumReplicasAvailable") if ready >= wanted else ("False", "MinimumReplicasUnavailable")
    available = {"type": "Available", "status": word, "reason": reason, "lastTransitionTime": now}
    progressing = {"type": "Progressing", "status": "True", "reason": "ReplicaSetUpdated", "lastTransitionTime": now}
    return observed | counts | {"unavailableReplicas": wanted - ready, "conditions": [available, progressing]}
