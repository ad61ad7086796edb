from __future__ import annotations

from pathlib import Path

from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.objects import CRD, DEPLOYMENT, SECRET, ObjectRef
from forge_tui.ports import Release


def release(bundle: Path, **values: object) -> Release:
    return Release("metallb", "metallb-system", bundle / "charts" / "metallb", values)


async def test_helm_is_new_enough(simulation: Simulation) -> None:
    assert await simulation.helm.version() == "3.21.0"


async def test_a_chart_renders_to_what_the_machine_knows(simulation: Simulation, bundle: Path) -> None:
    manifests = await simulation.helm.template(release(bundle), kube_version="v1.34.1")
    names = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}
    assert {("CustomResourceDefinition", "ipaddresspools.metallb.io"), ("Deployment", "controller"), ("DaemonSet", "speaker")} <= names


async def test_a_chart_that_no_machine_knows_renders_to_one_deployment(simulation: Simulation, bundle: Path) -> None:
    unknown = Release("novelty", "novelty", bundle / "charts" / "novelty", {})
    manifests = await simulation.helm.template(unknown, kube_version="v1.34.1")
    (deployment,) = (manifest for manifest in manifests if manifest["kind"] == "Deployment")
    assert deployment["spec"]["template"]["spec"]["containers"][0]["image"] == "novelty:2.0.0"


async def test_the_root_renders_to_applications(simulation: Simulation, bundle: Path) -> None:
    manifests = await simulation.helm.template(Release("cluster-forge", "argocd", bundle / "root", {}), kube_version="v1.34.1")
    assert [manifest["metadata"]["name"] for manifest in manifests] == ["cluster-forge", "metallb", "novelty"]


async def test_installing_twice_changes_nothing(simulation: Simulation, bundle: Path) -> None:
    assert await simulation.helm.install(release(bundle)) is True
    before = list(await simulation.cluster.list(DEPLOYMENT, "metallb-system"))
    assert await simulation.helm.install(release(bundle)) is False
    assert [live["metadata"]["generation"] for live in await simulation.cluster.list(DEPLOYMENT, "metallb-system")] == [
        live["metadata"]["generation"] for live in before
    ]


async def test_other_values_are_another_install(simulation: Simulation, bundle: Path) -> None:
    await simulation.helm.install(release(bundle))
    assert await simulation.helm.install(release(bundle, colour="blue")) is True


async def test_an_install_leaves_the_marks_of_helm(simulation: Simulation, bundle: Path) -> None:
    await simulation.helm.install(release(bundle))
    live = await simulation.cluster.get(ObjectRef(DEPLOYMENT.api_version, DEPLOYMENT.kind, "controller", "metallb-system"))
    assert live is not None
    assert live["metadata"]["annotations"]["meta.helm.sh/release-name"] == "metallb"
    assert await simulation.cluster.list(SECRET, "metallb-system", "owner=helm,status=deployed")


async def test_helm_leaves_a_definition_that_is_there_alone(simulation: Simulation, bundle: Path) -> None:
    for manifest in await simulation.helm.template(release(bundle), kube_version="v1.34.1"):
        if manifest["kind"] == CRD.kind:
            await simulation.cluster.apply(manifest, manager="argocd-controller")
    before = {crd["metadata"]["name"]: crd["metadata"]["generation"] for crd in await simulation.cluster.list(CRD)}
    await simulation.helm.install(release(bundle))
    assert {crd["metadata"]["name"]: crd["metadata"]["generation"] for crd in await simulation.cluster.list(CRD)} == before
