from __future__ import annotations

from pathlib import Path

from forge_tui.adapters.catalogue_file import load_root_values
from forge_tui.adapters.simulated.machine_files import load_machine
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.adapters.simulated.stand_ins import stand_in
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
    data = stand_in("novelty", {"version": "2"}, 5.0)
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
