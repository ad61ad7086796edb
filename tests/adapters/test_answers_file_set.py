"""Answers from --set and FORGE_TUI_SET: typed by their question, flag over environment over file over default."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.adapters.answers_file import check, load
from forge_tui.domain.answers import Answers
from forge_tui.domain.failures import AnswersInvalid

BASE = ("domain=ai.example.com",)


def answers(*overrides: str, environment: str = "") -> Answers:
    return load(None, (*BASE, *overrides), {"FORGE_TUI_SET": environment})


def problems(*overrides: str, environment: str = "") -> list[str]:
    return [str(problem) for problem in check(None, (*BASE, *overrides), {"FORGE_TUI_SET": environment})]


def test_the_flag_wins_over_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("version: 1\ndomain: file.example\nprofile: small\nstorage: {local: file}\n")
    environment = {"FORGE_TUI_SET": "domain=env.example\nprofile=large"}
    given = load(path, ["domain=flag.example"], environment)
    assert (given.domain, given.profile, given.storage.local, given.airm.version) == ("flag.example", "large", "file", "0.2.7")


def test_values_are_typed_by_their_question() -> None:
    given = answers("airm.demo.enabled=false", "openbao.shares=5", "openbao.threshold=3", "cluster.context=007")
    assert given.airm.demo.enabled is False
    assert given.openbao.shares == 5
    assert given.cluster.context == "007"


def test_lists_are_written_with_commas_as_json_or_by_repeating() -> None:
    assert answers("components.enable=a, b").components.enable == ("a", "b")
    assert answers('components.enable=["a", "b"]').components.enable == ("a", "b")
    assert answers("components.enable=a", "components.enable=b").components.enable == ("a", "b")
    assert answers("components.enable=").components.enable == ()


def test_a_list_of_the_flag_replaces_that_of_the_environment() -> None:
    assert answers("components.enable=b", environment="components.enable=a").components.enable == ("b",)


def test_values_of_components_may_be_single_leaves_or_json() -> None:
    given = answers(
        "components.values.a.replicas=2", "components.values.a.name=x", r"components.values.a.l\.io/x=y", 'components.values.b={"c": [1]}'
    )
    assert given.components.values == {"a": {"replicas": 2, "name": "x", "l.io/x": "y"}, "b": {"c": [1]}}


def test_a_section_may_be_given_as_json() -> None:
    pool = answers('loadBalancer={"mode": "metallb", "pool": ["10.0.0.0/28"]}').load_balancer.pool
    assert pool == ("10.0.0.0/28",)


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("storage.clas=x", "--set storage.clas=x: unknown: storage has no answer clas; there are storage.readWriteOnce, "),
        ("tls.mod=x", "--set tls.mod=x: unknown: tls has no answer mod; did you mean tls.mode?"),
        ("domian=x", "--set domian=x: unknown: there is no answer domian; did you mean domain?"),
        ("tls=files", "--set tls=files: is a section; set one of its answers: tls.mode"),
        ("domain.x=y", "--set domain.x=y: unknown: domain has no parts"),
        ("tls", "--set tls: has not the form a.b=c"),
        ("=x", "--set =x: has not the form a.b=c"),
        ("tls..mode=x", "--set tls..mode=x: has not the form a.b=c"),
        ("tls.mode=selfsigned", '--set tls.mode=selfsigned: "selfsigned" is not one of existing, '),
        ("openbao.shares=many", '--set openbao.shares=many: "many" is text, not a whole number'),
        ("airm.demo.enabled=yes", '--set airm.demo.enabled=yes: "yes" is text, not true or false'),
        ("components.values.a=3", "--set components.values.a=3: 3 is a number, not a section"),
    ],
)
def test_a_wrong_setting_is_told_as_it_was_written(override: str, told: str) -> None:
    (problem,) = problems(override)
    assert problem.startswith(told)


@pytest.mark.parametrize(
    "override",
    [
        "registry.password=hunter2",
        "registry.pasword=hunter2",
        "registry.passwordhunter2",
        "components.values.a.token=hunter2",
        "password=hunter2",
    ],
)
def test_a_secret_in_a_setting_is_never_repeated(override: str) -> None:
    told = problems(override)
    assert told
    assert "hunter2" not in "".join(told)


def test_a_wrong_variable_is_told_by_its_name() -> None:
    assert problems(environment="tls.mode=x")[0].startswith("FORGE_TUI_SET tls.mode=x: ")


def test_wrong_settings_raise_all_together() -> None:
    with pytest.raises(AnswersInvalid) as caught:
        answers("tls.mode=x", "profile=y")
    assert len(caught.value.message.splitlines()) == 2


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_settings_give_problems_or_answers_and_never_a_crash(overrides: list[str]) -> None:
    found = check(None, overrides)
    assert all(str(problem) for problem in found)


@given(st.from_regex(r"[a-z][a-z0-9 =,.:/-]{0,30}", fullmatch=True))
def test_text_reaches_its_answer_unchanged(text: str) -> None:
    assert answers(f"cluster.context={text}").cluster.context == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-1000, 1000) | st.text("abc", max_size=5), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_json_reaches_the_values_of_a_component_unchanged(value: object) -> None:
    import json

    assert answers(f"components.values.a.b={json.dumps(value)}").components.values == {"a": {"b": value}}
