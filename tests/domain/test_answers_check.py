"""All problems at once: unknown keys, wrong values, rules between answers, unknown components."""

from typing import Any

import pytest

from forge_tui.domain.answers_check import answers_of, findings

MINIMAL = {"version": 1, "domain": "ai.example.com"}


def told(**more: Any) -> dict[str, str]:
    return {".".join(map(str, finding.path)): finding.reason for finding in findings({**MINIMAL, **more})}


def test_nothing_is_wrong_with_the_smallest_answers() -> None:
    assert findings(MINIMAL) == []


def test_a_wrong_choice_names_the_choices_and_the_nearest() -> None:
    (finding,) = findings({**MINIMAL, "tls": {"mode": "selfsigned"}})
    assert finding.reason == "is not one of existing, files, self-signed, acme; did you mean self-signed?"
    assert finding.value == '"selfsigned"'
    assert finding.example == "mode: self-signed"


def test_a_misspelt_key_is_one_problem_and_not_two() -> None:
    (finding,) = findings({"version": 1, "domian": "ai.example.com"})
    assert finding.reason == "is not known; did you mean domain?"
    assert finding.at_key


def test_a_key_of_another_section_is_sent_there() -> None:
    assert told(secretName="x") == {"secretName": "is not known here; did you mean tls.secretName?"}


def test_names_of_python_are_not_names_of_the_file() -> None:
    assert "load_balancer" in told(load_balancer={})


def test_what_is_missing_says_how_to_write_it() -> None:
    found = findings({})
    assert [(finding.path, finding.example) for finding in found] == [(("version",), "version: 1"), (("domain",), "domain: ai.example.com")]


def test_problems_of_fields_and_rules_are_told_together() -> None:
    reasons = told(profile="huge", openbao={"shares": 3, "threshold": 5, "seel": "x"}, loadBalancer={"mode": "metallb"})
    assert set(reasons) == {"profile", "openbao.seel", "openbao.threshold", "loadBalancer.pool"}


def test_a_rule_says_nothing_about_an_answer_that_is_wrong_itself() -> None:
    assert set(told(tls={"mode": "fils", "certificate": "x"})) == {"tls.mode"}
    assert set(told(openbao={"shares": "many", "threshold": 5})) == {"openbao.shares"}


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"tls": {"mode": "files", "key": "k"}}, "tls.certificate"),
        ({"tls": {"mode": "files", "certificate": "c"}}, "tls.key"),
        ({"tls": {"certificate": "c"}}, "tls.certificate"),
        ({"tls": {"mode": "acme"}}, "tls.acme.email"),
        ({"tls": {"acme": {"email": "a@example.com"}}}, "tls.acme"),
        ({"tls": {"secretName": ""}}, "tls.secretName"),
        ({"tls": {"mode": "acme", "acme": {"email": "a@b.c", "solver": {"dns01": {"apiToken": "x"}}}}}, "tls.acme.solver.dns01.apiToken"),
        ({"components": {"enable": ["a"], "disable": ["a"]}}, "components.disable.0"),
        ({"components": {"enable": ["a", "a"]}}, "components.enable.1"),
        ({"components": {"values": {"a": {"password": "x"}}}}, "components.values.a.password"),
        ({"registry": {"mirror": "r.example.com", "username": "u"}}, "registry.password"),
        ({"registry": {"mirror": "r.example.com", "password": "env:P"}}, "registry.username"),
        ({"registry": {"username": "u", "password": "env:P"}}, "registry.mirror"),
        ({"delivery": {"mode": "bundle"}}, "delivery.bundle"),
        ({"delivery": {"bundle": "b.tar"}}, "delivery.bundle"),
        ({"openbao": {"shares": 3, "threshold": 1}}, "openbao.threshold"),
        ({"openbao": {"shares": 0}}, "openbao.shares"),
        ({"openbao": {"shares": 3, "threshold": 2, "recipients": ["a.asc"]}}, "openbao.recipients"),
        ({"loadBalancer": {"mode": "metallb"}}, "loadBalancer.pool"),
        ({"loadBalancer": {"pool": ["10.0.0.0/28"]}}, "loadBalancer.pool"),
        ({"loadBalancer": {"mode": "metallb", "pool": ["10.0.0.0/28", "10.0.0.3-10.0.0.99"]}}, "loadBalancer.pool.1"),
    ],
)
def test_answers_that_do_not_go_together_are_told_where(answers: dict[str, Any], where: str) -> None:
    assert list(told(**answers)) == [where]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"airm": {"demo": {"enabled": "no"}}}, "is text, not true or false"),
        ({"openbao": {"shares": "5"}}, "is text, not a whole number"),
        ({"components": {"enable": "kserve"}}, "is text, not a list; put it in brackets"),
        ({"tls": None}, "is empty; give it a value or remove it"),
        ({"tls": "files"}, "is text, not a section with keys of its own"),
        ({"cluster": {"context": 5}}, "is a number, not text; put it in quotes"),
        ({"components": {"values": {"a": 3}}}, "is a number, not a section with keys of its own"),
    ],
)
def test_a_wrong_type_says_what_it_is_and_what_it_should_be(answers: dict[str, Any], reason: str) -> None:
    assert list(told(**answers).values()) == [reason]


def test_unknown_components_suggest_known_ones() -> None:
    data = {**MINIMAL, "components": {"enable": ["cert-manger"], "disable": ["zzz"], "values": {"kserv": {}}}}
    reasons = [finding.reason for finding in findings(data, known_components=("cert-manager", "kserve"))]
    assert reasons == [
        "is not a component; did you mean cert-manager?",
        "is not a component",
        "is not a component; did you mean kserve?",
    ]


def test_no_finding_shows_a_secret() -> None:
    data = {**MINIMAL, "registry": {"pasword": "hunter2", "password": "hunter2"}, "tls": {"mode": "files", "key": "-----BEGIN hunter2"}}
    found = findings({**data, "components": {"values": {"a": {"token": "hunter2"}}}})
    assert len(found) == 5
    assert "hunter2" not in str(found)


def test_answers_without_findings_can_be_made() -> None:
    assert answers_of({**MINIMAL, "loadBalancer": {"mode": "metallb", "pool": ["10.0.0.0/28"]}}).load_balancer.pool == ("10.0.0.0/28",)
