from __future__ import annotations

from pathlib import Path
from typing import Any

from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.component import VaultRole
from forge_tui.domain.objects import FIELD_MANAGER, Manifest, ObjectRef
from forge_tui.ports import Release
from tests.adapters.simulated.installing import namespace, ready, secret, until

STORE = ObjectRef("external-secrets.io/v1beta1", "ClusterSecretStore", "openbao-secret-store")
EXTERNAL = ObjectRef("external-secrets.io/v1beta1", "ExternalSecret", "platform-domain", "external-secrets")


async def install(simulation: Simulation, bundle: Path, name: str, place: str) -> None:
    await simulation.helm.install(Release(name, place, bundle / "charts" / name, {}))


def condition(simulation: Simulation, ref: ObjectRef) -> dict[str, Any]:
    live: Manifest = next((m for m in simulation.store.select("external-secrets.io", ref.kind) if m["metadata"]["name"] == ref.name), {})
    return next(iter(live.get("status", {}).get("conditions", ())), {})


async def test_a_secret_is_copied_once_the_vault_is_open_and_seeded(simulation: Simulation, bundle: Path) -> None:
    await secret(simulation, "cf-openbao", "openbao-seal", key="k" * 32)
    await install(simulation, bundle, "openbao", "cf-openbao")
    await install(simulation, bundle, "external-secrets", "external-secrets")
    await until(simulation, lambda: ready(simulation, "Deployment", "external-secrets", "external-secrets-webhook"))
    await install(simulation, bundle, "external-secrets-config", "external-secrets")
    await until(simulation, lambda: condition(simulation, STORE).get("status") == "False")
    assert "sealed" in condition(simulation, STORE)["message"]
    async with simulation.doors.vault("cf-openbao", "openbao-0") as vault:
        token = (await vault.initialise(shares=1, threshold=1)).root_token
        await vault.ensure_kv(token, "secrets")
        await vault.ensure_kubernetes_role(token, VaultRole("external-secrets", ("e",), ("e",), ("p",)))
        await until(simulation, lambda: condition(simulation, STORE).get("status") == "True")
        await until(simulation, lambda: "does not exist: cluster-domain" in condition(simulation, EXTERNAL).get("message", ""))
        await vault.seed(token, "secrets", "cluster-domain", "demo.example")
    await until(simulation, lambda: condition(simulation, EXTERNAL).get("status") == "True")
    copied = await simulation.cluster.get(ObjectRef("v1", "Secret", "platform-domain", "external-secrets"))
    assert copied is not None
    assert copied["data"] == {"value": "ZGVtby5leGFtcGxl"}


async def test_a_certificate_is_issued_once_cert_manager_runs(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "cert-manager", "cert-manager")
    await until(simulation, lambda: ready(simulation, "Deployment", "cert-manager", "cert-manager-webhook"))
    await namespace(simulation, "place")
    certificate = {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Certificate",
        "metadata": {"name": "c", "namespace": "place"},
        "spec": {"secretName": "c-tls"},
    }
    await simulation.cluster.apply(certificate, manager=FIELD_MANAGER)
    await simulation.clock.sleep(5)
    issued = await simulation.cluster.get(ObjectRef("v1", "Secret", "c-tls", "place"))
    assert issued is not None
    assert set(issued["data"]) == {"tls.crt", "tls.key", "ca.crt"}


async def test_a_balancer_gets_an_address_once_metallb_runs(simulation: Simulation, bundle: Path) -> None:
    spec = {"type": "LoadBalancer", "ports": [{"port": 80}]}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s", "namespace": "default"}, "spec": spec}
    await simulation.cluster.apply(service, manager=FIELD_MANAGER)
    await simulation.clock.sleep(60)
    ref = ObjectRef.of(service)
    before = await simulation.cluster.get(ref)
    await install(simulation, bundle, "metallb", "metallb-system")
    await simulation.clock.sleep(60)
    after = await simulation.cluster.get(ref)
    assert before is not None
    assert after is not None
    assert "status" not in before
    assert after["status"]["loadBalancer"]["ingress"]
