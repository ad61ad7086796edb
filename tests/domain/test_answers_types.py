"""What single answers may look like, and the reason that a wrong one is given."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from forge_tui.domain import answers_types as types


def reason(type_: Any, text: str) -> str:
    """Why a type refuses a text; empty when it does not."""
    try:
        TypeAdapter(type_).validate_python(text)
    except ValidationError as error:
        return str(error.errors()[0]["ctx"]["error"])
    return ""


@pytest.mark.parametrize("domain", ["x", "ai.example.com", "10.0.0.5.nip.io", "xn--bcher-kva.example", "a-b.c1"])
def test_a_dns_name_in_lower_case_is_a_domain(domain: str) -> None:
    assert reason(types.Domain, domain) == ""


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("https://ai.example.com", "scheme"),
        ("ai.example.com:443", "port"),
        ("ai.example.com/x", "path"),
        ("*.example.com", "wildcard"),
        ("AI.example.com", "lower case"),
        ("bücher.example", "xn--"),
        ("a_b.example", "characters other than"),
        ("a..example", "empty part"),
        ("example.com.", "empty part"),
        ("-a.example", "hyphen"),
        ("a" * 64 + ".example", "63 characters"),
        (".".join(["a" * 50] * 5), "200 characters"),
        ("10.0.0.5", "IP address"),
        ("", "empty"),
        ("a.example\n", "characters other than"),
    ],
)
def test_what_is_no_domain_is_refused_with_the_reason(domain: str, why: str) -> None:
    assert why in reason(types.Domain, domain)


@pytest.mark.parametrize("reference", ["env:REGISTRY_PASSWORD", "file:/run/secrets/x", "file:with space", "fd:3", ""])
def test_a_secret_is_named_by_reference(reference: str) -> None:
    assert reason(types.SecretReference, reference) == ""


@pytest.mark.parametrize("literal", ["hunter2", "env:", "env:A-B", "file:", "fd:x", "fd:", "vault:x", "env:A\nhunter2", "file:/a\nhunter2"])
def test_a_literal_secret_is_refused_and_not_repeated(literal: str) -> None:
    why = reason(types.SecretReference, literal)
    assert why
    assert "hunter2" not in why


@given(st.text(min_size=6))
def test_no_literal_is_ever_repeated(literal: str) -> None:
    if not literal.startswith(("env:", "file:", "fd:")):
        why = reason(types.SecretReference, literal)
        assert why.startswith("is not a reference")


def test_a_private_key_is_not_a_path() -> None:
    why = reason(types.PathOrReference, "-----BEGIN PRIVATE KEY-----\nabc")
    assert "never hold the content" in why
    assert "abc" not in why


@pytest.mark.parametrize(
    "entry", ["10.0.0.0/24", "10.0.0.240-10.0.0.250", "10.0.0.1 - 10.0.0.1", "fd00::/120", "fd00::1-fd00::ff", "10.0.0.9/32"]
)
def test_a_pool_entry_is_a_network_or_a_range(entry: str) -> None:
    assert reason(types.PoolEntry, entry) == ""


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("10.0.0.5", "write 10.0.0.5/32"),
        ("10.0.0.5/24", "write 10.0.0.0/24 for all of it"),
        ("10.0.0.9-10.0.0.1", "write 10.0.0.1-10.0.0.9"),
        ("10.0.0.1-fd00::1", "between an IPv4 and an IPv6"),
        ("10.0.0.256/24", "neither a network"),
        ("pool", "neither a network"),
        ("10.0.0.1-", "neither a network"),
        ("", "neither a network"),
    ],
)
def test_what_is_no_pool_entry_is_refused_with_the_reason(entry: str, why: str) -> None:
    assert why in reason(types.PoolEntry, entry)


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        (types.ObjectName, "cluster-tls", "Cluster_TLS"),
        (types.Email, "a@example.com", "a.example.com"),
        (types.HttpsAddress, "https://acme.example/dir", "http://acme.example/dir"),
        (types.Mirror, "r.example.com:5000/forge", "https://r.example.com"),
        (types.DisplayName, "Research and Development", "-x"),
    ],
)
def test_names_and_addresses_are_checked(type_: object, right: str, wrong: str) -> None:
    assert reason(type_, right) == ""
    assert reason(type_, wrong)
