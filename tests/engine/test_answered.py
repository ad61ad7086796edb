"""What single answers mean for components: switches and values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forge_tui.adapters.catalogue_file import load_root_values
from forge_tui.adapters.simulated.root_chart import render_root
from forge_tui.domain.answers import Answers, normalised
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import SelectionInvalid
from forge_tui.domain.plan import Plan
from forge_tui.engine import answered
from forge_tui.engine.planner import make_plan
from forge_tui.wiring import catalogue_of

CHECKOUT = Path(__file__).parents[2]
CATALOGUE = catalogue_of(CHECKOUT)
ROOT_VALUES = load_root_values(CHECKOUT)
DIGESTS = dict.fromkeys((*CATALOGUE.components, "root"), "00")
ACME = {"email": "a@example.com", "server": "https://acme.example/directory", "solver": {"dns01": {"route53": {"region": "eu"}}}}


def answers(**given: Any) -> dict[str, Any]:
    return normalised(Answers.model_validate({"version": 1, "domain": "demo.example", **given}))


def selected(**given: Any) -> tuple[Catalogue, dict[str, str]]:
    return answered.select(answers(**given), CATALOGUE)


def values(component: str, **given: Any) -> dict[str, Any]:
    return answered.overrides(answers(**given)).get(component, {})


def test_without_answers_nothing_is_switched() -> None:
    enabled, reasons = selected()
    assert reasons == {}
    assert set(enabled.components) == {component.name for component in CATALOGUE if component.default_enabled}


@pytest.mark.parametrize(
    ("given", "on"),
    [
        ({"tls": {"mode": "self-signed"}}, {"cert-manager-config": "tls.mode: self-signed", "trust-manager": "tls.mode: self-signed"}),
        ({"tls": {"mode": "acme", "acme": {"email": "a@example.com"}}}, {"cert-manager-config": "tls.mode: acme"}),
        ({"loadBalancer": {"mode": "metallb", "pool": ["10.0.0.0/28"]}}, {"metallb-config": "loadBalancer.mode: metallb"}),
    ],
)
def test_an_answer_switches_on_what_carries_it_out(given: dict[str, Any], on: dict[str, str]) -> None:
    enabled, reasons = selected(**given)
    assert reasons == on
    assert set(on) <= set(enabled.components)


def test_without_a_demo_airm_is_installed_and_not_set_up() -> None:
    enabled, reasons = selected(airm={"demo": {"enabled": False}})
    assert reasons == {"airm-config": "airm.demo.enabled: false"}
    assert "airm" in enabled
    assert "airm-config" not in enabled


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"tls": {"mode": "self-signed"}, "components": {"disable": ["cert-manager-config"]}},
            "cert-manager-config stands in components.disable, and tls.mode: self-signed says otherwise",
        ),
        (
            {"airm": {"demo": {"enabled": False}}, "components": {"enable": ["airm-config"]}},
            "airm-config stands in components.enable, and airm.demo.enabled: false says otherwise",
        ),
    ],
)
def test_an_answer_and_a_list_that_contradict_each_other_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(SelectionInvalid, match=message):
        selected(**given)


def test_a_switch_that_only_helps_gives_way_to_the_list() -> None:
    enabled, reasons = selected(tls={"mode": "self-signed"}, components={"disable": ["trust-manager"]})
    assert "trust-manager" not in enabled
    assert set(reasons) == {"cert-manager-config"}


def test_a_refusal_names_the_answer_that_switched_the_dependent_on() -> None:
    with pytest.raises(SelectionInvalid, match=r"cert-manager is off .*; tls.mode: self-signed switches cert-manager-config on"):
        selected(tls={"mode": "self-signed"}, components={"disable": ["cert-manager"]})


def test_names_of_the_demo_reach_all_that_tell_them() -> None:
    demo = {"organisation": "Org 1", "cluster": "Eu.West", "project": "vision", "user": "anna"}
    found = answered.overrides(answers(airm={"version": "0.2.3", "demo": demo}))
    assert found["airm"] == {"version": "0.2.3", "organisation": "Org 1", "cluster": "Eu.West"}
    assert found["airm-config"] == {"organisation": "Org 1", "cluster": "Eu.West", "project": "vision", "user": {"name": "anna"}}
    assert found["keycloak"] == {"realm": {"firstUser": "anna"}}
    assert found["amd-gpu-operator-config"] == {"metrics": {"organisation": "Org 1", "cluster": "Eu.West"}}
    assert found["otel-lgtm-stack"] == {"clusterName": "Eu.West"}


def test_acme_pool_and_threshold_become_values() -> None:
    assert values("cert-manager-config", tls={"mode": "acme", "acme": ACME}) == {"acme": ACME}
    assert values("cert-manager-config", tls={"mode": "self-signed"}) == {}
    pool = {"mode": "metallb", "pool": ["10.0.0.240 - 10.0.0.250", "fd00::/120"]}
    assert values("metallb-config", loadBalancer=pool) == {"pool": ["10.0.0.240-10.0.0.250", "fd00::/120"]}
    assert values("metallb-config") == {}
    assert values("openbao-config", openbao={"seal": "shamir", "shares": 5, "threshold": 3}) == {"unseal": {"threshold": 3}}


def test_values_that_an_operator_writes_win_and_the_rest_stays() -> None:
    given = {"airm": {"cluster": "mine", "backend": {"replicas": 2}}, "kueue": {"a": 1}}
    found = answered.overrides(answers(components={"values": given}))
    assert found["airm"] == {"version": "0.2.7", "organisation": "demo", "cluster": "mine", "backend": {"replicas": 2}}
    assert found["kueue"] == {"a": 1}


def versioned(*versions: str) -> Catalogue:
    return Catalogue({"airm": replace(CATALOGUE["airm"], versions=dict.fromkeys(versions, ()))})


def test_the_version_of_airm_is_the_answer_when_the_charts_have_it() -> None:
    assert answered.version_of(answers(airm={"version": "0.1.0"}), versioned("0.1.0", "0.2.7")) == {"airm": "0.1.0"}
    assert answered.version_of(answers(), Catalogue({})) == {}
    with pytest.raises(SelectionInvalid, match=r"airm\.version is 0\.2\.7, and the charts have 0\.1\.0"):
        answered.version_of(answers(), versioned("0.1.0"))


def everything_on(**given: Any) -> dict[str, Any]:
    return answers(components={"enable": [component.name for component in CATALOGUE if not component.default_enabled], **given})


def rendered(plan: Plan) -> set[str]:
    """Names of the Applications that the root makes of a plan."""
    manifests = render_root(ROOT_VALUES, plan.root_values, "argocd")
    return {manifest["metadata"]["name"] for manifest in manifests if manifest["kind"] == "Application"}


def test_everything_can_be_switched_on_at_once() -> None:
    assert len(make_plan(everything_on(), CATALOGUE, DIGESTS).catalogue) == len(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE.components)
def test_any_component_can_go_or_the_plan_says_who_needs_it_and_how_it_can(name: str) -> None:
    chosen = everything_on()
    chosen["components"]["enable"] = [other for other in chosen["components"]["enable"] if other != name]
    chosen["components"]["disable"] = [name]
    if CATALOGUE[name].foundation:
        with pytest.raises(SelectionInvalid, match=f"{name} belongs to the foundation"):
            make_plan(chosen, CATALOGUE, DIGESTS)
        return
    needed_by = {c.name for c in CATALOGUE if any(edge.hard and edge.name == name for edge in c.depends_on)}
    if not needed_by:
        assert rendered(make_plan(chosen, CATALOGUE, DIGESTS)) == CATALOGUE.components.keys() - {name}
        return
    with pytest.raises(SelectionInvalid) as caught:
        make_plan(chosen, CATALOGUE, DIGESTS)
    assert caught.value.message.startswith(f"{name} is off and needed by ")
    assert all(f"{other} (" in caught.value.message for other in needed_by)
    fallen = caught.value.remedy.removeprefix("Add ").partition(" to components.disable")[0].split(", ")
    chosen["components"]["enable"] = [other for other in chosen["components"]["enable"] if other not in fallen]
    chosen["components"]["disable"] += fallen
    assert rendered(make_plan(chosen, CATALOGUE, DIGESTS)) == CATALOGUE.components.keys() - {name, *fallen}
