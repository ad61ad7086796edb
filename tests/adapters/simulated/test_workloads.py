from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.objects import CLAIM, EVENT, POD, ObjectRef
from forge_tui.ports import Release
from tests.adapters.simulated.installing import LOGIN, pod_ref, ready, secret, until


async def install(simulation: Simulation, bundle: Path, name: str, place: str) -> None:
    await simulation.helm.install(Release(name, place, bundle / "charts" / name, {}))


async def waiting(simulation: Simulation, place: str) -> set[str]:
    pods = await simulation.cluster.list(POD, place)
    states: list[Any] = [entry["state"] for pod in pods for entry in pod["status"].get("containerStatuses", ())]
    return {state["waiting"]["reason"] for state in states if "waiting" in state}


async def test_a_deployment_becomes_ready_through_replica_set_and_pods(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "gitea", "cf-gitea")
    await until(simulation, lambda: ready(simulation, "Deployment", "cf-gitea", "gitea"))
    (pod,) = await simulation.cluster.list(POD, "cf-gitea")
    (owner,) = pod["metadata"]["ownerReferences"]
    replica_set = await simulation.cluster.get(ObjectRef("apps/v1", "ReplicaSet", owner["name"], "cf-gitea"))
    assert replica_set is not None
    assert replica_set["metadata"]["ownerReferences"][0]["kind"] == "Deployment"
    assert pod["status"]["phase"] == "Running"
    assert pod["spec"]["nodeName"] in {"node-1", "node-2", "node-3"}


async def test_it_takes_as_long_as_the_machine_says(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "gitea", "cf-gitea")
    installed_s = simulation.clock.monotonic_s()
    await until(simulation, lambda: ready(simulation, "Deployment", "cf-gitea", "gitea"))
    assert simulation.clock.monotonic_s() - installed_s == pytest.approx(30, abs=2)


async def test_a_daemon_set_has_a_pod_on_every_node(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "metallb", "metallb-system")
    await until(simulation, lambda: ready(simulation, "Deployment", "metallb-system", "controller"))
    speakers = [pod for pod in await simulation.cluster.list(POD, "metallb-system") if pod["metadata"]["name"].startswith("speaker")]
    assert {pod["spec"]["nodeName"] for pod in speakers} == {"node-1", "node-2", "node-3"}


async def test_claims_of_a_stateful_set_get_the_default_class_and_a_volume(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "openbao", "cf-openbao")
    await until(simulation, lambda: simulation.workloads.pods.is_running(key("openbao-0", "cf-openbao")))
    claims = await simulation.cluster.list(CLAIM, "cf-openbao")
    assert [(c["metadata"]["name"], c["spec"]["storageClassName"], c["status"]["phase"]) for c in claims] == [
        (f"data-openbao-{number}", "local-path", "Bound") for number in range(3)
    ]


async def test_pods_of_the_vault_run_but_are_ready_only_when_it_is_open(simulation: Simulation, bundle: Path) -> None:
    await secret(simulation, "cf-openbao", "openbao-seal", key="k" * 32)
    await install(simulation, bundle, "openbao", "cf-openbao")
    await until(simulation, lambda: simulation.workloads.pods.is_running(key("openbao-0", "cf-openbao")))
    assert not ready(simulation, "StatefulSet", "cf-openbao", "openbao")
    async with simulation.doors.vault("cf-openbao", "openbao-0") as vault:
        assert (await vault.status()).auto_unseal
        await vault.initialise(shares=1, threshold=1)
    await until(simulation, lambda: ready(simulation, "StatefulSet", "cf-openbao", "openbao"))


async def test_a_deleted_pod_comes_back_and_a_deleted_claim_empties_the_vault(simulation: Simulation, bundle: Path) -> None:
    await secret(simulation, "cf-openbao", "openbao-seal", key="k" * 32)
    await install(simulation, bundle, "openbao", "cf-openbao")
    place = key("openbao-0", "cf-openbao")
    await until(simulation, lambda: simulation.workloads.pods.is_running(place))
    async with simulation.doors.vault("cf-openbao", "openbao-0") as vault:
        await vault.initialise(shares=1, threshold=1)
    before = await simulation.cluster.get(pod_ref("openbao-0", "cf-openbao"))
    await simulation.cluster.delete(ObjectRef("v1", "PersistentVolumeClaim", "data-openbao-0", "cf-openbao"))
    await simulation.cluster.delete(pod_ref("openbao-0", "cf-openbao"))
    await until(simulation, lambda: simulation.workloads.pods.is_running(place))
    after = await simulation.cluster.get(pod_ref("openbao-0", "cf-openbao"))
    assert before is not None
    assert after is not None
    assert before["metadata"]["uid"] != after["metadata"]["uid"]
    async with simulation.doors.vault("cf-openbao", "openbao-0") as vault:
        assert not (await vault.status()).initialised


@pytest.mark.parametrize("simulation", ["image-pull"], indirect=True)
async def test_an_image_that_cannot_be_pulled_is_told_by_pod_and_event(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "metallb", "metallb-system")
    await simulation.clock.sleep(10)
    assert await waiting(simulation, "metallb-system") == {"ImagePullBackOff"}
    warnings = [event for event in await simulation.cluster.list(EVENT, "metallb-system") if event["type"] == "Warning"]
    assert {event["reason"] for event in warnings} == {"Failed"}
    await simulation.clock.sleep(3600)
    assert await waiting(simulation, "metallb-system") == {"ImagePullBackOff"}


@pytest.mark.parametrize("simulation", ["slow-heal"], indirect=True)
async def test_a_crash_loop_counts_its_restarts_and_heals(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "external-secrets", "external-secrets")
    await simulation.clock.sleep(15)
    assert "CrashLoopBackOff" in await waiting(simulation, "external-secrets")
    await until(simulation, lambda: ready(simulation, "Deployment", "external-secrets", "external-secrets-webhook"))
    assert await waiting(simulation, "external-secrets") == set()


@pytest.mark.parametrize("simulation", ["slow-heal"], indirect=True)
async def test_a_pod_without_a_node_says_so(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "cert-manager", "cert-manager")
    await simulation.clock.sleep(5)
    pods = await simulation.cluster.list(POD, "cert-manager")
    assert {pod["status"]["conditions"][0]["reason"] for pod in pods} == {"Unschedulable"}
    await until(simulation, lambda: ready(simulation, "Deployment", "cert-manager", "cert-manager"))


async def test_deleting_a_deployment_takes_its_pods_along(simulation: Simulation, bundle: Path) -> None:
    await install(simulation, bundle, "gitea", "cf-gitea")
    await until(simulation, lambda: ready(simulation, "Deployment", "cf-gitea", "gitea"))
    assert await simulation.cluster.delete(ObjectRef("apps/v1", "Deployment", "gitea", "cf-gitea"))
    assert await simulation.cluster.list(POD, "cf-gitea") == []


async def test_doors_are_shut_until_the_services_answer(simulation: Simulation, bundle: Path) -> None:
    from forge_tui.domain.failures import GitServerRefused, VaultUnreachable
    from forge_tui.ports import Credentials

    with pytest.raises(VaultUnreachable):
        async with simulation.doors.vault("cf-openbao", "openbao-0"):
            pass
    with pytest.raises(GitServerRefused, match="no ready pod"):
        async with simulation.doors.git_server("cf-gitea", "gitea-http", LOGIN):
            pass
    await secret(simulation, "cf-gitea", "gitea-admin-credentials", username=LOGIN.username, password=LOGIN.password)
    await install(simulation, bundle, "gitea", "cf-gitea")
    await until(simulation, lambda: ready(simulation, "Deployment", "cf-gitea", "gitea"))
    with pytest.raises(GitServerRefused, match="does not accept the login"):
        async with simulation.doors.git_server("cf-gitea", "gitea-http", Credentials("forge-admin", "wrong")):
            pass


def key(name: str, place: str) -> Any:
    from forge_tui.adapters.simulated.store import Key

    return Key("", "Pod", place, name)
