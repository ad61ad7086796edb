"""A stale view is healed, a right one is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from forge_tui.domain.application import Application
from forge_tui.domain.events import ComponentNudged
from forge_tui.domain.objects import Manifest
from forge_tui.engine.names import application_ref
from forge_tui.engine.nudge import Nudger, stale_because
from tests.engine.platform import Platform
from tests.engine.shapes import application, deployment, raw_application

RESOURCE = {"group": "apps", "version": "v1", "kind": "Deployment", "name": "till", "namespace": "shop", "status": "Synced"}


def stale(name: str = "shop", **more: Any) -> Application:
    """Argo CD says Degraded of a Deployment."""
    return application(health="Degraded", resources=[{**RESOURCE, "health": {"status": "Degraded"}}], name=name, **more)


async def nudger_of(still: Platform, *names: str, live: Manifest | None = None) -> Nudger:
    await still.namespace("shop")
    await still.put(live or deployment(available=1))
    for name in names or ("shop",):
        await still.put(raw_application(name=name))
    return Nudger(await still.workspace())


async def nudged_at(still: Platform, nudger: Nudger, seconds: int, *applications: Application) -> list[tuple[int, str]]:
    """Look once a second; when was which component nudged?"""
    found = []
    for second in range(seconds):
        for one in applications:
            if await nudger.consider(one):
                found.append((second, one.name))
        await still.simulation.clock.sleep(1)
    return found


async def test_a_stale_view_is_nudged_after_ten_seconds_and_not_before(still: Platform) -> None:
    nudger = await nudger_of(still)
    assert await nudged_at(still, nudger, 20, stale()) == [(10, "shop")]
    (told,) = still.told.of(ComponentNudged)
    assert (told.component, told.count, told.reason) == ("shop", 1, "Deployment shop/till is ready, Argo CD says Degraded")


async def test_a_nudge_is_an_annotation_and_no_change_of_the_spec(still: Platform) -> None:
    nudger = await nudger_of(still)
    before = await still.live(application_ref("shop"))
    await nudged_at(still, nudger, 12, stale())
    after = await still.live(application_ref("shop"))
    assert after["metadata"]["annotations"] == {"argocd.argoproj.io/refresh": "normal"}
    assert after["spec"] == before["spec"]


async def test_one_component_is_nudged_at_most_once_in_half_a_minute(still: Platform) -> None:
    nudger = await nudger_of(still)
    assert await nudged_at(still, nudger, 75, stale()) == [(10, "shop"), (40, "shop"), (70, "shop")]
    assert [told.count for told in still.told.of(ComponentNudged)] == [1, 2, 3]


async def test_two_are_nudged_at_a_time(still: Platform) -> None:
    names = ("a", "b", "c", "d", "e")
    nudger = await nudger_of(still, *names)
    found = await nudged_at(still, nudger, 35, *(stale(name) for name in names))
    assert found == [(10, "a"), (10, "b"), (20, "c"), (20, "d"), (30, "e")]


async def test_a_view_that_was_right_in_between_is_given_its_time_again(still: Platform) -> None:
    nudger = await nudger_of(still)
    assert await nudged_at(still, nudger, 8, stale()) == []
    assert await nudged_at(still, nudger, 1, application(health="Healthy")) == []
    assert await nudged_at(still, nudger, 12, stale()) == [(10, "shop")]


@pytest.mark.parametrize("phase", ["Running", "Terminating"])
async def test_an_application_whose_operation_runs_is_busy_and_not_stale(still: Platform, phase: str) -> None:
    nudger = await nudger_of(still)
    assert await nudged_at(still, nudger, 30, stale(phase=phase)) == []


@pytest.mark.parametrize("live", [deployment(available=0), deployment(available=1, observedGeneration=0)], ids=["no pods", "not observed"])
async def test_an_object_that_is_not_ready_is_not_stale(still: Platform, live: Manifest) -> None:
    nudger = await nudger_of(still, live=live)
    assert await nudged_at(still, nudger, 30, stale()) == []


async def reason(still: Platform, one: Application, *objects: Manifest) -> str:
    await still.namespace("shop")
    for manifest in objects:
        await still.put(manifest)
    return await stale_because(still.cluster, one)


async def test_an_object_that_is_missing_is_not_stale(still: Platform) -> None:
    assert await reason(still, stale()) == ""


async def test_missing_in_argocds_view_and_ready_in_the_cluster_is_stale(still: Platform) -> None:
    view = application(sync="OutOfSync", health="Missing", resources=[{**RESOURCE, "status": "OutOfSync", "health": {"status": "Missing"}}])
    assert await reason(still, view, deployment(available=1)) == "Deployment shop/till is ready, Argo CD says Missing"


async def test_several_are_counted(still: Platform) -> None:
    entry = {**RESOURCE, "health": {"status": "Progressing"}}
    view = application(resources=[entry, entry, {**RESOURCE, "kind": "Service"}])
    assert await reason(still, view, deployment(available=1)) == "Deployment shop/till is ready, Argo CD says Progressing and 1 more"


async def test_a_hook_is_no_sign(still: Platform) -> None:
    view = application(sync="OutOfSync", resources=[{**RESOURCE, "hook": True, "health": {"status": "Degraded"}}])
    assert await reason(still, view) == ""


async def test_a_sum_that_contradicts_its_parts_is_stale(still: Platform) -> None:
    view = application(health="Degraded", resources=[{**RESOURCE, "health": {"status": "Healthy"}}])
    assert await reason(still, view) == "all 1 objects are healthy, Argo CD says Degraded"


async def test_a_failed_comparison_is_asked_again_at_once(still: Platform) -> None:
    view = application(sync="Unknown", conditions=[{"type": "ComparisonError", "message": "connection refused"}])
    assert await reason(still, view) == "the last comparison with Git failed"


@pytest.mark.parametrize(
    "view",
    [
        application(health="Healthy"),
        application(health="Progressing", resources=[]),
        application(sync="OutOfSync", health="Healthy", resources=[{**RESOURCE, "status": "OutOfSync"}]),
        application(conditions=[{"type": "OrphanedResourceWarning", "message": "x"}]),
    ],
    ids=["settled", "nothing known", "out of sync", "another condition"],
)
async def test_what_argocd_will_notice_by_itself_is_left_alone(still: Platform, view: Application) -> None:
    assert await reason(still, view) == ""


GATEWAY = {
    "group": "gateway.networking.k8s.io",
    "version": "v1",
    "kind": "Gateway",
    "name": "https",
    "namespace": "shop",
    "status": "Synced",
}


@pytest.mark.parametrize(("health", "stale"), [("Progressing", False), ("Degraded", False), ("Missing", True)])
async def test_of_a_kind_that_only_its_controller_understands_existing_is_all_that_can_be_seen(
    still: Platform, health: str, stale: bool
) -> None:
    await still.namespace("shop")
    await still.put(crd("gateways", "Gateway", "gateway.networking.k8s.io"))
    await still.put({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "https", "namespace": "shop"}})
    seen = application(health=health, resources=[{**GATEWAY, "health": {"status": health}}])
    assert bool(await stale_because(still.cluster, seen)) is stale


def crd(plural: str, kind: str, group: str) -> Manifest:
    names = {"kind": kind, "plural": plural}
    established = {"conditions": [{"type": "Established", "status": "True"}]}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [{"name": "v1", "served": True, "storage": True}]},
        "status": established,
    }
