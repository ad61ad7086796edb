"""Components come up in the order of their graph; what cannot is told with its cause and what waits behind it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from forge_tui.domain.events import (
    Change,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentReady,
    ComponentRecovered,
    Event,
    StepFinished,
)
from forge_tui.domain.failures import Bug, ComponentsFailed
from forge_tui.domain.objects import DEPLOYMENT, ObjectRef
from forge_tui.engine import rollout
from forge_tui.engine.names import application_ref
from forge_tui.engine.workspace import Options
from tests.engine.platform import Platform, Told, platform_of

PULL = {"component": "alpha", "kind": "ImagePullBackOff", "message": "rpc error: code = NotFound desc = not found"}


def applied(name: str) -> ComponentApplied:
    return ComponentApplied(name)


def place(told: Told, wanted: Event | type[Event], name: str = "") -> int:
    """Where in the stream something is."""
    for index, event in enumerate(told.events):
        if event == wanted or (isinstance(wanted, type) and isinstance(event, wanted) and getattr(event, "component", name) == name):
            return index
    raise AssertionError(f"{wanted} {name} is not told")


async def test_a_component_is_applied_when_its_hard_parents_are_ready_and_not_before(platform: Platform) -> None:
    told = await platform.run()
    assert place(told, ComponentReady, "alpha") < place(told, applied("beta"))
    assert ComponentBlocked("beta", ("alpha: its queue",)) in told.events


async def test_where_only_the_kinds_of_the_parent_are_needed_the_child_does_not_wait_for_its_pods(platform: Platform) -> None:
    told = await platform.run()
    assert place(told, applied("gamma")) < place(told, ComponentReady, "alpha")


async def test_without_crds_first_such_a_child_waits_like_any_other(platform: Platform) -> None:
    told = await platform.run(Options(crds_first=False))
    assert place(told, ComponentReady, "alpha") < place(told, applied("gamma"))


async def test_a_soft_parent_is_not_waited_for(platform: Platform) -> None:
    told = await platform.run()
    assert place(told, applied("delta")) < place(told, ComponentReady, "beta")


async def test_what_most_waits_for_is_applied_first(platform: Platform) -> None:
    told = await platform.run()
    order = [event.component for event in told.of(ComponentApplied)]
    assert order.index("alpha") < order.index("delta")


async def test_what_is_applied_is_what_the_root_renders_with_its_mark(platform: Platform) -> None:
    workspace = await platform.workspace("verify")
    live = await platform.live(application_ref("alpha"))
    assert live["spec"] == workspace.applications["alpha"]["spec"]
    assert live["metadata"]["annotations"]["argocd.argoproj.io/tracking-id"] == "cluster-forge:argoproj.io/Application:argocd/alpha"


async def test_an_engine_that_does_not_accelerate_applies_nothing_and_waits_for_the_root(platform: Platform) -> None:
    told = await platform.run(Options(accelerate=False))
    assert told.of(ComponentApplied) == []
    assert sorted(told.ready) == ["alpha", "beta", "delta", "gamma"]
    assert platform.simulation.git.head("cluster-org", "cluster-forge") is not None


async def test_a_second_rollout_applies_nothing(platform: Platform) -> None:
    await platform.run()
    told = await platform.run()
    assert told.of(ComponentApplied) == []
    assert {e.change for e in told.of(StepFinished) if e.step == "rollout"} == {Change.UNCHANGED}


async def test_an_application_that_somebody_deleted_comes_back(platform: Platform) -> None:
    await platform.run()
    await platform.cluster.delete(application_ref("delta"))
    told = await platform.run()
    assert "delta" in told.ready
    assert (await platform.application("delta")).settled


async def test_the_vault_is_ready_only_when_it_is_seeded(platform: Platform) -> None:
    workspace = await platform.workspace("rollout")
    workspace.seeded.clear()
    rolling = asyncio.create_task(rollout.run(workspace))
    await platform.simulation.clock.sleep(120)
    assert "openbao" not in {event.component for event in platform.told.of(ComponentReady)}
    assert ComponentBlocked("openbao", ("the vault is not seeded yet",)) in platform.told.events
    workspace.seeded.set()
    await workspace.notify()
    await rolling
    assert "openbao" in {event.component for event in platform.told.of(ComponentReady)}


async def test_a_parent_that_fails_after_it_was_ready_stays_ready_for_its_children(platform: Platform) -> None:
    ref = ObjectRef(DEPLOYMENT.api_version, DEPLOYMENT.kind, "alpha", "alpha")
    workspace = await platform.workspace("rollout")
    rolling = asyncio.create_task(rollout.run(workspace))
    await platform.until(lambda: "alpha" in platform.told.ready)
    live = await platform.live(ref)
    await platform.put({**live, "status": {**live["status"], "readyReplicas": 0, "availableReplicas": 0}})
    await rolling
    assert platform.told.ready[-1] == "beta"


async def test_a_failure_names_component_pod_and_what_waits_behind_it(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[PULL]) as platform:
        told = await platform.run()
    failure = told.end.failure
    assert failure is not None
    assert failure.id == ComponentsFailed.id
    assert failure.message.startswith("alpha: An image cannot be pulled (FT-203) at Pod alpha/alpha-")
    assert "code = NotFound" in failure.message
    assert failure.message.endswith("; waiting behind it: beta")
    assert failure.remedy.startswith("Check the image and registry.mirror, then: kubectl -n alpha delete pod alpha-")
    assert told.balanced


async def test_what_does_not_depend_on_a_failure_becomes_ready_before_the_run_ends(tmp_path: Path) -> None:
    """Delta depends on nothing that failed; gamma needs the kinds of alpha only, and these are served."""
    slow = {"component": "gamma", "kind": "slow", "until_s": 200}
    async with platform_of(tmp_path, faults=[PULL, slow]) as platform:
        told = await platform.run()
    assert sorted(told.ready) == ["delta", "gamma"]
    assert told.message.endswith("; waiting behind it: beta")


async def test_two_failures_are_told_together(tmp_path: Path) -> None:
    faults = [PULL, {"component": "delta", "kind": "Unschedulable", "message": "0/3 nodes are available: 3 Insufficient memory."}]
    async with platform_of(tmp_path, faults=faults) as platform:
        told = await platform.run()
    assert "alpha: An image cannot be pulled (FT-203)" in told.message
    assert "delta: No node takes a pod (FT-202) at Pod delta/delta-0: 0/3 nodes are available: 3 Insufficient memory." in told.message


@pytest.mark.parametrize("patience_s", [30.0, 120.0])
async def test_a_failure_is_given_the_patience_that_was_asked_for(tmp_path: Path, patience_s: float) -> None:
    async with platform_of(tmp_path, faults=[PULL]) as platform:
        told = await platform.run(Options(patience_s=patience_s))
    diagnosed = told.at(lambda event: isinstance(event, ComponentDiagnosed))
    assert told.end.duration_s - diagnosed == pytest.approx(patience_s, abs=2)


async def test_a_failure_that_passes_within_the_patience_is_followed_by_a_recovery(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{**PULL, "until_s": 12}]) as platform:
        told = await platform.run()
    assert told.end.exit_code == 0
    assert place(told, ComponentDiagnosed, "alpha") < place(told, ComponentRecovered, "alpha") < place(told, ComponentReady, "alpha")


async def test_a_failure_that_heals_by_itself_is_waited_for_to_the_end(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{"component": "delta", "kind": "CrashLoopBackOff", "until_s": 300}]) as platform:
        told = await platform.run()
    assert {event.cause for event in told.of(ComponentDiagnosed)} == {"FT-204"}
    assert told.end.exit_code == 0


async def test_a_probe_that_the_catalogue_invents_is_a_bug(tmp_path: Path) -> None:
    async with platform_of(tmp_path) as platform:
        values = tmp_path / "root" / "values.yaml"
        values.write_text(values.read_text().replace("kind: crd-established", "kind: horoscope"))
        workspace = await platform.workspace("rollout")
        with pytest.raises(Bug, match=r"root/values.yaml names probe horoscope for alpha, which does not exist"):
            await rollout.run(workspace)


async def test_a_rollout_that_is_cancelled_leaves_nothing_running(platform: Platform) -> None:
    workspace = await platform.workspace("rollout")
    before = {task.get_name() for task in asyncio.all_tasks()}
    rolling = asyncio.create_task(rollout.run(workspace), name="rolling")
    await platform.simulation.clock.sleep(10)
    rolling.cancel()
    await asyncio.gather(rolling, return_exceptions=True)
    left = {task.get_name() for task in asyncio.all_tasks()} - before
    assert not left & {"observe", "tick", "care", "alpha", "beta"}
