"""What the simulated cluster does beyond the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.simulated.labels import matches
from forge_tui.adapters.simulated.machine_files import load_machine, machine_of
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.failures import NotAuthorised, ObjectRefused
from forge_tui.domain.objects import CRD, FIELD_MANAGER, NODE, SECRET, STORAGE_CLASS, Manifest, ObjectRef
from forge_tui.ports import Release
from tests.adapters.simulated.installing import namespace, ready, until

POOL: Manifest = {
    "apiVersion": "metallb.io/v1beta1",
    "kind": "IPAddressPool",
    "metadata": {"name": "probe", "namespace": "metallb-system"},
    "spec": {"addresses": ["192.0.2.1/32"]},
}


async def test_the_machine_stands_in_the_cluster(simulation: Simulation) -> None:
    identity = await simulation.cluster.identity()
    assert (identity.context, identity.version) == ("small", "v1.34.1")
    assert len(await simulation.cluster.list(NODE)) == 3
    assert [entry["metadata"]["name"] for entry in await simulation.cluster.list(STORAGE_CLASS)] == ["local-path", "multinode"]


async def test_a_webhook_refuses_until_a_pod_answers(simulation: Simulation, bundle: Path) -> None:
    await simulation.helm.install(Release("metallb", "metallb-system", bundle / "charts" / "metallb", {}))
    await until(simulation, lambda: simulation.cluster.served(ObjectRef.of(POOL).of_kind))
    with pytest.raises(ObjectRefused, match=r'failed calling webhook .* no endpoints available for service "metallb-webhook-service"'):
        await simulation.cluster.dry_run(POOL)
    await until(simulation, lambda: ready(simulation, "Deployment", "metallb-system", "controller"))
    await simulation.cluster.dry_run(POOL)
    assert await simulation.cluster.get(ObjectRef.of(POOL)) is None


async def test_a_definition_is_established_a_moment_after_it_is_applied(simulation: Simulation, bundle: Path) -> None:
    manifests = await simulation.helm.template(
        Release("gateway-api", "default", bundle / "charts" / "gateway-api", {}), kube_version="v1.34.1"
    )
    crd = next(manifest for manifest in manifests if manifest["kind"] == CRD.kind)
    assert "status" not in await simulation.cluster.apply(crd, manager=FIELD_MANAGER)
    await simulation.clock.sleep(5)
    live = await simulation.cluster.get(ObjectRef.of(crd))
    assert live is not None
    assert {entry["type"]: entry["status"] for entry in live["status"]["conditions"]} == {"NamesAccepted": "True", "Established": "True"}


async def test_string_data_of_a_secret_is_encoded(simulation: Simulation) -> None:
    await namespace(simulation, "place")
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "place"}, "stringData": {"k": "v"}}
    assert (await simulation.cluster.apply(secret, manager=FIELD_MANAGER))["data"] == {"k": "dg=="}


async def test_status_cannot_be_written_with_the_object(simulation: Simulation) -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node-1"}, "status": {"conditions": []}}
    applied = await simulation.cluster.apply(node, manager=FIELD_MANAGER)
    assert applied["status"]["conditions"]


async def test_deleting_a_namespace_takes_its_content_along(simulation: Simulation) -> None:
    await namespace(simulation, "place")
    await simulation.cluster.create({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "place"}})
    await simulation.cluster.delete(ObjectRef("v1", "Namespace", "place"))
    assert await simulation.cluster.list(SECRET, "place") == []


async def test_a_finalizer_holds_an_object_until_it_is_removed(simulation: Simulation) -> None:
    await namespace(simulation, "place")
    ref = ObjectRef("v1", "Secret", "s", "place")
    metadata = {"name": "s", "namespace": "place", "finalizers": ["example/hold"]}
    await simulation.cluster.create({"apiVersion": "v1", "kind": "Secret", "metadata": metadata})
    await simulation.cluster.delete(ref)
    assert await simulation.cluster.get(ref) is not None
    await simulation.cluster.patch(ref, {"metadata": {"finalizers": None}})
    assert await simulation.cluster.get(ref) is None


async def test_what_a_machine_forbids_is_not_allowed(bundle: Path) -> None:
    machine = machine_of({"base": "small", "forbidden": [{"verb": "list", "resource": "secrets", "namespace": "argocd"}]})
    simulation = Simulation(machine, speed=1.0, bundle=bundle)
    assert not await simulation.cluster.allowed("list", "secrets", namespace="argocd")
    assert await simulation.cluster.allowed("list", "secrets", namespace="other")
    with pytest.raises(NotAuthorised, match="not allowed to list secrets in namespace argocd"):
        await simulation.cluster.list(SECRET, "argocd")


async def test_equal_machines_give_equal_clusters(bundle: Path) -> None:
    one, two = (Simulation(load_machine("small"), speed=1.0, bundle=bundle) for _ in range(2))
    assert list(one.store.select("", "Node")) == list(two.store.select("", "Node"))


@pytest.mark.parametrize(
    ("selector", "fits"),
    [("a=1", True), ("a==1,b=2", True), ("a!=1", False), ("c", False), ("!c", True), ("a in (1,2)", True), ("a notin (1)", False)],
)
def test_label_selectors_are_those_of_kubectl(selector: str, fits: bool) -> None:
    assert matches({"metadata": {"labels": {"a": "1", "b": "2"}}}, selector) is fits
