"""What is gathered around a component that is not ready."""

from __future__ import annotations

import pytest

from forge_tui.domain.objects import Manifest, ObjectRef
from forge_tui.engine.evidence import gather, waiting_containers, workloads_in, workloads_of
from tests.engine.platform import Platform
from tests.engine.shapes import CLAIM_REF, DEPLOYMENT_REF, application, claim, deployment, event, pod

VOLUMES = [{"name": "data", "persistentVolumeClaim": {"claimName": CLAIM_REF.name}}, {"name": "tmp", "emptyDir": {}}]
READY = [{"type": "Ready", "status": "True"}]


def with_volumes(manifest: Manifest) -> Manifest:
    return {**manifest, "spec": {**manifest["spec"], "volumes": VOLUMES}}


async def put(still: Platform, *manifests: Manifest) -> list[Manifest]:
    await still.namespace("shop")
    return [await still.put(manifest) for manifest in manifests]


async def test_an_unready_workload_brings_its_unready_pods(still: Platform) -> None:
    await put(still, deployment(available=1, wanted=2), pod("ImagePullBackOff", "x"), pod(name="till-good", conditions=READY))
    found = await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])
    assert [entry["kind"] for entry in found.unready] == ["Deployment"]
    assert [entry["metadata"]["name"] for entry in found.pods] == ["till-6d5f9c7b8-x2x7k"]
    assert (found.component, found.application, found.missing) == ("shop", None, [])


async def test_a_ready_workload_is_no_evidence(still: Platform) -> None:
    await put(still, deployment(available=1), pod("ImagePullBackOff", "x"))
    found = await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])
    assert (list(found.unready), list(found.pods), list(found.events)) == ([], [], [])


async def test_what_the_cluster_does_not_have_is_missing(still: Platform) -> None:
    found = await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])
    assert found.missing == [DEPLOYMENT_REF]


async def test_pods_of_other_labels_are_not_its_own(still: Platform) -> None:
    other = pod("ImagePullBackOff", "x", name="other")
    other["metadata"]["labels"] = {"app.kubernetes.io/name": "other"}
    await put(still, deployment(), other)
    assert (await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])).pods == []


async def test_a_workload_without_selector_has_no_pods_that_could_be_found(still: Platform) -> None:
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j", "namespace": "shop"}, "spec": {}}
    await put(still, job, pod("ImagePullBackOff", "x"))
    found = await gather(still.cluster, "shop", None, [ObjectRef.of(job)])
    assert [entry["kind"] for entry in found.unready] == ["Job"]
    assert found.pods == []


async def test_claims_of_its_pods_that_have_no_volume_are_evidence(still: Platform) -> None:
    await put(still, deployment(), with_volumes(pod()), claim())
    found = await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])
    assert [entry["kind"] for entry in found.unready] == ["Deployment", "PersistentVolumeClaim"]


@pytest.mark.parametrize("claims", [[claim(phase="Bound")], []], ids=["bound", "missing"])
async def test_claims_that_are_bound_or_not_there_are_not(still: Platform, claims: list[Manifest]) -> None:
    await put(still, deployment(), with_volumes(pod()), *claims)
    found = await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])
    assert [entry["kind"] for entry in found.unready] == ["Deployment"]


async def test_warnings_about_what_was_found_come_latest_last(still: Platform) -> None:
    live_deployment, live_pod, stranger = await put(
        still, deployment(), pod("ImagePullBackOff", "x"), pod(name="stranger", conditions=READY)
    )
    older = event(live_pod, "Failed", "older", at="2026-01-05T08:00:01Z")
    unseen = {**event(live_deployment, "FailedCreate", "middle"), "lastTimestamp": None, "eventTime": "2026-01-05T08:00:02.5Z"}
    latest = event(live_pod, "BackOff", "latest", at="2026-01-05T08:00:03Z")
    normal = event(live_pod, "Pulling", "no warning", kind="Normal")
    foreign = event(stranger, "Failed", "of another pod")
    await put(still, latest, older, unseen, normal, foreign)
    found = await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])
    assert [entry["message"] for entry in found.events] == ["older", "middle", "latest"]


async def test_an_event_without_any_time_comes_by_its_creation(still: Platform) -> None:
    (live,) = await put(still, deployment())
    untimed = event(live, "FailedCreate", "untimed")
    del untimed["lastTimestamp"]
    await put(still, untimed)
    assert [entry["message"] for entry in (await gather(still.cluster, "shop", None, [DEPLOYMENT_REF])).events] == ["untimed"]


def test_what_a_chart_renders_is_looked_at_but_for_hooks_and_what_cannot_be_ready() -> None:
    hook = deployment()
    hook["metadata"] = {"name": "hook", "annotations": {"helm.sh/hook": "pre-install"}}
    unplaced = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"}}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "till"}}
    assert workloads_of([hook, unplaced, service, claim()], "shop") == [ObjectRef("apps/v1", "DaemonSet", "agent", "shop"), CLAIM_REF]


def test_what_argocd_manages_is_looked_at_but_for_hooks_and_what_cannot_be_ready() -> None:
    entry = {"group": "apps", "version": "v1", "kind": "Deployment", "name": "till", "namespace": "shop", "status": "Synced"}
    resources = [entry, {**entry, "kind": "Job", "hook": True}, {"version": "v1", "kind": "Service", "name": "till", "status": "Synced"}]
    assert workloads_in(application(resources=resources)) == [DEPLOYMENT_REF]


def test_containers_that_wait_are_named_init_containers_first() -> None:
    one = pod("PodInitializing", "")
    one["status"]["initContainerStatuses"] = pod("CrashLoopBackOff", "back-off 40s", init=True, restarts=4)["status"][
        "initContainerStatuses"
    ]
    assert waiting_containers(one) == [("till", "CrashLoopBackOff", "back-off 40s", 4), ("till", "PodInitializing", "", 0)]


def test_a_running_container_does_not_wait() -> None:
    assert waiting_containers(pod()) == []
    assert waiting_containers({"metadata": {"name": "p"}}) == []
