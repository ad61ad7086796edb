"""CRDs before Argo CD watches."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from forge_tui.domain.events import Change, StepProgressed
from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.objects import ARGOCD_FIELD_MANAGER, CRD, ObjectRef
from forge_tui.engine.steps import crds
from forge_tui.engine.workspace import Options, Workspace
from tests.engine.platform import Platform

ALPHAS = ObjectRef(CRD.api_version, CRD.kind, "alphas.example.com")


def counted(platform: Platform) -> list[str]:
    """Names of the CRDs that are applied from now on."""
    applied: list[str] = []

    async def count(method: str, arguments: tuple[Any, ...]) -> None:
        if method == "apply" and arguments[0]["kind"] == CRD.kind:
            applied.append(arguments[0]["metadata"]["name"])

    platform.meddle(count)
    return applied


async def test_the_crds_of_every_component_that_helm_does_not_install_are_applied(platform: Platform) -> None:
    workspace = await platform.workspace("crds")
    assert await crds.run(workspace) is Change.CHANGED
    assert workspace.crds == {"alpha": ("alphas.example.com",), "beta": (), "gamma": (), "delta": ()}
    assert await platform.cluster.get(ALPHAS) is not None
    assert StepProgressed("crds", "applied alphas.example.com", 1, 1) in platform.told.events


async def test_they_are_applied_as_the_manager_that_argocd_uses(platform: Platform) -> None:
    managers: list[str] = []
    workspace = await platform.workspace("crds")

    class Cluster:
        def __getattr__(self, name: str) -> Any:
            return getattr(platform.simulation.cluster, name)

        async def apply(self, manifest: Any, *, manager: str, force: bool = True) -> Any:
            managers.append(manager)
            return await platform.simulation.cluster.apply(manifest, manager=manager, force=force)

    workspace.adapters = replace(platform.adapters, cluster=Cluster())
    await crds.run(workspace)
    assert managers == [ARGOCD_FIELD_MANAGER]


async def test_a_second_run_with_the_same_charts_applies_none(platform: Platform) -> None:
    applied = counted(platform)
    await crds.run(await platform.workspace("crds"))
    assert applied == ["alphas.example.com"]
    again = await platform.workspace("crds")
    assert await crds.run(again) is Change.UNCHANGED
    assert applied == ["alphas.example.com"]
    assert again.crds["alpha"] == ("alphas.example.com",)


async def test_other_charts_are_rendered_and_applied_again(platform: Platform) -> None:
    applied = counted(platform)
    await crds.run(await platform.workspace("crds"))
    (platform.bundle / "charts" / "alpha" / "Chart.yaml").write_text("name: alpha\nversion: 2\n")
    assert await crds.run(await platform.workspace("crds")) is Change.UNCHANGED
    assert applied == ["alphas.example.com"] * 2


async def test_a_crd_that_somebody_deleted_is_applied_again(platform: Platform) -> None:
    await crds.run(await platform.workspace("crds"))
    await platform.cluster.delete(ALPHAS)
    assert await crds.run(await platform.workspace("crds")) is Change.CHANGED
    assert await platform.cluster.get(ALPHAS) is not None


async def with_stored_versions(platform: Platform, *versions: str) -> Workspace:
    workspace = await platform.workspace("crds")
    (wanted,) = [m for m in await workspace.rendered("alpha") if m["kind"] == CRD.kind]
    await platform.put({**wanted, "status": {"storedVersions": list(versions)}})
    return workspace


async def test_a_version_in_which_objects_are_stored_is_never_dropped(platform: Platform) -> None:
    applied = counted(platform)
    workspace = await with_stored_versions(platform, "v1alpha1", "v1")
    with pytest.raises(ObjectRefused, match=r"CustomResourceDefinition alphas.example.com drops version v1alpha1") as refusal:
        await crds.run(workspace)
    assert refusal.value.remedy == "Migrate the stored objects first: kubectl get alphas -A -o yaml"
    assert applied == []


async def test_a_version_that_stays_is_no_obstacle(platform: Platform) -> None:
    assert await crds.run(await with_stored_versions(platform, "v1")) is Change.UNCHANGED


async def test_without_crds_first_nothing_is_applied_and_nothing_is_waited_for(platform: Platform) -> None:
    applied = counted(platform)
    workspace = await platform.workspace("crds", Options(crds_first=False))
    assert await crds.run(workspace) is Change.UNCHANGED
    assert await crds.wait_established(workspace) is Change.UNCHANGED
    assert applied == []


async def test_the_wait_ends_when_every_crd_is_served(platform: Platform) -> None:
    workspace = await platform.workspace("crds")
    await crds.run(workspace)
    assert "alphas.example.com" not in workspace.established
    before_s = platform.simulation.clock.monotonic_s()
    await crds.wait_established(workspace)
    assert "alphas.example.com" in workspace.established
    assert platform.simulation.clock.monotonic_s() > before_s


async def test_one_refused_crd_ends_the_step_and_the_others_with_it(platform: Platform) -> None:
    workspace = await platform.workspace("crds")
    (wanted,) = [m for m in await workspace.rendered("alpha") if m["kind"] == CRD.kind]
    many = [{**wanted, "metadata": {"name": f"kind-{number}"}} for number in range(40)]
    applied: list[str] = []

    class Cluster:
        def __getattr__(self, name: str) -> Any:
            return getattr(platform.simulation.cluster, name)

        async def apply(self, manifest: Any, *, manager: str, force: bool = True) -> Any:
            applied.append(manifest["metadata"]["name"])
            await platform.simulation.clock.sleep(1)
            raise ObjectRefused("not valid")

    class Helm:
        async def template(self, release: Any, *, kube_version: str) -> Any:
            return many if release.name == "alpha" else []

    fresh = await platform.workspace()
    fresh.charts, fresh.applications = workspace.charts, workspace.applications
    fresh.adapters = replace(platform.adapters, cluster=Cluster(), helm=Helm())  # type: ignore[arg-type]  # it renders and no more
    with pytest.raises(ObjectRefused):
        await crds.run(fresh)
    await platform.simulation.clock.sleep(60)
    assert len(applied) <= 2 * crds.AT_ONCE


DEFINITION = {
    "apiVersion": ALPHAS.api_version,
    "kind": ALPHAS.kind,
    "metadata": {"name": ALPHAS.name},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Alpha", "plural": "alphas"},
        "scope": "Namespaced",
        "versions": [{"name": "v1", "served": True, "storage": True}],
    },
}


async def test_a_crd_whose_names_are_taken_is_told_while_it_is_waited_for(still: Platform) -> None:
    workspace = await still.workspace("charts")
    taken = {"type": "NamesAccepted", "status": "False", "message": "alphas is in use"}
    await still.put({**DEFINITION, "status": {"conditions": [taken]}})
    workspace.crds = {"alpha": (ALPHAS.name,)}
    waiting = asyncio.create_task(crds.wait_established(workspace))
    told = "alphas.example.com: names not accepted: alphas is in use"
    await still.until(lambda: told in [event.message for event in still.told.of(StepProgressed)])
    await still.put({**DEFINITION, "status": {"conditions": [{"type": "Established", "status": "True"}]}})
    assert await waiting is Change.UNCHANGED


async def test_a_crd_that_a_restarted_api_server_forgot_is_written_to_once_more(still: Platform) -> None:
    accepted = {"type": "NamesAccepted", "status": "True"}
    workspace = await still.workspace("charts")
    crd = DEFINITION
    await still.put({**crd, "status": {"conditions": [accepted]}})
    marks: list[Any] = []

    async def woken(method: str, arguments: tuple[Any, ...]) -> None:
        if method == "patch" and arguments[0] == ALPHAS:
            marks.append(arguments[1]["metadata"]["annotations"][crds.WOKEN_ANNOTATION])

    still.meddle(woken)
    workspace.adapters = still.adapters
    workspace.crds = {"alpha": (ALPHAS.name,)}
    waiting = asyncio.create_task(crds.wait_established(workspace))
    await still.until(lambda: len(marks) == 2)
    await still.put({**crd, "status": {"conditions": [accepted, {"type": "Established", "status": "True"}]}})
    await waiting
    assert marks == ["true", None], "the mark is taken back"
