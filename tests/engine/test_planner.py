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
    "airm": {
        "version": "0.2.7",
        "demo": {"enabled": True, "organisation": "demo", "cluster": "demo-cluster", "project": "demo", "user": "devuser"},
    },
    "loadBalancer": {"mode": "existing", "pool": []},
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
    assert plan().hash == "36b7e08d40339b063637384b42b6319849d78d8b7822f29fbd8d6eec99488e09"


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
        {"airm": {"version": "0.1.0"}},
        {"loadBalancer": {"mode": "metallb", "pool": ["10.0.0.0/28"]}},
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
    with pytest.raises(SelectionInvalid, match=r"a is off and needed by b \(its reason\), c \(its reason\)"):
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


FILES = {"mode": "files", "secretName": "cluster-tls", "certificate": "file:/c", "key": "file:/k"}


def with_storage(**answers: Any) -> Plan:
    whole = parse({"components": {**COMPONENTS, "local-path-provisioner": entry(seconds=20)}}).checked()
    return make_plan({**ANSWERS, **answers}, whole, {**DIGESTS, "local-path-provisioner": "06"})


def after(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {step.name: step.after for step in plan.steps}


def test_every_step_of_a_plan_can_be_carried_out() -> None:
    names = {step.name for step in (*plan().steps, *with_storage(tls=FILES).steps)}
    assert names == {*ACTS, "lease"}


def test_a_class_of_volumes_that_is_a_component_comes_before_whoever_has_claims() -> None:
    assert "install-storage" not in after(plan())
    wanted = after(with_storage())
    assert (wanted["install-storage"], wanted["install-openbao"], wanted["install-gitea"]) == (
        ("secrets",),
        ("install-storage",),
        ("install-storage",),
    )


def test_a_certificate_from_files_is_in_the_cluster_before_the_root() -> None:
    assert "certificate" not in after(plan())
    wanted = after(plan(tls=FILES))
    assert wanted["certificate"] == ("lease",)
    assert wanted["root"] == ("push", "install-argocd", "certificate")
    with_storage(tls=FILES).critical_path()


def test_what_another_answer_switched_stands_in_the_plan_with_that_answer() -> None:
    whole = parse({"components": {**COMPONENTS, "cert-manager-config": entry(enabled=False)}}).checked()
    made = make_plan({**ANSWERS, "tls": {"mode": "self-signed", "secretName": "s"}}, whole, {**DIGESTS, "cert-manager-config": "06"})
    assert "cert-manager-config" in made.catalogue
    assert made.document()["switched"] == {"cert-manager-config": "tls.mode: self-signed"}


def test_images_of_a_plan_are_sorted_once_each_with_all_that_use_them() -> None:
    images = {"a": ["r/z:1", {"image": "r/large:1", "profiles": ["large"]}], "b": ["r/z:1", "r/a:2"], "d": ["r/off:1"]}
    whole = parse({"components": {name: {**component, "images": images.get(name, [])} for name, component in COMPONENTS.items()}})
    small, large = (make_plan({**ANSWERS, "profile": profile}, whole, DIGESTS).images() for profile in ("small", "large"))
    assert list(small.items()) == [("r/a:2", ("b",)), ("r/z:1", ("a", "b"))]
    assert list(large) == ["r/a:2", "r/large:1", "r/z:1"]


def test_the_chosen_version_of_airm_decides_its_images() -> None:
    versions = {"0.1.0": {"images": ["r/api:0.1.0"]}, "0.2.7": {"images": ["r/api:0.2.7"]}}
    whole = parse({"components": {**COMPONENTS, "airm": entry(versions=versions)}})
    chosen = {**ANSWERS["airm"], "version": "0.1.0"}
    made = make_plan({**ANSWERS, "airm": chosen}, whole, {**DIGESTS, "airm": "06"})
    assert made.catalogue["airm"].version == "0.1.0"
    assert made.root_values["components"]["airm"]["overrides"]["version"] == "0.1.0"
    assert made.images() == {"r/api:0.1.0": ("airm",)}


def test_answers_without_effect_are_named() -> None:
    answers = normalised(Answers.model_validate({"version": 1, "domain": "demo.example", "registry": {"mirror": "mirror.example"}}))
    assert unused(answers) == ("registry.mirror",)


def test_a_bundle_that_cannot_be_installed_from_is_refused() -> None:
    answers = normalised(Answers.model_validate({"version": 1, "domain": "demo.example"}))
    refuse_impossible(answers)
    with pytest.raises(SelectionInvalid, match="cannot install from a bundle"):
        refuse_impossible(answers | {"delivery": answers["delivery"] | {"mode": "bundle"}})
