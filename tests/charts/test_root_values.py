"""Which values reach a component's chart: their order, and the answers rendered into them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS
from tests.charts.helm_program import HelmProgram
from tests.charts.rendered_root import CATALOGUE, applications, chart_values

pytestmark = pytest.mark.helm


def of(helm: HelmProgram, component: str, values: dict[str, Any]) -> dict[str, Any]:
    return chart_values(applications(helm, values)[component])


def test_the_profile_wins_over_values_and_overrides_win_over_both(helm: HelmProgram) -> None:
    layers = {
        "values": {"a": {"one": "values", "two": "values", "three": "values", "list": ["x", "z"]}},
        "profiles": {"large": {"a": {"two": "profile", "three": "profile"}}, "small": {"a": {"two": "small"}}},
        "overrides": {"a": {"three": "overrides", "list": []}},
    }
    found = of(helm, "metallb", {"profile": "large", "components": {"metallb": layers}})
    assert found["a"] == {"one": "values", "two": "profile", "three": "overrides", "list": []}


@pytest.mark.parametrize(("below", "above"), [(True, False), (5, 0), ("text", "")], ids=["false", "zero", "empty"])
def test_an_override_that_is_empty_still_wins(helm: HelmProgram, below: object, above: object) -> None:
    found = of(helm, "metallb", {"components": {"metallb": {"values": {"a": below}, "overrides": {"a": above}}}})
    assert found["a"] == above


def test_global_reaches_every_chart(helm: HelmProgram) -> None:
    for application in applications(helm).values():
        assert chart_values(application)["global"] == CATALOGUE["global"] | {"domain": "example.com"}


def test_the_domain_is_rendered_into_host_names(helm: HelmProgram) -> None:
    server = of(helm, "gitea", {"global": {"domain": "forge.example.org"}})["gitea"]["gitea"]["config"]["server"]
    assert server["ROOT_URL"] == "https://gitea.forge.example.org"
    assert server["DOMAIN"] == "gitea.forge.example.org"


@pytest.mark.parametrize("domain", ["yes.no", "1e5.io", "1e5", "yes", "null", "0x10", "1.2"])
def test_a_domain_that_looks_like_something_else_stays_a_string(helm: HelmProgram, domain: str) -> None:
    layers = {"values": {"plain": "{{ .Values.global.domain }}"}}
    found = of(helm, "metallb", {"global": {"domain": domain}, "components": {"metallb": layers}})
    assert found["plain"] == domain
    assert found["global"]["domain"] == domain


def test_templates_are_rendered_in_lists_and_leave_other_types_alone(helm: HelmProgram) -> None:
    given = {"list": ["gitea.{{ .Values.global.domain }}", 7, {"deep": "{{ .Values.profile }}"}], "large": 10000000, "on": True, "none": {}}
    found = of(helm, "metallb", {"components": {"metallb": {"values": {"a": given}}}})
    assert found["a"] == {"list": ["gitea.example.com", 7, {"deep": "medium"}], "large": 10000000, "on": True, "none": {}}


def test_what_an_operator_answered_is_never_rendered(helm: HelmProgram) -> None:
    found = of(helm, "metallb", {"components": {"metallb": {"overrides": {"a": "{{ fail `rendered` }}"}}}})
    assert found["a"] == "{{ fail `rendered` }}"


def test_an_answer_cannot_smuggle_a_template_into_values(helm: HelmProgram) -> None:
    layers = {"values": {"a": "{{ index .Values.components.metallb.overrides `b` }}"}, "overrides": {"b": "{{ fail `rendered` }}"}}
    assert of(helm, "metallb", {"components": {"metallb": layers}})["a"] == "{{ fail `rendered` }}"


@pytest.mark.parametrize(("seal", "strategy"), [("static", "RollingUpdate"), ("shamir", "OnDelete")])
def test_pods_that_people_unseal_are_not_restarted_by_a_rollout(helm: HelmProgram, seal: str, strategy: str) -> None:
    found = of(helm, "openbao", {"global": {"domain": "example.com", "openbao": {"seal": seal}}})
    assert found["openbao"]["server"]["updateStrategyType"] == strategy


def test_the_storage_class_reaches_both_claims(helm: HelmProgram) -> None:
    given = {"global": {"domain": "example.com", "storageClasses": {"readWriteOnce": "fast"}}}
    assert of(helm, "openbao", given)["openbao"]["server"]["dataStorage"]["storageClass"] == "fast"
    assert of(helm, "gitea", given)["gitea"]["persistence"]["storageClass"] == "fast"


@pytest.mark.parametrize(("profile", "replicas"), [("small", 1), ("medium", 3), ("large", 3)])
def test_the_vault_has_a_quorum_where_there_are_nodes_for_it(helm: HelmProgram, profile: str, replicas: int) -> None:
    own = yaml.safe_load((CHARTS / "openbao" / "values.yaml").read_text())["openbao"]["server"]["ha"]["replicas"]
    server = of(helm, "openbao", {"profile": profile})["openbao"]["server"]
    assert server.get("ha", {}).get("replicas", own) == replicas
