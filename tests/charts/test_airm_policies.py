"""What AIRM's policies do to a workload in a namespace of a project, and to nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.charts.helm_program import HelmProgram, Manifest
from tests.charts.rendered_charts import every_chart

pytestmark = pytest.mark.helm

Rules = list[dict[str, Any]]

BINDING, QUOTA, TRACKING = (
    "airm-project-namespace-rolebinding",
    "airm-quota-enforcement-for-workloads",
    "airm-workload-tracking-policy",
)
SERVICES, KAIWO = {"Deployment", "StatefulSet"}, {"KaiwoJob", "KaiwoService", "AIMService"}
QUEUE = "kueue.x-k8s.io/queue-name"
WORKLOAD, COMPONENT, PROJECT = (f"airm.silogen.ai/{it}-id" for it in ("workload", "component", "project"))
OF_PROJECT = {"matchExpressions": [{"key": PROJECT, "operator": "Exists"}]}


@pytest.fixture
def policies(helm: HelmProgram) -> dict[str, Manifest]:
    found = every_chart(helm).manifests["airm", "medium"]
    return {it["metadata"]["name"]: it for it in found if it["kind"] == "ClusterPolicy"}


def rules(policy: Manifest) -> Rules:
    found: Rules = policy["spec"]["rules"]
    return found


def kinds(rule: dict[str, Any]) -> set[str]:
    (match,) = rule["match"]["any"]
    return set(match["resources"]["kinds"])


def patch(rule: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = rule["mutate"]["patchStrategicMerge"]
    return found


def test_there_are_three(policies: dict[str, Manifest]) -> None:
    assert policies.keys() == {BINDING, QUOTA, TRACKING}


def test_only_admission_is_acted_on(policies: dict[str, Manifest]) -> None:
    for policy in policies.values():
        assert (policy["spec"]["admission"], policy["spec"]["background"]) == (True, False)
        assert all(rule["skipBackgroundRequests"] for rule in rules(policy))
        assert all({"CREATE", "UPDATE"} >= set(it["match"]["any"][0]["resources"]["operations"]) for it in rules(policy))


@pytest.mark.parametrize("name", [QUOTA, TRACKING])
def test_workloads_are_touched_in_namespaces_of_projects_only(policies: dict[str, Manifest], name: str) -> None:
    assert [it["match"]["any"][0]["resources"]["namespaceSelector"] for it in rules(policies[name])] == [OF_PROJECT] * len(
        rules(policies[name])
    )


def test_members_of_a_project_are_bound_in_its_new_namespaces(policies: dict[str, Manifest]) -> None:
    (rule,) = rules(policies[BINDING])
    assert kinds(rule) == {"Namespace"}
    made = rule["generate"]
    assert (made["kind"], made["name"], made["synchronize"]) == ("RoleBinding", "project-member-role-binding", True)
    assert made["namespace"] == "{{ request.object.metadata.name }}"
    assert made["data"]["roleRef"]["name"] == "airm-project-member"
    assert [it["name"] for it in made["data"]["subjects"]] == ["oidc{{ request.object.metadata.name }}"]


def test_every_workload_gets_the_queue_of_its_namespace(policies: dict[str, Manifest]) -> None:
    own = "{{ request.namespace }}"
    found = {frozenset(kinds(it)): patch(it) for it in rules(policies[QUOTA])}
    label = {"metadata": {"labels": {QUEUE: own}}}
    assert found == {
        frozenset({"Pod", *SERVICES}): label,
        frozenset({"Job"}): label | {"spec": {"suspend": True}},
        frozenset({"CronJob"}): {"spec": {"jobTemplate": label | {"spec": {"suspend": True}}}},
        frozenset(KAIWO): {"spec": {"clusterQueue": own}},
    }


def test_a_job_that_is_in_its_queue_already_is_not_held_back_again(policies: dict[str, Manifest]) -> None:
    for rule in rules(policies[QUOTA]):
        (condition,) = rule["preconditions"]["all"]
        assert (condition["key"], condition["operator"]) == ("{{ request.namespace }}", "NotEquals")
        assert QUEUE in condition["value"] or "spec.clusterQueue" in condition["value"]


def test_without_kyverno_quotas_hold_and_tracking_does_not_stop_anybody(policies: dict[str, Manifest]) -> None:
    assert policies[QUOTA]["spec"]["webhookConfiguration"] == {"failurePolicy": "Fail"}
    assert policies[TRACKING]["spec"]["webhookConfiguration"] == {"failurePolicy": "Ignore"}


def test_who_sent_a_workload_is_noted_before_it_gets_a_number(policies: dict[str, Manifest]) -> None:
    touched = [re.findall(r"airm\.silogen\.ai/([a-z-]+)", str(patch(it))) for it in rules(policies[TRACKING])]
    assert touched[:3] == [["auto-discovered", "discovered-component-type", "submitter"], ["auto-discovered"], ["project-id"]]
    assert all({"workload-id", "component-id"} == set(it) for it in touched[3:])


def test_numbers_reach_whatever_makes_pods_and_the_pods(policies: dict[str, Manifest]) -> None:
    numbered = {"metadata": {"labels": {WORKLOAD: "{{ workload }}", COMPONENT: "{{ component }}"}}}
    found = {frozenset(kinds(it)): patch(it) for it in rules(policies[TRACKING])[3:]}
    assert found == {
        frozenset({"Pod", *KAIWO}): numbered,
        frozenset({"Job", "DaemonSet", *SERVICES}): numbered | {"spec": {"template": numbered}},
        frozenset({"CronJob"}): numbered | {"spec": {"jobTemplate": numbered | {"spec": {"template": numbered}}}},
    }


def test_a_number_once_given_stays(policies: dict[str, Manifest]) -> None:
    for rule in rules(policies[TRACKING])[3:]:
        for variable in rule["context"]:
            steps = [it.strip() for it in variable["variable"]["jmesPath"].split("||")]
            label = f'metadata.labels."airm.silogen.ai/{variable["name"]}-id"'
            assert steps == [f"request.object.{label}", f"request.oldObject.{label}", "request.uid"]
