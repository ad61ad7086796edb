"""Stand-ins for the platform's operators and the API server's own loops: they give objects the status that dependents read."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from forge_tui.adapters.simulated.kinds import GroupKind
from forge_tui.adapters.simulated.manifests import INSTANCE_LABEL, Renderer
from forge_tui.adapters.simulated.store import Key, Store
from forge_tui.adapters.simulated.supervisor import Supervisor
from forge_tui.adapters.simulated.vault_state import VaultState
from forge_tui.domain.objects import Manifest
from forge_tui.ports import Clock

_ESO = "external-secrets.io"
_CERT = "cert-manager.io"
_GATEWAY = "gateway.networking.k8s.io"
_ADDRESS = "192.0.2.10"
"""From the range for documentation (RFC 5737)."""
_POLL_S = 2.0
_WORK_S = 1.0


class Operators:
    """CRDs become established, stores and secrets ready, certificates issued, balancers addressed."""

    def __init__(
        self,
        renderer: Renderer,
        store: Store,
        clock: Clock,
        vault: VaultState,
        wanted: Mapping[GroupKind, list[str]],
        *,
        establish_s: float,
    ) -> None:
        """`wanted` holds kinds of components that no machine names, and the conditions that their objects shall get."""
        self._wanted = wanted
        self._renderer = renderer
        self._store = store
        self._clock = clock
        self._vault = vault
        self._establish_s = establish_s

    def register(self, supervisor: Supervisor) -> None:
        """Give the kinds their lives."""
        supervisor.register(("apiextensions.k8s.io", "CustomResourceDefinition"), self._establish)
        supervisor.register((_ESO, "ClusterSecretStore"), self._store_ready)
        supervisor.register((_ESO, "SecretStore"), self._store_ready)
        supervisor.register((_ESO, "ExternalSecret"), self._secret_synced)
        supervisor.register((_CERT, "Certificate"), self._certificate_issued)
        for kind in ("Issuer", "ClusterIssuer"):
            supervisor.register((_CERT, kind), self._given("cert-manager", ["Ready"]))
        supervisor.register((_GATEWAY, "GatewayClass"), self._given("", ["Accepted"]))
        supervisor.register((_GATEWAY, "Gateway"), self._given("", ["Accepted", "Programmed"]))
        supervisor.register(("", "Service"), self._addressed)
        for wanted, conditions in self._wanted.items():
            if not supervisor.knows(wanted):
                supervisor.register(wanted, self._given("", conditions))

    async def _establish(self, key: Key) -> None:
        await self._clock.sleep(self._establish_s)
        crd = self._store.read(key)
        if crd is None:
            return
        stored = [version["name"] for version in crd["spec"]["versions"] if version.get("storage")]
        conditions = [
            self._condition("NamesAccepted", "True", "NoConflicts"),
            self._condition("Established", "True", "InitialNamesAccepted"),
        ]
        self._store.set_status(key, {"conditions": conditions, "acceptedNames": crd["spec"]["names"], "storedVersions": stored})

    async def _store_ready(self, key: Key) -> None:
        """Ready when the operator runs and the vault lets it in."""
        while True:
            await self._clock.sleep(_POLL_S)
            spec = self._store.peek(key).get("spec", {})
            if not self._runs("external-secrets"):
                continue
            if "vault" not in (spec.get("provider") or {}):
                break
            if self._vault.open and self._vault.roles:
                break
            message = "unable to log in to the vault: " + ("permission denied" if self._vault.open else "Vault is sealed")
            self._store.set_status(key, {"conditions": [self._condition("Ready", "False", "InvalidProviderConfig", message)]})
        self._store.set_status(key, {"conditions": [self._condition("Ready", "True", "Valid", "store validated")]})

    async def _secret_synced(self, key: Key) -> None:
        """Ready when its store is and the vault holds each key; the Secret then exists."""
        while True:
            await self._clock.sleep(_POLL_S)
            external = self._store.read(key)
            if external is None:
                return
            problem = self._why_not_synced(external)
            if not problem:
                break
            self._store.set_status(key, {"conditions": [self._condition("Ready", "False", "SecretSyncedError", problem)]})
        self._write_secret(key, self._values(external), external["spec"].get("target", {}).get("name") or key.name)
        self._store.set_status(key, {"conditions": [self._condition("Ready", "True", "SecretSynced", "secret synced")]})

    def _why_not_synced(self, external: Manifest) -> str:
        wanted = external["spec"]["secretStoreRef"]
        kind = wanted.get("kind", "SecretStore")
        place = Key(_ESO, kind, "" if kind == "ClusterSecretStore" else external["metadata"]["namespace"], wanted["name"])
        conditions = self._store.peek(place).get("status", {}).get("conditions", ())
        if not any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions):
            return f"{kind} {wanted['name']} is not ready"
        known = {path for _, path in self._vault.entries}
        missing = [entry["remoteRef"]["key"] for entry in external["spec"].get("data", ()) if entry["remoteRef"]["key"] not in known]
        return f"could not get secret data from provider: Secret does not exist: {missing[0]}" if missing else ""

    def _values(self, external: Manifest) -> dict[str, str]:
        entries = {path: value for (_, path), value in self._vault.entries.items()}
        return {entry["secretKey"]: entries[entry["remoteRef"]["key"]] for entry in external["spec"].get("data", ())}

    async def _certificate_issued(self, key: Key) -> None:
        while not self._runs("cert-manager"):
            await self._clock.sleep(_POLL_S)
        await self._clock.sleep(_WORK_S)
        name = self._store.peek(key).get("spec", {}).get("secretName", key.name)
        words = {field: hashlib.sha256(f"{key}/{field}".encode()).hexdigest() for field in ("tls.crt", "tls.key", "ca.crt")}
        self._write_secret(key, words, name, "kubernetes.io/tls")
        self._store.set_status(key, {"conditions": [self._condition("Ready", "True", "Ready", "Certificate is up to date")]})

    def _given(self, component: str, kinds: list[str]) -> Callable[[Key], Any]:
        """A life that sets these conditions once the component runs."""

        async def life(key: Key) -> None:
            while component and not self._runs(component):
                await self._clock.sleep(_POLL_S)
            owner = (self._store.peek(key).get("metadata") or {}).get("labels", {}).get(INSTANCE_LABEL, "")
            await self._clock.sleep(self._renderer.made_ready_after_s(owner) if owner else _WORK_S)
            if self._store.peek(key):
                self._store.set_status(key, {"conditions": [self._condition(kind, "True", kind) for kind in kinds]})

        return life

    async def _addressed(self, key: Key) -> None:
        if self._store.peek(key).get("spec", {}).get("type") != "LoadBalancer":
            return
        while not self._runs("metallb"):
            await self._clock.sleep(_POLL_S)
        self._store.set_status(key, {"loadBalancer": {"ingress": [{"ip": _ADDRESS}]}})

    def _runs(self, component: str) -> bool:
        """Whether the component's first workload has a ready pod, wherever it lives."""
        names = [entry.name for entry in self._renderer.data(component).workloads]
        for kind in ("Deployment", "StatefulSet"):
            for live in self._store.view("apps", kind):
                if live["metadata"]["name"] in names and live.get("status", {}).get("readyReplicas"):
                    return True
        return False

    def _write_secret(self, owner: Key, values: Mapping[str, str], name: str, kind: str = "Opaque") -> None:
        live = self._store.peek(owner)
        data = {field: base64.b64encode(value.encode()).decode() for field, value in values.items()}
        reference = {field: live[field] for field in ("apiVersion", "kind")} | {field: live["metadata"][field] for field in ("name", "uid")}
        metadata = {"name": name, "namespace": owner.namespace, "ownerReferences": [reference]}
        self._store.write({"apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": metadata, "data": data})

    def _condition(self, kind: str, status: str, reason: str, message: str = "") -> dict[str, Any]:
        return {"type": kind, "status": status, "reason": reason, "message": message, "lastTransitionTime": self._store.now_text()}
