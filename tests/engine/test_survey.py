"""What `status` tells of a platform that is there."""

from __future__ import annotations

from pathlib import Path

from forge_tui.domain.events import ComponentBlocked, ComponentDiagnosed, ComponentObserved, ComponentReady, RunStarted
from forge_tui.engine.survey import survey
from forge_tui.engine.workspace import Options
from tests.engine.platform import Platform, platform_of


async def told(platform: Platform) -> list[object]:
    return list(await survey(platform.cluster, await platform.cluster.identity(), platform.plan().catalogue))


async def test_a_cluster_without_anything_has_no_components(platform: Platform) -> None:
    (opening,) = await told(platform)
    assert isinstance(opening, RunStarted)
    assert (opening.mode, opening.run_id, opening.components, opening.steps) == ("read-only", "status", (), ())


async def test_an_installed_platform_is_ready_and_the_root_is_no_component(platform: Platform) -> None:
    await platform.run()
    opening, *events = await told(platform)
    assert isinstance(opening, RunStarted)
    names = {listed.name for listed in opening.components}
    assert names == {"argocd", "gitea", "openbao", "alpha", "beta", "gamma", "delta"}
    assert {event.component for event in events if isinstance(event, ComponentReady)} == names
    assert ComponentObserved("alpha", "Synced", "Healthy") in events


async def test_what_is_not_ready_is_told_with_its_chain_and_cause(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{"component": "alpha", "kind": "ImagePullBackOff", "message": "not found"}]) as platform:
        await platform.run()
        events = await told(platform)
    (diagnosed,) = [event for event in events if isinstance(event, ComponentDiagnosed)]
    assert (diagnosed.component, diagnosed.cause, diagnosed.heals) == ("alpha", "FT-203", False)
    (blocked,) = [event for event in events if isinstance(event, ComponentBlocked) and event.component == "alpha"]
    assert blocked.chain[1] == "Deployment alpha: 0 of 1 pods ready"
    assert "alpha" not in {event.component for event in events if isinstance(event, ComponentReady)}


async def test_parents_that_are_not_there_yet_are_no_parents(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{"component": "alpha", "kind": "slow"}]) as platform:
        await platform.run(Options(timeout_s=60))
        opening = (await told(platform))[0]
    assert isinstance(opening, RunStarted)
    assert "beta" not in {listed.name for listed in opening.components}


async def test_a_component_whose_probe_does_not_pass_is_blocked_by_it_without_a_cause(platform: Platform) -> None:
    await platform.run()
    values = platform.bundle / "root" / "values.yaml"
    values.write_text(values.read_text().replace("names: [alphas.example.com]", "names: [alphas.example.com, more.example.com]"))
    events = await told(platform)
    assert ComponentBlocked("alpha", ("probe crd-established: CRD more.example.com: not there",)) in events
    assert not [event for event in events if isinstance(event, ComponentDiagnosed)]
