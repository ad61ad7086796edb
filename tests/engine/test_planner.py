"""From answers, catalogue and charts to a plan that has one hash."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from forge_tui.domain.answers import Answers, normalised
from forge_tui.domain.catalogue import Catalogue, parse
from forge_tui.domain.failures import SelectionInvalid
from forge_tui.domain.plan import Plan
from forge_tui.engine.planner import make_plan
from forge_tui.engine.runner import ACTS
from forge_tui.engine.unused_answers import refuse_impossible, unused


def entry(wave: int = 0, seconds: float = 10, **more: Any) -> dict[str, Any]:
    base = {"enabled": True, "title": "t", "layer": "platform", "namespace": "n", "version": "1.0", "wave": wave, "seconds": seconds}
    return base | more


def edge(name: str, strength: str = "hard", needs: str = "service") -> dict[str, str]:
    return {"name": name, "strength": strength, "needs": needs, "why": "its reason"}


COMPONENTS: Mapping[str, Any] = {
    "openbao": entry(foundation=True, seconds=40),
    "a": entry(seconds=30),
    "b": entry(1, 20, dependsOn=[edge("a"), edge("openbao", "soft")]),
    "c": entry(1, 25, dependsOn=[edge("a", needs="crd")]),
    "d": entry(1, 5, enabled=False, dependsOn=[edge("openbao")]),
}
ANSWERS: Mapping[str, Any] = {
    "domain": "demo.example",
    "profile": "small",
    "storage": {"readWriteOnce": "", "local": "", "readWriteMany": ""},
    "tls": {"mode": "existing", "secretName": "cluster-tls"},
    "openbao": {"seal": "static", "shares": 1, "threshold": 1},
    "components": {"enable": [], "disable": [], "values": {}},
    "delivery": {"mode": "online"},
}
DIGESTS = {"root": "00", "openbao": "01", "a": "02", "b": "03", "c": "04", "d": "05"}


def catalogue() -> Catalogue:
    return parse({"components": COMPONENTS}).checked()


def plan(digests: Mapping[str, str] = DIGESTS, **answers: Any) -> Plan:
    return make_plan({**ANSWERS, **answers}, catalogue(), digests)


def real(**answers: Any) -> str:
    """Hash of a plan for answers as an operator gives them."""
    return make_plan(normalised(Answers.model_validate({"version": 1, "domain": "demo.example", **answers})), catalogue(), DIGESTS).hash


def backwards(value: Any) -> Any:
    """The same content with every mapping in the other order."""
    if isinstance(value, Mapping):
        return {key: backwards(value[key]) for key in reversed(list(value))}
    return value


def test_the_same_input_has_this_hash_on_every_machine() -> None:
    assert plan().hash == "4b52e6359c94a6214556c559ac629242cc8fcfb902fec1b0741d23122d8e3467"


def test_the_order_of_keys_does_not_matter() -> None:
    assert make_plan(backwards(ANSWERS), catalogue(), backwards(DIGESTS)).hash == plan().hash


@pytest.mark.parametrize(
    "answers",
    [
        {"domain": "other.example"},
        {"profile": "large"},
        {"storage": {"readWriteOnce": "fast"}},
        {"tls": {"mode": "self-signed"}},
        {"tls": {"secretName": "another"}},
        {"openbao": {"seal": "shamir", "shares": 5, "threshold": 3}},
        {"components": {"disable": ["b"]}},
        {"components": {"enable": ["d"]}},
        {"components": {"values": {"a": {"replicas": 2}}}},
    ],
    ids=str,
)
def test_each_answer_that_decides_what_gets_installed_changes_the_hash(answers: dict[str, Any]) -> None:
    assert real(**answers) != real()


def test_where_the_kubeconfig_is_and_what_is_asked_for_do_not_change_the_hash() -> None:
    assert real(cluster={"kubeconfig": "/somewhere/else", "context": "other"}, ask=["tls"]) == real()


def test_another_chart_changes_the_hash_and_one_that_is_not_enabled_does_not() -> None:
    assert plan({**DIGESTS, "a": "ff"}).hash != plan().hash
    assert plan({**DIGESTS, "root": "ff"}).hash != plan().hash
    assert plan({**DIGESTS, "d": "ff"}).hash == plan().hash


def test_switching_off_what_others_need_is_refused_with_the_reason() -> None:
    with pytest.raises(SelectionInvalid, match="b needs a, which is off: its reason; c needs a"):
        plan(components={"disable": ["a"]})


def test_an_unknown_component_and_one_in_both_lists_are_told_together() -> None:
    with pytest.raises(SelectionInvalid, match="there is no component x; b is enabled and disabled at once"):
        plan(components={"enable": ["b", "x"], "disable": ["b"]})


def test_values_of_the_root_are_an_overlay_of_what_the_answers_say() -> None:
    values = plan(components={"disable": ["b"], "values": {"a": {"replicas": 2}}}).root_values
    assert values["components"]["a"] == {"enabled": True, "overrides": {"replicas": 2}}
    assert values["components"]["b"] == {"enabled": False, "overrides": {}}
    assert values["global"]["domain"] == "demo.example"
    assert "git" not in values


def test_a_plan_does_not_change_its_input() -> None:
    answers = copy.deepcopy(dict(ANSWERS))
    make_plan(answers, catalogue(), DIGESTS).document()
    assert answers == ANSWERS


def test_a_component_starts_after_the_root_and_its_hard_parents() -> None:
    nodes = plan().nodes
    assert nodes["a"] == ("root",)
    assert nodes["b"] == ("root", "a")
    assert nodes["openbao"] == ("root", "vault")
    assert set(nodes["rollout"]) == {"root", "openbao", "a", "b", "c"}
    assert nodes["verify"] == ("rollout", "vault", "crds-established")


def test_where_the_kinds_of_the_parent_are_enough_the_two_come_up_side_by_side() -> None:
    assert plan().nodes["c"] == ("root", "crds-established")


def test_the_critical_path_is_the_longest_chain_and_foundation_counts_little() -> None:
    seconds, path = plan().critical_path()
    assert path == ("charts", "lease", "secrets", "install-gitea", "push", "root", "a", "b", "rollout", "verify", "handover")
    assert seconds == 5 + 1 + 1 + 40 + 5 + 2 + 30 + 20 + 0 + 5 + 1
    assert plan().seconds["openbao"] == 5.0


def test_every_step_of_a_plan_can_be_carried_out() -> None:
    assert {step.name for step in plan().steps} - ACTS.keys() == {"lease"}


def test_answers_without_effect_are_named() -> None:
    answers = normalised(Answers.model_validate({"version": 1, "domain": "demo.example", "tls": {"mode": "self-signed"}}))
    assert unused(answers) == ("tls.mode",)


def test_a_bundle_that_cannot_be_installed_from_is_refused() -> None:
    answers = normalised(Answers.model_validate({"version": 1, "domain": "demo.example"}))
    refuse_impossible(answers)
    with pytest.raises(SelectionInvalid, match="cannot install from a bundle"):
        refuse_impossible(answers | {"delivery": answers["delivery"] | {"mode": "bundle"}})
