"""Answers written to a file and read again are the same answers, and the file is for people."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forge_tui.adapters.answers_file import dump, load
from forge_tui.domain.answers import Answers
from forge_tui.domain.answers_check import answers_of, findings

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
_LEAVES = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_KEYS = _TEXT.filter(lambda key: not any(word in key.lower() for word in ("key", "pass", "pwd", "token", "secret", "credential")))
_VALUES = st.dictionaries(
    _KEYS,
    st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=8),
    max_size=3,
)
_REFERENCES = st.sampled_from(["env:A", "file:/run/with space: x", "fd:3"])
_TLS = st.one_of(
    st.fixed_dictionaries({"mode": st.sampled_from(["existing", "self-signed"]), "secretName": _NAMES}),
    st.fixed_dictionaries({"mode": st.just("files"), "certificate": _REFERENCES | st.just("/tls.crt"), "key": _REFERENCES}),
    st.fixed_dictionaries({"mode": st.just("acme"), "acme": st.fixed_dictionaries({"email": st.just("a@b.example"), "solver": _VALUES})}),
)
_ANSWERS = st.fixed_dictionaries(
    {"version": st.just(1), "domain": _NAMES},
    optional={
        "cluster": st.fixed_dictionaries({}, optional={"kubeconfig": _NAMES, "context": _TEXT}),
        "tls": _TLS,
        "storage": st.fixed_dictionaries({}, optional={"readWriteOnce": _NAMES, "local": _NAMES, "readWriteMany": _NAMES}),
        "profile": st.sampled_from(["small", "medium", "large"]),
        "components": st.fixed_dictionaries(
            {}, optional={"enable": st.lists(_TEXT, max_size=3, unique=True), "values": st.dictionaries(_NAMES, _VALUES, max_size=2)}
        ),
        "airm": st.fixed_dictionaries(
            {}, optional={"version": st.sampled_from(["0.1.0", "0.2.3"]), "demo": st.fixed_dictionaries({"enabled": st.booleans()})}
        ),
        "registry": st.fixed_dictionaries(
            {"mirror": st.just("r.example.com:5000/x"), "username": _TEXT.map(lambda t: f"u{t}"), "password": _REFERENCES}
        ),
        "delivery": st.just({"mode": "bundle", "bundle": "~/bundle.tar"}),
        "openbao": st.just({"seal": "shamir", "shares": 2, "threshold": 2, "recipients": ["a: b.asc", "- c"]}),
        "loadBalancer": st.just({"mode": "metallb", "pool": ["10.0.0.240-10.0.0.250", "fd00::/120"]}),
        "ask": st.lists(st.sampled_from(["tls", "loadBalancer"]), max_size=2),
    },
)


def minimal(**more: Any) -> Answers:
    return answers_of({"version": 1, "domain": "ai.example.com", **more})


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(_ANSWERS.filter(lambda data: not findings(data)).map(answers_of))
def test_what_was_written_is_read_as_the_same_answers(tmp_path_factory: pytest.TempPathFactory, answers: Answers) -> None:
    path: Path = tmp_path_factory.mktemp("round") / "answers.yaml"
    path.write_text(dump(answers))
    assert load(path) == answers


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(_VALUES.filter(lambda values: not findings({"version": 1, "domain": "x", "components": {"values": {"a": values}}})))
def test_other_readers_of_yaml_see_the_same_text(values: dict[str, Any]) -> None:
    written = yaml.safe_load(dump(minimal(components={"values": {"a": values}})))
    seen = written.get("components", {}).get("values", {"a": {}})["a"]
    assert texts(seen) == texts(values)


def texts(value: Any) -> list[str]:
    """All keys and texts inside, in order."""
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *texts(item))]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) and not isinstance(value, bool) else []


def test_a_file_begins_with_the_modeline_and_holds_what_differs_from_the_defaults() -> None:
    assert dump(minimal(tls={"mode": "self-signed"}, components={"disable": ["minio-tenant"]})) == (
        "# yaml-language-server: $schema=answers.schema.json\n"
        "# Check this file: forge-tui check FILE - schema: forge-tui schema\n"
        "# Version\n"
        "version: 1\n"
        "# Domain\n"
        "domain: ai.example.com\n"
        "# TLS\n"
        "tls:\n"
        "  # Certificate\n"
        "  mode: self-signed\n"
        "# Profile\n"
        "profile: medium\n"
        "# Components\n"
        "components:\n"
        "  # Switch off\n"
        "  disable:\n"
        "    - minio-tenant\n"
    )


def test_words_that_programs_read_differently_are_quoted() -> None:
    values = {
        "a": "yes",
        "b": "010",
        "c": "null",
        "d": "1e3",
        "e": "0x1",
        "f": "2025-01-31",
        "no": "~",
        "g": "a: b",
        "h": "x #y",
        "i": "<<",
    }
    text = dump(minimal(components={"values": {"c": values}}))
    assert yaml.safe_load(text)["components"]["values"]["c"] == values


def test_a_reference_stays_a_reference() -> None:
    text = dump(minimal(registry={"mirror": "r.example.com", "username": "u", "password": "env:REGISTRY_PASSWORD"}))
    assert "  password: env:REGISTRY_PASSWORD\n" in text


def test_numbers_stay_numbers_for_older_readers_of_yaml() -> None:
    values = {"small": 1e-05, "large": -1e22, "plain": 1.5, "whole": 3}
    assert yaml.safe_load(dump(minimal(components={"values": {"c": values}})))["components"]["values"]["c"] == values
