"""The health rules of charts/argocd, run as Argo CD runs them: with Lua's base and table libraries only."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS

lupa = pytest.importorskip("lupa.lua51", reason="needs the package lupa, a Lua 5.1 runtime")

CUSTOMISED = yaml.safe_load((CHARTS / "argocd" / "values.yaml").read_text())["argo-cd"]["configs"]["cm"]
PREFIX = "resource.customizations.health."
SOURCE = {
    "repoURL": "http://gitea/cluster-org/cluster-forge.git",
    "targetRevision": "b" * 40,
    "path": "charts/metallb",
    "helm": {"releaseName": "metallb", "valuesObject": {"global": {"domain": "example.com", "off": False}, "list": ["a", "b"]}},
}
SETTLED: dict[str, Any] = {
    "spec": {"source": SOURCE},
    "status": {
        "sync": {"status": "Synced", "comparedTo": {"source": copy.deepcopy(SOURCE), "destination": {"namespace": "metallb-system"}}},
        "health": {"status": "Healthy"},
        "operationState": {"phase": "Succeeded"},
    },
}


def health(kind: str, manifest: dict[str, Any]) -> tuple[str, str]:
    runtime = lupa.LuaRuntime(unpack_returned_tuples=True)
    runtime.execute("string, math, io, os, debug, coroutine = nil")
    runtime.globals()["obj"] = runtime.table_from(json.loads(json.dumps(manifest)), recursive=True)
    told = runtime.execute(CUSTOMISED[PREFIX + kind])
    return told["status"], told["message"]


def application(**status: Any) -> dict[str, Any]:
    manifest = copy.deepcopy(SETTLED)
    for key, value in status.items():
        manifest["status"][key] = value
    return manifest


def judged(manifest: dict[str, Any]) -> tuple[str, str]:
    return health("argoproj.io_Application", manifest)


def test_a_settled_application_is_healthy() -> None:
    assert judged(SETTLED) == ("Healthy", "")


def test_one_that_adopted_what_was_there_has_no_operation_and_is_healthy() -> None:
    adopted = application()
    del adopted["status"]["operationState"]
    assert judged(adopted) == ("Healthy", "")


def test_a_suspended_one_opens_the_gate() -> None:
    assert judged(application(health={"status": "Suspended"}))[0] == "Healthy"


def test_a_degraded_child_is_progressing_and_says_why() -> None:
    told = judged(application(health={"status": "Degraded", "message": "CrashLoopBackOff"}))
    assert told == ("Progressing", "health is Degraded: CrashLoopBackOff")


def test_a_comparison_with_an_older_spec_does_not_count() -> None:
    stale = application()
    stale["spec"] = {"source": SOURCE | {"targetRevision": "c" * 40}}
    assert judged(stale) == ("Progressing", "the spec is not compared yet")


@pytest.mark.parametrize(
    "change", [{"global": {"domain": "example.org", "off": False}}, {"list": ["a"]}, {"new": 1}], ids=["value", "list", "key"]
)
def test_a_changed_value_deep_in_the_spec_does_not_count_as_compared(change: dict[str, Any]) -> None:
    manifest = copy.deepcopy(SETTLED)
    manifest["spec"]["source"]["helm"]["valuesObject"] |= change
    assert judged(manifest) == ("Progressing", "the spec is not compared yet")


def test_defaults_that_argo_cd_fills_in_do_not_matter() -> None:
    manifest = copy.deepcopy(SETTLED)
    manifest["status"]["sync"]["comparedTo"]["source"] |= {"ref": "", "plugin": {"name": "x"}}
    manifest["spec"]["source"] |= {"directory": {}}
    assert judged(manifest)[0] == "Healthy"


def test_several_sources_are_compared_in_order() -> None:
    manifest = copy.deepcopy(SETTLED)
    manifest["spec"] = {"sources": [SOURCE, {"repoURL": "http://gitea/values.git", "ref": "values"}]}
    manifest["status"]["sync"]["comparedTo"] = {"sources": manifest["spec"]["sources"]}
    assert judged(manifest)[0] == "Healthy"
    manifest["status"]["sync"]["comparedTo"] = {"sources": manifest["spec"]["sources"][::-1]}
    assert judged(manifest)[0] == "Progressing"


@pytest.mark.parametrize("phase", ["Running", "Failed", "Error", "Terminating"])
def test_an_operation_that_has_not_succeeded_holds_the_gate(phase: str) -> None:
    told = judged(application(operationState={"phase": phase, "message": "one or more objects failed"}))
    assert told == ("Progressing", f"the last sync is {phase}: one or more objects failed")


def test_a_sync_that_was_asked_for_holds_the_gate() -> None:
    assert judged(SETTLED | {"operation": {"sync": {}}}) == ("Progressing", "a sync is about to start")


def test_out_of_sync_holds_the_gate_even_when_healthy() -> None:
    told = judged(application(sync=SETTLED["status"]["sync"] | {"status": "OutOfSync"}))
    assert told == ("Progressing", "sync status is OutOfSync")


def test_one_that_was_only_just_created_is_progressing_and_says_all_it_waits_for() -> None:
    words = "sync status is not known yet; the spec is not compared yet; health is not known yet"
    assert judged({"spec": {"source": SOURCE}}) == ("Progressing", words)


@pytest.mark.parametrize("status", ["Degraded", "Missing", "Unknown", "Progressing", "", None])
@pytest.mark.parametrize("phase", ["Failed", "Succeeded"])
def test_no_child_ever_makes_the_root_degraded(status: str | None, phase: str) -> None:
    assert judged(application(health={"status": status}, operationState={"phase": phase}))[0] == "Progressing"


@pytest.mark.parametrize("kind", ["networking.k8s.io_Ingress", "Service"])
def test_an_address_that_never_comes_holds_up_nothing(kind: str) -> None:
    assert health(kind, {"spec": {"type": "LoadBalancer"}, "status": {"loadBalancer": {}}}) == ("Healthy", "has no address yet")
    assert health(kind, {"spec": {"type": "LoadBalancer"}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}}) == (
        "Healthy",
        "",
    )


def test_a_service_inside_the_cluster_needs_no_address() -> None:
    assert health("Service", {"spec": {"type": "ClusterIP"}}) == ("Healthy", "")


@pytest.mark.parametrize(("phase", "told"), [("Pending", "Healthy"), ("Bound", "Healthy"), ("Lost", "Degraded"), (None, "Healthy")])
def test_a_claim_may_wait_for_its_first_consumer(phase: str | None, told: str) -> None:
    assert health("PersistentVolumeClaim", {"status": {"phase": phase}})[0] == told


def route(*conditions: dict[str, Any], generation: int = 2) -> tuple[str, str]:
    parents = [{"parentRef": {"name": "https"}, "conditions": [{"observedGeneration": 2} | it for it in conditions]}]
    return health("gateway.networking.k8s.io_HTTPRoute", {"metadata": {"generation": generation}, "status": {"parents": parents}})


ACCEPTED = {"type": "Accepted", "status": "True"}
RESOLVED = {"type": "ResolvedRefs", "status": "True"}


@pytest.mark.parametrize("status", [None, {}, {"parents": []}], ids=["no status", "empty", "no parents"])
def test_a_route_that_no_gateway_serves_holds_up_nothing(status: dict[str, Any] | None) -> None:
    manifest = {"metadata": {"generation": 1}} | ({} if status is None else {"status": status})
    assert health("gateway.networking.k8s.io_HTTPRoute", manifest) == ("Healthy", "no gateway serves it yet")


def test_a_route_that_its_gateway_took_is_healthy() -> None:
    assert route(ACCEPTED, RESOLVED) == ("Healthy", "")


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        ({"type": "ResolvedRefs", "message": "Service argocd-server not found"}, "Service argocd-server not found"),
        ({"type": "Accepted", "reason": "NotAllowedByListeners"}, "NotAllowedByListeners"),
        ({"type": "Accepted"}, "no reason given"),
    ],
    ids=["message", "reason", "neither"],
)
def test_a_route_that_its_gateway_refused_is_degraded_and_says_why(refused: dict[str, Any], told: str) -> None:
    assert route(ACCEPTED, {"status": "False"} | refused) == ("Degraded", f"https refuses it: {told}")


def test_what_a_gateway_said_about_an_older_route_does_not_count() -> None:
    assert route({"type": "Accepted", "status": "False"}, generation=3) == ("Progressing", "the gateway has not looked at it yet")


def test_a_collector_without_replicas_is_healthy() -> None:
    assert health("opentelemetry.io_OpenTelemetryCollector", {}) == ("Healthy", "")
