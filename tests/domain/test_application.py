"""Reading what Argo CD says about an Application."""

from __future__ import annotations

from typing import Any

import pytest

from forge_tui.domain.application import Application, HealthStatus, SyncStatus

SOURCE = {"repoURL": "http://gitea/x.git", "path": "charts/x", "targetRevision": "abc", "helm": {"valuesObject": {"a": 1}}}


def manifest(**status: Any) -> dict[str, Any]:
    healthy: dict[str, Any] = {
        "sync": {"status": "Synced", "revision": "abc", "comparedTo": {"source": SOURCE | {"helm": SOURCE["helm"] | {"version": ""}}}},  # type: ignore[operator]
        "health": {"status": "Healthy"},
        "operationState": {"phase": "Succeeded"},
    }
    return {"metadata": {"name": "x", "uid": "1"}, "spec": {"source": SOURCE}, "status": healthy | status}


def test_synced_healthy_and_compared_is_settled() -> None:
    assert Application.of(manifest()).settled


def test_an_application_that_adopted_everything_never_had_an_operation_and_is_settled() -> None:
    assert Application.of(manifest(operationState=None)).settled


@pytest.mark.parametrize("phase", ["Running", "Failed", "Error", "Terminating"])
def test_an_operation_that_did_not_succeed_is_not_settled(phase: str) -> None:
    assert not Application.of(manifest(operationState={"phase": phase})).settled


def test_a_verdict_about_an_older_source_is_not_settled() -> None:
    stale = {"status": "Synced", "comparedTo": {"source": SOURCE | {"targetRevision": "old"}}}
    assert not Application.of(manifest(sync=stale)).settled


def test_healthy_but_out_of_sync_is_not_settled() -> None:
    assert not Application.of(manifest(sync={"status": "OutOfSync", "comparedTo": {"source": SOURCE}})).settled


def test_several_sources_are_compared_one_by_one() -> None:
    sources = [SOURCE, SOURCE | {"ref": "values"}]
    document = manifest(sync={"status": "Synced", "revisions": ["a", "b"], "comparedTo": {"sources": sources}})
    document["spec"] = {"sources": sources}
    application = Application.of(document)
    assert application.settled
    assert application.revision == "a,b"
    document["status"]["sync"]["comparedTo"]["sources"] = sources[:1]
    assert not Application.of(document).settled


def test_an_empty_status_is_unknown() -> None:
    application = Application.of({"metadata": {"name": "x"}, "spec": {"source": SOURCE}})
    assert (application.sync, application.health, application.settled) == (SyncStatus.UNKNOWN, HealthStatus.UNKNOWN, False)


def test_a_word_that_argo_cd_does_not_have_yet_is_unknown() -> None:
    assert Application.of(manifest(health={"status": "Sleepy"})).health is HealthStatus.UNKNOWN


def test_resources_carry_argo_cds_view_of_each_object() -> None:
    resources = [{"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "n", "name": "d", "status": "Synced",
                  "health": {"status": "Progressing", "message": "0 of 1"}}]  # fmt: skip
    (resource,) = Application.of(manifest(resources=resources)).resources
    assert str(resource.ref) == "Deployment n/d"
    assert (resource.ref.api_version, resource.sync, resource.health, resource.message) == (
        "apps/v1", SyncStatus.SYNCED, HealthStatus.PROGRESSING, "0 of 1"
    )  # fmt: skip


def test_conditions_keep_their_type_and_words() -> None:
    application = Application.of(manifest(conditions=[{"type": "ComparisonError", "message": "repository not found"}]))
    assert application.conditions == ("ComparisonError: repository not found",)


def test_an_application_names_the_source_that_stands_in_its_spec_whatever_the_cluster_filled_in() -> None:
    one = Application.of(manifest())
    assert one.names(SOURCE)
    assert one.names({"targetRevision": "abc"})
    assert not one.names(SOURCE | {"helm": {"valuesObject": {"a": 2}}})
    assert not Application.of({"metadata": {"name": "x"}}).names(SOURCE)
