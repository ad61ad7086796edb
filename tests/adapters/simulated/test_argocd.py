from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.application import HealthStatus, SyncStatus
from forge_tui.domain.objects import DEPLOYMENT, FIELD_MANAGER, ObjectRef
from tests.adapters.simulated.installing import application, child, foundation, root, settled, until

REFRESH = {"metadata": {"annotations": {"argocd.argoproj.io/refresh": "normal"}}}


async def test_an_application_is_synced_and_becomes_healthy(simulation: Simulation, bundle: Path) -> None:
    commit = await foundation(simulation, bundle)
    await simulation.cluster.apply(child("novelty", commit, "novelty"), manager=FIELD_MANAGER)
    await until(simulation, lambda: settled(simulation, "novelty"))
    view = application(simulation, "novelty")
    assert view is not None
    assert (view.revision, view.operation_phase) == (commit, "Succeeded")
    live = await simulation.cluster.get(ObjectRef(DEPLOYMENT.api_version, DEPLOYMENT.kind, "novelty", "novelty"))
    assert live is not None
    assert live["metadata"]["annotations"]["argocd.argoproj.io/tracking-id"] == "novelty:apps/Deployment:novelty/novelty"


async def test_a_component_that_no_machine_names_takes_as_long_as_the_catalogue_says(simulation: Simulation, bundle: Path) -> None:
    commit = await foundation(simulation, bundle)
    await until(simulation, lambda: any(True for _ in simulation.store.select("apps", "StatefulSet", "argocd")))
    await simulation.clock.sleep(60)
    began_s = simulation.clock.monotonic_s()
    await simulation.cluster.apply(child("novelty", commit, "novelty"), manager=FIELD_MANAGER)
    await until(simulation, lambda: settled(simulation, "novelty"))
    assert simulation.clock.monotonic_s() - began_s == pytest.approx(12, abs=4)


async def test_an_application_that_cannot_be_compared_is_unknown_with_the_reason(simulation: Simulation, bundle: Path) -> None:
    commit = await foundation(simulation, bundle)
    await simulation.cluster.delete(ObjectRef("v1", "Secret", "repo-cluster-org", "argocd"))
    await simulation.cluster.apply(child("novelty", commit, "novelty"), manager=FIELD_MANAGER)
    await simulation.clock.sleep(60)
    view = application(simulation, "novelty")
    assert view is not None
    assert view.sync is SyncStatus.UNKNOWN
    assert "authentication required" in view.conditions[0]


async def test_a_revision_that_git_does_not_hold_is_told(simulation: Simulation, bundle: Path) -> None:
    await foundation(simulation, bundle)
    await simulation.cluster.apply(child("novelty", "f" * 40, "novelty"), manager=FIELD_MANAGER)
    await simulation.clock.sleep(60)
    view = application(simulation, "novelty")
    assert view is not None
    assert "unable to resolve" in view.conditions[0]


@pytest.mark.parametrize("simulation", ["stale"], indirect=True)
async def test_a_stale_view_lasts_until_a_refresh(simulation: Simulation, bundle: Path) -> None:
    (bundle / "charts" / "gateway-api").mkdir()
    (bundle / "charts" / "gateway-api" / "Chart.yaml").write_text("name: gateway-api\n")
    commit = await foundation(simulation, bundle)
    await simulation.cluster.apply(child("gateway-api", commit, "default"), manager=FIELD_MANAGER)
    await simulation.clock.sleep(600)
    view = application(simulation, "gateway-api")
    assert view is not None
    assert (view.sync, view.health) == (SyncStatus.SYNCED, HealthStatus.DEGRADED)
    ref = ObjectRef("argoproj.io/v1alpha1", "Application", "gateway-api", "argocd")
    await simulation.cluster.patch(ref, REFRESH)
    await until(simulation, lambda: settled(simulation, "gateway-api"), within_s=10)
    live = await simulation.cluster.get(ref)
    assert live is not None
    assert "argocd.argoproj.io/refresh" not in (live["metadata"].get("annotations") or {})


async def test_the_root_brings_up_its_children_wave_by_wave(simulation: Simulation, bundle: Path) -> None:
    commit = await foundation(simulation, bundle)
    await simulation.cluster.apply(root(commit), manager=FIELD_MANAGER)
    await until(simulation, lambda: application(simulation, "metallb") is not None)
    await until(simulation, lambda: application(simulation, "novelty") is not None)
    assert settled(simulation, "metallb")
    await until(simulation, lambda: settled(simulation, "cluster-forge"))
    assert settled(simulation, "novelty")
    parent = application(simulation, "cluster-forge")
    assert parent is not None
    assert {resource.ref.name for resource in parent.resources} == {"cluster-forge", "metallb", "novelty"}


@pytest.mark.parametrize("simulation", ["image-pull"], indirect=True)
async def test_a_wave_waits_for_the_one_before_and_says_for_what(simulation: Simulation, bundle: Path) -> None:
    commit = await foundation(simulation, bundle)
    await simulation.cluster.apply(root(commit), manager=FIELD_MANAGER)
    await simulation.clock.sleep(900)
    parent = application(simulation, "cluster-forge")
    assert parent is not None
    assert parent.operation_message == "waiting for healthy state of argoproj.io/Application/metallb"
    assert application(simulation, "novelty") is None


async def test_deleting_an_application_with_its_finalizer_removes_what_it_made(simulation: Simulation, bundle: Path) -> None:
    commit = await foundation(simulation, bundle)
    manifest = child("novelty", commit, "novelty")
    manifest["metadata"]["finalizers"] = ["resources-finalizer.argocd.argoproj.io"]
    await simulation.cluster.apply(manifest, manager=FIELD_MANAGER)
    await until(simulation, lambda: settled(simulation, "novelty"))
    assert await simulation.cluster.delete(ObjectRef.of(manifest))
    await until(simulation, lambda: application(simulation, "novelty") is None)
    assert await simulation.cluster.list(DEPLOYMENT, "novelty") == []
