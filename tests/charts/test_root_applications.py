"""One Application per enabled component, in the shape that the engine applies byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from tests.charts.chart_copies import PROFILES
from tests.charts.helm_program import HelmProgram
from tests.charts.rendered_charts import every_chart
from tests.charts.rendered_root import CATALOGUE, applications, project

pytestmark = pytest.mark.helm

COMPONENTS: dict[str, Any] = CATALOGUE["components"]
ENABLED: dict[str, Any] = {name: component for name, component in COMPONENTS.items() if component["enabled"]}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_enabled_component_is_one_application(helm: HelmProgram, profile: str) -> None:
    assert applications(helm, {"profile": profile}).keys() == ENABLED.keys()


def test_what_is_off_by_default_can_be_switched_on(helm: HelmProgram) -> None:
    assert COMPONENTS.keys() > ENABLED.keys()
    assert applications(helm, {"components": {name: {"enabled": True} for name in COMPONENTS}}).keys() == COMPONENTS.keys()


def test_a_disabled_component_vanishes_and_its_children_stop_naming_it(helm: HelmProgram) -> None:
    found = applications(helm, {"components": {"external-secrets": {"enabled": False}}})
    assert "external-secrets" not in found
    assert found["external-secrets-config"]["metadata"]["annotations"]["forge-tui.io/depends-on"] == "openbao"


def test_waves_are_quoted_numbers_of_the_catalogue(helm: HelmProgram) -> None:
    waves = {name: it["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] for name, it in applications(helm).items()}
    assert waves == {name: str(component["wave"]) for name, component in ENABLED.items()}


def test_hard_parents_are_named_and_soft_ones_are_not(helm: HelmProgram) -> None:
    found = {name: it["metadata"]["annotations"]["forge-tui.io/depends-on"] for name, it in applications(helm).items()}
    assert found["external-secrets-config"] == "external-secrets,openbao"
    assert found["argocd"] == ""


def test_the_sync_policy_never_gives_up(helm: HelmProgram) -> None:
    for application in applications(helm).values():
        assert application["spec"]["syncPolicy"] == {
            "automated": {"prune": True, "selfHeal": True},
            "syncOptions": ["CreateNamespace=true", "ServerSideApply=true", "RespectIgnoreDifferences=true", "ApplyOutOfSyncOnly=true"],
            "retry": {"limit": -1, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "1m"}},
        }


def test_own_sync_options_come_after_the_common_ones(helm: HelmProgram) -> None:
    found = applications(helm, {"components": {"metallb": {"syncOptions": ["Replace=false"]}}})
    assert found["metallb"]["spec"]["syncPolicy"]["syncOptions"][-2:] == ["ApplyOutOfSyncOnly=true", "Replace=false"]


def test_the_source_is_the_git_of_the_cluster_at_one_commit(helm: HelmProgram) -> None:
    commit = "1234567890123456789012345678901234567890"
    source = applications(helm, {"git": {"revision": commit}})["metallb"]["spec"]["source"]
    assert source["repoURL"] == CATALOGUE["git"]["url"]
    assert source["targetRevision"] == commit
    assert source["path"] == "charts/metallb"
    assert source["helm"]["releaseName"] == "metallb"


def test_only_the_foundation_outlives_being_disabled(helm: HelmProgram) -> None:
    kept = {name for name, it in applications(helm).items() if "finalizers" not in it["metadata"]}
    assert kept == {"argocd", "gitea", "openbao"}


def test_tracking_is_left_to_argo_cd(helm: HelmProgram) -> None:
    rendered = [*applications(helm).values(), project(helm)]
    assert not [it for it in rendered if "argocd.argoproj.io/tracking-id" in it["metadata"]["annotations"]]


def test_differences_are_ignored_where_the_catalogue_says_so(helm: HelmProgram) -> None:
    found = {name: it["spec"].get("ignoreDifferences") for name, it in applications(helm).items()}
    assert found == {name: component.get("ignoreDifferences") for name, component in ENABLED.items()}


def test_the_project_comes_first_and_allows_only_this_cluster_and_its_git(helm: HelmProgram) -> None:
    found = project(helm)
    assert found["metadata"]["name"] == CATALOGUE["project"]
    assert found["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] == "-10"
    assert found["spec"]["sourceRepos"] == ["http://gitea-http.cf-gitea.svc:3000/cluster-org/*"]
    assert {it["server"] for it in found["spec"]["destinations"]} == {"https://kubernetes.default.svc"}


def allowed(helm: HelmProgram, **components: dict[str, Any]) -> list[str]:
    found = project(helm, {"components": components})
    return [it["namespace"] for it in found["spec"]["destinations"]]


def used(component: dict[str, Any]) -> set[str]:
    return {component["namespace"], *component.get("namespaces", ())}


def test_the_project_allows_the_namespaces_of_enabled_components_only(helm: HelmProgram) -> None:
    wanted = set().union(*(used(component) for component in ENABLED.values()))
    assert allowed(helm) == sorted(wanted)
    assert "keda" not in wanted


def test_a_namespace_goes_with_the_last_component_that_writes_to_it(helm: HelmProgram) -> None:
    assert "kube-system" in allowed(helm)
    assert "kube-system" not in allowed(helm, kueue={"enabled": False})
    assert "kube-system" in allowed(helm, kueue={"enabled": False}, keda={"enabled": True})


@pytest.mark.parametrize("profile", PROFILES)
def test_no_chart_writes_to_a_namespace_that_its_component_does_not_name(helm: HelmProgram, profile: str) -> None:
    written: dict[str, set[str]] = {name: set() for name in COMPONENTS}
    for name, manifest in every_chart(helm, options=True).own(profile):
        written[name] |= {manifest["metadata"].get("namespace", COMPONENTS[name]["namespace"])}
    assert {name: it - used(COMPONENTS[name]) for name, it in written.items() if it - used(COMPONENTS[name])} == {}


def test_an_application_belongs_to_the_project(helm: HelmProgram) -> None:
    assert {it["spec"]["project"] for it in applications(helm, {"project": "other"}).values()} == {"other"}
