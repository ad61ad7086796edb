"""What an operator asks of one component: Argo CD does it by its own means, and what is impossible is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.inspection import Action
from forge_tui.domain.objects import POD, Manifest
from forge_tui.engine.actions import Actions
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.names import REFRESH_ANNOTATION, application_ref
from tests.engine.platform import Platform, platform_of

PULL = {"component": "alpha", "kind": "ImagePullBackOff", "message": "not found"}


async def application(platform: Platform, phase: str = "Succeeded") -> Manifest:
    """An Application alpha in a cluster where nothing moves by itself."""
    await platform.namespace("argocd")
    ref = application_ref("alpha")
    return await platform.put(
        {
            "apiVersion": ref.api_version,
            "kind": ref.kind,
            "metadata": {"name": ref.name, "namespace": ref.namespace},
            "spec": {"destination": {"namespace": "alpha"}, "syncPolicy": {"syncOptions": ["ServerSideApply=true"]}},
            "status": {"operationState": {"phase": phase}} if phase else {},
        }
    )


@pytest.mark.parametrize(("action", "word"), [(Action.REFRESH, "normal"), (Action.HARD_REFRESH, "hard")])
async def test_a_refresh_is_the_annotation_that_argo_cd_takes_away(still: Platform, action: Action, word: str) -> None:
    before = await application(still)
    assert await Actions(still.cluster).act(action, "alpha") == "Argo CD compares alpha again"
    live = await still.live(application_ref("alpha"))
    assert live["metadata"]["annotations"] == {REFRESH_ANNOTATION: word}
    assert live["spec"] == before["spec"]


async def test_a_sync_has_the_options_of_the_spec_and_deletes_nothing(still: Platform) -> None:
    await application(still)
    await Actions(still.cluster).act(Action.SYNC, "alpha")
    operation = (await still.live(application_ref("alpha")))["operation"]
    assert operation["sync"] == {"syncOptions": ["ServerSideApply=true"]}
    assert operation["initiatedBy"] == {"username": "forge-tui"}


@pytest.mark.parametrize("phase", ["Running", "Terminating"])
async def test_a_sync_that_runs_is_not_disturbed(still: Platform, phase: str) -> None:
    await application(still, phase)
    with pytest.raises(ObjectRefused, match="runs already"):
        await Actions(still.cluster).act(Action.SYNC, "alpha")
    await Actions(still.cluster).act(Action.RETRY, "alpha")
    assert "operation" not in await still.live(application_ref("alpha"))


async def test_only_a_sync_that_runs_can_be_terminated(still: Platform) -> None:
    await application(still, "Running")
    await Actions(still.cluster).act(Action.TERMINATE, "alpha")
    assert (await still.live(application_ref("alpha")))["status"]["operationState"]["phase"] == "Terminating"
    await application(still, "Succeeded")
    with pytest.raises(ObjectRefused, match=r"no sync of alpha runs \(Succeeded\)"):
        await Actions(still.cluster).act(Action.TERMINATE, "alpha")


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.SKIP])
async def test_what_is_not_there_yet_cannot_be_acted_on(still: Platform, action: Action) -> None:
    with pytest.raises(ObjectRefused, match="no Application alpha yet"):
        await Actions(still.cluster).act(action, "alpha")


async def test_a_retry_makes_pods_in_a_back_off_anew_and_leaves_the_others(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[PULL]) as platform:
        told = await platform.run()
        assert told.code == 1
        before = {pod["metadata"]["uid"] for pod in await platform.cluster.list(POD, "alpha")}
        others = {pod["metadata"]["uid"] for pod in await platform.cluster.list(POD, "delta")}
        assert await Actions(platform.cluster).act(Action.RETRY, "alpha") == "Argo CD tries alpha again, 1 pod made anew"
        await platform.simulation.clock.sleep(2)
        after = {pod["metadata"]["uid"] for pod in await platform.cluster.list(POD, "alpha")}
        assert after
        assert not after & before
        assert {pod["metadata"]["uid"] for pod in await platform.cluster.list(POD, "delta")} == others


async def test_a_sync_on_the_simulated_cluster_is_done_once(platform: Platform) -> None:
    await platform.run()
    before = (await platform.live(application_ref("delta")))["status"]["operationState"]
    await platform.simulation.clock.sleep(60)
    await Actions(platform.cluster).act(Action.SYNC, "delta")
    await platform.simulation.clock.sleep(10)
    live = await platform.live(application_ref("delta"))
    assert "operation" not in live
    assert live["status"]["operationState"]["startedAt"] > before["startedAt"]
    assert live["status"]["operationState"]["phase"] == "Succeeded"


async def test_a_skip_needs_a_reason_and_a_run() -> None:
    cluster = object()
    skips = Skips()
    with_run, without = Actions(cluster, skips), Actions(cluster)  # type: ignore[arg-type]  # a skip never touches the cluster
    assert Action.SKIP in with_run.offers
    assert Action.SKIP not in without.offers
    with pytest.raises(ObjectRefused, match="needs a reason"):
        await with_run.act(Action.SKIP, "alpha", "  ")
    assert await with_run.act(Action.SKIP, "alpha", "no GPU") == "this run no longer waits for alpha"
    assert dict(skips.asked) == {"alpha": "no GPU"}
    skips.close(["alpha"])
    assert Action.SKIP not in with_run.offers
    for actions in (with_run, without):
        with pytest.raises(ObjectRefused, match="no rollout runs"):
            await actions.act(Action.SKIP, "beta", "no GPU")
