from __future__ import annotations

from pathlib import Path
from typing import Any

from forge_tui.adapters.catalogue_file import load_root_values
from forge_tui.adapters.simulated.machine import ComponentData
from forge_tui.adapters.simulated.machine_files import load_machine
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.adapters.simulated.stand_ins import conditions_of, stand_in, used_kinds
from forge_tui.domain import catalogue
from forge_tui.engine import probing
from forge_tui.ports import Release
from tests.adapters.simulated.conftest import ROOT_VALUES

PROBED = """
  widgets:
    enabled: true
    title: Widgets
    layer: platform
    namespace: widgets
    version: 1.0.0
    wave: 0
    seconds: 8
    probes:
      - {kind: crd-established, names: [widgets.example.org, gadgets.example.org]}
      - kind: dry-run
        manifest: {apiVersion: example.org/v1beta1, kind: Widget, metadata: {name: probe, namespace: widgets}, spec: {}}
      - {kind: condition, apiVersion: example.org/v2, objectKind: Gadget, name: main, type: Polished, status: "True"}
      - {kind: condition, apiVersion: apps/v1, objectKind: Deployment, namespace: widgets, name: press, type: Available}
      - {kind: secret-key, namespace: widgets, name: key, key: word}
"""


def test_a_component_without_probes_is_one_deployment() -> None:
    data = stand_in("novelty", {"version": "2"}, 5.0, {})
    assert [(entry.kind, entry.name, entry.image) for entry in data.workloads] == [("Deployment", "novelty", "novelty:2")]
    assert data.seconds == 5


async def test_the_probes_of_a_component_that_no_machine_names_come_to_pass(bundle: Path) -> None:
    (bundle / "root" / "values.yaml").write_text(ROOT_VALUES + PROBED)
    simulation = Simulation(load_machine("small"), speed=1.0, bundle=bundle)
    values = load_root_values(bundle)
    component = catalogue.parse({"components": {"widgets": values["components"]["widgets"]}})["widgets"]
    async with simulation.running():
        release = Release("widgets", "widgets", bundle / "charts" / "widgets", {})
        manifests = await simulation.helm.template(release, kube_version="v1.34.1")
        for manifest in (manifest for manifest in manifests if manifest["kind"] == "CustomResourceDefinition"):
            await simulation.cluster.apply(manifest, manager="argocd-controller")
        assert await probing.why_not(simulation.cluster, component)
        await simulation.clock.sleep(10)
        await simulation.helm.install(release)
        await simulation.clock.sleep(30)
        assert await probing.why_not(simulation.cluster, component) == ""


def named(**entry: Any) -> ComponentData:
    return stand_in("novelty", {"version": "2", **entry}, 5.0, used_kinds({"novelty": entry}))


def test_crds_alone_run_nothing() -> None:
    data = named(probes=[{"kind": "crd-established", "names": ["widgets.example.org"]}])
    assert (data.workloads, data.services) == ((), ())
    assert [crd.name for crd in data.crds] == ["widgets.example.org"]


def test_a_pod_that_a_probe_names_is_one_of_a_stateful_set() -> None:
    pod = {
        "kind": "condition",
        "apiVersion": "v1",
        "objectKind": "Pod",
        "namespace": "n",
        "name": "store-pool-2",
        "type": "Ready",
        "status": "True",
    }
    (workload,) = named(probes=[pod]).workloads
    assert (workload.kind, workload.name, workload.replicas) == ("StatefulSet", "store-pool", 3)


def test_keys_of_one_secret_are_one_object_and_come_from_the_vault_where_it_is_at_hand() -> None:
    probes = [{"kind": "secret-key", "namespace": "n", "name": "s", "key": key} for key in ("one", "two")]
    (plain,) = named(probes=probes).resources
    assert (plain["kind"], sorted(plain["data"])) == ("Secret", ["one", "two"])
    edge = {"name": "external-secrets-config", "strength": "hard"}
    (external,) = named(probes=probes, dependsOn=[edge]).resources
    assert external["kind"] == "ExternalSecret"
    assert [entry["secretKey"] for entry in external["spec"]["data"]] == ["one", "two"]


def test_kinds_are_known_from_the_probes_of_other_components() -> None:
    probe = {
        "kind": "condition",
        "apiVersion": "example.org/v1beta1",
        "objectKind": "WidgetPress",
        "name": "p",
        "type": "Up",
        "status": "True",
    }
    uses = used_kinds({"user": {"probes": [probe]}})
    (crd,) = stand_in("owner", {"probes": [{"kind": "crd-established", "names": ["widgetpresses.example.org"]}]}, 5.0, uses).crds
    assert (crd.kind, crd.versions, crd.scope) == ("WidgetPress", ("v1beta1",), "Cluster")


def test_whatever_a_probe_wants_of_an_aggregated_api_is_given() -> None:
    probe = {"kind": "condition", "apiVersion": "apiregistration.k8s.io/v1", "objectKind": "APIService", "name": "a", "type": "Available"}
    assert conditions_of({"keda": {"probes": [probe, probe]}}) == {("apiregistration.k8s.io", "APIService"): ["Available"]}
