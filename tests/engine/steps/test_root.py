"""The root Application, and the wait until it agrees."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise

from forge_tui.domain.events import Change, HandoverGiven, StepProgressed
from forge_tui.domain.objects import Manifest, ObjectRef
from forge_tui.engine.names import ROOT_REF
from forge_tui.engine.record import ClusterRecord
from forge_tui.engine.steps import handover, root, verify
from forge_tui.engine.workspace import Workspace
from tests.engine.platform import DOMAIN, Platform

PROJECT = ObjectRef("argoproj.io/v1alpha1", "AppProject", "cluster-forge", "argocd")


async def test_the_root_is_created_once_with_its_project(platform: Platform) -> None:
    workspace = await platform.workspace("root")
    assert await root.run(workspace) is Change.CHANGED
    assert await root.run(workspace) is Change.UNCHANGED
    project = await platform.live(PROJECT)
    assert (
        project["metadata"]["annotations"]["argocd.argoproj.io/tracking-id"] == "cluster-forge:argoproj.io/AppProject:argocd/cluster-forge"
    )


async def manifest_of(platform: Platform) -> tuple[Manifest, Workspace]:
    workspace = await platform.workspace("root")
    return root.root_application(workspace), workspace


async def test_it_names_the_commit_of_the_charts_and_the_values_in_git(platform: Platform) -> None:
    manifest, workspace = await manifest_of(platform)
    charts, values = manifest["spec"]["sources"]
    assert (charts["targetRevision"], charts["path"]) == (workspace.revision, "root")
    assert charts["helm"] == {"releaseName": "cluster-forge", "valueFiles": ["$values/values.yaml"]}
    assert (values["ref"], values["targetRevision"]) == ("values", "main")
    assert manifest["spec"]["project"] == "cluster-forge"


async def test_it_is_the_same_byte_for_byte_every_time(platform: Platform) -> None:
    one, _ = await manifest_of(platform)
    other, _ = await manifest_of(platform)
    assert json.dumps(one) == json.dumps(other)


async def test_deleting_it_by_mistake_does_not_delete_the_platform(platform: Platform) -> None:
    manifest, _ = await manifest_of(platform)
    assert "finalizers" not in manifest["metadata"]


async def test_it_does_not_copy_live_status_of_its_children_into_what_it_applies(platform: Platform) -> None:
    manifest, _ = await manifest_of(platform)
    assert manifest["spec"]["syncPolicy"]["syncOptions"] == ["ServerSideApply=true"]


async def test_a_root_chart_without_project_uses_the_default_one(platform: Platform) -> None:
    workspace = await platform.workspace("root")
    workspace.project = None
    assert root.root_application(workspace)["spec"]["project"] == "default"
    assert await root.run(workspace) is Change.CHANGED


async def test_new_values_at_the_same_charts_make_argocd_look_again_at_once(platform: Platform) -> None:
    await platform.workspace("handover")
    before = await platform.application("cluster-forge")
    workspace = await platform.workspace("root", domain="other.example")
    assert await root.run(workspace) is Change.UNCHANGED
    await platform.simulation.clock.sleep(3)
    after = await platform.application("cluster-forge")
    assert before.revision != after.revision == workspace.root_revision


async def test_a_root_that_has_not_seen_the_newest_values_is_waited_for(platform: Platform) -> None:
    await platform.workspace("handover")
    workspace = await platform.workspace("root", domain="other.example")
    assert await verify.run(workspace) is Change.UNCHANGED
    assert StepProgressed("verify", "root has not seen the newest commits yet") in platform.told.events
    assert (await platform.application("cluster-forge")).revision == workspace.root_revision


async def test_what_the_root_waits_for_is_told_once_per_change(platform: Platform) -> None:
    workspace = await platform.workspace("rollout")
    await verify.run(workspace)
    said = [event.message for event in platform.told.of(StepProgressed) if event.step == "verify"]
    assert said
    assert all(message.startswith("root is ") for message in said)
    assert all(one != other for one, other in pairwise(said))


async def test_a_cancelled_wait_leaves_nothing_running(platform: Platform) -> None:
    workspace = await platform.workspace("rollout")
    waiting = asyncio.create_task(verify.run(workspace))
    await platform.simulation.clock.sleep(20)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()
    assert "root" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_the_operator_takes_over_addresses_and_where_credentials_are_but_none_of_them(platform: Platform) -> None:
    workspace = await platform.workspace("handover")
    assert await handover.run(workspace) is Change.UNCHANGED
    (given,) = platform.told.of(HandoverGiven)
    assert [endpoint.url for endpoint in given.endpoints] == [f"https://gitea.{DOMAIN}"]
    assert given.credentials[0] == "OpenBao root token: revoked"
    record = ClusterRecord(platform.cluster)
    await record.load()
    assert record.get("installed") == {"plan": workspace.plan.hash, "revision": workspace.revision}
    assert (await platform.live(ROOT_REF))["spec"]["sources"][0]["targetRevision"] == workspace.revision
