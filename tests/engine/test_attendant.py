"""One component's diagnosis over time: two looks before a cause is told, each thing told once."""

from __future__ import annotations

import pytest

from forge_tui.domain.events import ComponentBlocked, ComponentDiagnosed, ComponentRecovered, Event
from forge_tui.domain.objects import Manifest
from forge_tui.engine.attendant import LOOK_EVERY_S, Attendant
from tests.engine.platform import Platform
from tests.engine.shapes import application, deployment, pod

RESOURCE = {"group": "apps", "version": "v1", "kind": "Deployment", "name": "till", "namespace": "shop", "status": "Synced"}
VIEW = application(resources=[RESOURCE])
PULL = pod("ImagePullBackOff", "not found")
CRASH = pod("CrashLoopBackOff", "back-off 10s", restarts=1)


async def attendant_of(still: Platform) -> Attendant:
    await still.namespace("shop")
    await still.put(deployment())
    workspace = await still.workspace()
    return Attendant(workspace, workspace.plan.catalogue["alpha"])


async def look(still: Platform, attendant: Attendant, state: Manifest, times: int = 1) -> None:
    await still.put(state)
    for _ in range(times):
        await attendant.look(VIEW)
        await still.simulation.clock.sleep(LOOK_EVERY_S)


def diagnosed(still: Platform) -> list[Event]:
    return [event for event in still.told.events if isinstance(event, (ComponentDiagnosed, ComponentRecovered))]


async def test_a_cause_is_told_when_two_looks_in_a_row_see_it(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, PULL)
    assert diagnosed(still) == []
    await look(still, attendant, PULL)
    (told,) = still.told.of(ComponentDiagnosed)
    assert (told.component, told.cause, told.heals) == ("alpha", "FT-203", False)
    assert told.object == "Pod shop/till-6d5f9c7b8-x2x7k"


async def test_what_passes_within_seconds_is_nobodys_concern(still: Platform) -> None:
    attendant = await attendant_of(still)
    for state in (PULL, pod(), PULL, CRASH, PULL):
        await look(still, attendant, state)
    assert diagnosed(still) == []


async def test_the_same_cause_is_told_once(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, PULL, times=6)
    assert len(diagnosed(still)) == 1


async def test_another_cause_is_told_too(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, PULL, times=2)
    await look(still, attendant, CRASH, times=3)
    assert [event.cause for event in still.told.of(ComponentDiagnosed)] == ["FT-203", "FT-204"]


async def test_a_cause_that_went_is_followed_by_one_recovery(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, PULL, times=2)
    await look(still, attendant, pod(), times=3)
    attendant.recovered()
    assert [type(event) for event in diagnosed(still)] == [ComponentDiagnosed, ComponentRecovered]


async def test_without_a_cause_there_is_nothing_to_recover_from(still: Platform) -> None:
    (await attendant_of(still)).recovered()
    assert diagnosed(still) == []


async def test_looks_closer_together_than_three_seconds_are_not_made(still: Platform) -> None:
    attendant = await attendant_of(still)
    await still.put(PULL)
    for _ in range(10):
        await attendant.look(VIEW)
    assert diagnosed(still) == []


async def test_a_failure_is_hopeless_only_after_the_patience(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, PULL, times=2)
    assert attendant.hopeless_for(60) is None
    await still.simulation.clock.sleep(60)
    found = attendant.hopeless_for(60)
    assert found is not None
    assert found.cause.id == "FT-203"


async def test_what_heals_by_itself_is_never_hopeless(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, CRASH, times=2)
    await still.simulation.clock.sleep(600)
    assert attendant.hopeless_for(60) is None


async def test_a_recovery_takes_the_hopelessness_with_it(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, PULL, times=2)
    await still.simulation.clock.sleep(60)
    attendant.recovered()
    assert attendant.hopeless_for(60) is None


async def test_a_chain_is_told_when_it_changes_and_not_again(still: Platform) -> None:
    attendant = await attendant_of(still)
    await look(still, attendant, pod(), times=3)
    await look(still, attendant, PULL, times=3)
    chains = [event.chain for event in still.told.of(ComponentBlocked)]
    assert [chain[-1] for chain in chains] == [
        "Pod till-6d5f9c7b8-x2x7k: not ready",
        "Pod till-6d5f9c7b8-x2x7k: ImagePullBackOff not found",
    ]


async def test_why_a_component_has_not_begun_is_told_once(still: Platform) -> None:
    attendant = await attendant_of(still)
    attendant.waits_for("alpha: its queue")
    attendant.waits_for("alpha: its queue")
    assert still.told.of(ComponentBlocked) == [ComponentBlocked("alpha", ("alpha: its queue",))]


async def test_where_argocd_knows_no_objects_yet_the_chart_says_what_to_look_at(platform: Platform) -> None:
    workspace = await platform.workspace("install-gitea")
    attendant = Attendant(workspace, workspace.plan.catalogue["delta"])
    await attendant.look(None)
    told = platform.told.of(ComponentBlocked)[-1]
    assert told.chain == ("no Application yet", "StatefulSet delta/delta: not there yet")


async def test_a_component_of_which_nothing_waits_is_not_told_to(still: Platform) -> None:
    attendant = await attendant_of(still)
    await attendant.look(application(health="Healthy", resources=[{**RESOURCE, "name": "none", "kind": "Job"}]))
    assert [event.chain for event in still.told.of(ComponentBlocked)] == [("Job shop/none: not there yet",)]


@pytest.mark.parametrize("probe", ["probe x: not there"])
async def test_the_probe_is_the_last_link(still: Platform, probe: str) -> None:
    attendant = await attendant_of(still)
    await attendant.look(application(health="Healthy", resources=[RESOURCE]), probe)
    assert still.told.of(ComponentBlocked)[0].chain[-1] == probe
