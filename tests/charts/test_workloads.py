"""What our own templates run asks for what it needs, may do no more than it must, and survives a node."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.charts.chart_copies import CHARTS, NAMES, PROFILES
from tests.charts.helm_program import HelmProgram, Manifest
from tests.charts.rendered_charts import Renderings, every_chart
from tests.charts.workloads import LONG_RUNNING, bound_accounts, workloads

pytestmark = pytest.mark.helm

each_profile = pytest.mark.parametrize("profile", PROFILES)

# An image that is made for root and writes beside its programs, and a reader of a socket that belongs to root.
# Both keep neither capabilities nor ways to get more.
ROOT = {
    "otel-lgtm-stack: Deployment lgtm, lgtm: runAsNonRoot",
    "otel-lgtm-stack: DaemonSet chrony-exporter, chrony-exporter: runAsNonRoot",
}
# Watches claims; the program answers no question about itself.
SILENT = {"local-path-provisioner: Deployment local-path-provisioner"}
# Given where a program insists on a value and something else puts the real one in its place.
PLACEHOLDERS = {("OPENBAO_TOKEN", "set-by-the-proxy")}
# Kinds of operators that run pods for us, and where those pods' resources stand.
OPERATED: dict[str, tuple[str | int, ...]] = {
    "Cluster": ("spec", "resources"),
    "Elasticsearch": ("spec", "nodeSets", 0, "podTemplate", "spec", "containers", 0, "resources"),
    "GatewayParameters": ("spec", "kube", "envoyContainer", "resources"),
    "OpenTelemetryCollector": ("spec", "resources"),
    "RabbitmqCluster": ("spec", "resources"),
}
# Operators that make no budget for what they run, so that the chart does.
WITHOUT_BUDGET: dict[str, tuple[str | int, ...]] = {
    "GatewayParameters": ("spec", "kube", "deployment", "replicas"),
    "RabbitmqCluster": ("spec", "replicas"),
}


@pytest.fixture
def rendered(helm: HelmProgram) -> Renderings:
    return every_chart(helm, options=True)


def unlimited(resources: dict[str, Any]) -> bool:
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    return not (requests.get("cpu") and requests.get("memory") and limits.get("memory"))


def at(manifest: Manifest, path: tuple[str | int, ...]) -> Any:
    found: Any = manifest
    for key in path:
        found = found[key]
    return found


@each_profile
def test_every_container_says_what_it_needs_and_where_it_ends(rendered: Renderings, profile: str) -> None:
    each = [it for workload in workloads(rendered, profile) for it in workload.containers()]
    assert len(each) > 20
    assert [name for name, container in each if unlimited(container.get("resources", {}))] == []


@each_profile
def test_so_does_what_operators_run_for_us(rendered: Renderings, profile: str) -> None:
    each = [(chart, it) for chart, it in rendered.own(profile) if it["kind"] in OPERATED]
    assert {it["kind"] for _, it in each} == OPERATED.keys()
    assert [(chart, it["metadata"]["name"]) for chart, it in each if unlimited(at(it, OPERATED[it["kind"]]))] == []


@each_profile
def test_no_container_may_do_more_than_it_must(rendered: Renderings, profile: str) -> None:
    found = []
    for workload in workloads(rendered, profile):
        for name, container in workload.containers():
            own = container.get("securityContext", {})
            wanted = {
                "runAsNonRoot": workload.allowed(container, "runAsNonRoot") is True,
                "seccomp": (workload.allowed(container, "seccompProfile") or {}).get("type") == "RuntimeDefault",
                "capabilities": own.get("capabilities", {}).get("drop") == ["ALL"],
                "escalation": own.get("allowPrivilegeEscalation") is False,
            }
            found += [f"{name}: {key}" for key, is_met in wanted.items() if not is_met]
    assert sorted(set(found) - ROOT) == []


@each_profile
def test_what_serves_says_when_it_is_ready(rendered: Renderings, profile: str) -> None:
    long = [it for it in workloads(rendered, profile) if it.manifest["kind"] in LONG_RUNNING]
    serving = [(f"{it.name}, {c['name']}", c) for it in long for c in it.spec["containers"] if c.get("ports")]
    assert [name for name, container in serving if "readinessProbe" not in container] == []
    assert {it.name for it in long if not any("readinessProbe" in c for c in it.spec["containers"])} == SILENT


def selects(budget: Manifest, labels: dict[str, str]) -> bool:
    wanted = budget["spec"]["selector"]["matchLabels"]
    return bool(wanted.items() <= labels.items())


@each_profile
def test_of_several_replicas_a_drain_leaves_some_and_of_one_it_is_not_held_up(rendered: Renderings, profile: str) -> None:
    several: list[tuple[str, bool]] = []
    alone: list[tuple[str, bool]] = []
    for workload in workloads(rendered, profile):
        budgets = [it for chart, it in rendered.own(profile) if chart == workload.chart and it["kind"] == "PodDisruptionBudget"]
        budgets = [it for it in budgets if selects(it, workload.pod["metadata"]["labels"])]
        if workload.manifest["kind"] in ("Deployment", "StatefulSet"):
            (several if workload.manifest["spec"].get("replicas", 1) > 1 else alone).append((workload.name, bool(budgets)))
    assert [name for name, has_budget in several if not has_budget] == []
    assert [name for name, has_budget in alone if has_budget] == []


@each_profile
def test_so_it_is_with_what_operators_run_that_make_no_budget(rendered: Renderings, profile: str) -> None:
    replicas = {chart: at(it, WITHOUT_BUDGET[it["kind"]]) for chart, it in rendered.own(profile) if it["kind"] in WITHOUT_BUDGET}
    assert replicas.keys() == {"airm", "kgateway-config"}
    # Whatever selects no workload of the chart selects what the operator runs.
    own = {(it.chart, label) for it in workloads(rendered, profile) for label in it.pod["metadata"]["labels"].items()}
    budgets = {
        chart
        for chart, it in rendered.own(profile)
        if it["kind"] == "PodDisruptionBudget" and not any((chart, label) in own for label in it["spec"]["selector"]["matchLabels"].items())
    }
    assert budgets & replicas.keys() == {chart for chart, count in replicas.items() if count > 1}


@each_profile
def test_a_pod_has_a_token_only_where_a_binding_gives_it_rights(rendered: Renderings, profile: str) -> None:
    found = []
    for workload in workloads(rendered, profile):
        manifests = rendered.manifests[workload.chart, profile]
        account = workload.spec.get("serviceAccountName", "default")
        accounts = [it for it in manifests if it["kind"] == "ServiceAccount" and it["metadata"]["name"] == account]
        of_account = [it.get("automountServiceAccountToken", True) for it in accounts]
        mounted = workload.spec.get("automountServiceAccountToken", *(of_account or [True]))
        if mounted and account not in bound_accounts(manifests):
            found.append(workload.name)
    assert found == []


@each_profile
def test_no_image_floats(rendered: Renderings, profile: str) -> None:
    images = {container["image"] for it in workloads(rendered, profile) for _, container in it.containers()}
    assert len(images) > 10
    assert [it for it in sorted(images) if not re.search(r":[^/:]*\d[^/:]*$|@sha256:[0-9a-f]{64}$", it)] == []


def test_nobody_may_do_everything_unless_the_readme_says_why(rendered: Renderings) -> None:
    everything = {
        chart
        for profile in PROFILES
        for chart, it in rendered.own(profile)
        if it["kind"] in ("ClusterRole", "Role")
        for rule in it.get("rules") or ()
        if "*" in rule["verbs"] and "*" in rule.get("resources", ())
    }
    assert [it for it in sorted(everything) if "`*`" not in (CHARTS / it / "README.md").read_text()] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_environment_value_is_a_credential(rendered: Renderings, name: str) -> None:
    suspicious = re.compile(r"(?i)(password|secret|token|api_?key)$")
    each = [it for profile in PROFILES for it in workloads(rendered, profile) if it.chart == name]
    given = [(where, it) for workload in each for where, container in workload.containers() for it in container.get("env", ())]
    clear = [(it["name"], it["value"]) for _, it in given if suspicious.search(it["name"]) and it.get("value")]
    assert [it for it in clear if it not in PLACEHOLDERS] == []


def test_what_is_secret_comes_from_the_vault(rendered: Renderings) -> None:
    made = {(chart, it["metadata"]["name"]) for profile in PROFILES for chart, it in rendered.own(profile) if it["kind"] == "Secret"}
    # Rights of an account, which the operator reads from a Secret.
    assert made == {("elasticsearch", "elasticsearch-airm-role")}
