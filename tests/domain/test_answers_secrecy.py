"""No secret comes into Helm values, which go to Git, and none into a message."""

from typing import Any

import pytest

from forge_tui.domain.answers_secrecy import secretive, value_complaints


def complained(values: Any) -> list[tuple[str | int, ...]]:
    return [path for path, _ in value_complaints(values)]


@pytest.mark.parametrize(
    "key",
    ["password", "adminPassword", "rootToken", "client_secret", "apiKey", "secretKey", "privateKey", "PASSWORD", "db-credentials", "key"],
)
def test_a_literal_under_a_secret_name_is_refused(key: str) -> None:
    assert complained({"auth": {key: "hunter2"}}) == [("auth", key)]


def test_a_number_and_a_list_under_a_secret_name_are_refused() -> None:
    assert complained({"password": 1234, "token": ["a", "b"]}) == [("password",), ("token", 0), ("token", 1)]


@pytest.mark.parametrize(
    "values",
    [
        {"existingSecret": "my-secret", "existingSecretPasswordKey": "password"},
        {"password": ""},
        {"createSecret": True, "automountServiceAccountToken": False},
        {"secretName": "tls", "passwordKey": "admin-password"},
        {"tolerations": [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}]},
        {"affinity": {"topologyKey": "kubernetes.io/hostname"}},
        {"env": {"valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}},
        {"remoteRef": {"key": "path/in/vault"}},
        {"imagePullSecrets": [{"name": "regcred"}]},
    ],
)
def test_names_of_secrets_and_selectors_are_no_secrets(values: Any) -> None:
    assert complained(values) == []


def test_a_private_key_is_refused_under_any_name() -> None:
    assert complained({"data": ["-----BEGIN RSA PRIVATE KEY-----"]}) == [("data", 0)]


def test_no_complaint_repeats_the_secret() -> None:
    assert "hunter2" not in str(list(value_complaints({"token": "hunter2", "x": [{"password": "hunter2"}]})))


def test_what_json_or_yaml_cannot_hold_is_refused() -> None:
    deep: Any = "end"
    for _ in range(60):
        deep = {"a": deep}
    values = {"nan": float("nan"), "inf": float("inf"), "large": 2**64, "half": "\ud800", "x" * 300: 1, "deep": deep}
    assert {path[0] for path in complained(values)} == set(values)


@pytest.mark.parametrize("key", ["password", "pasword", "registryPasswrod", "apikey", "secretRef", "tokens"])
def test_a_value_under_such_a_name_is_never_shown(key: str) -> None:
    assert secretive(key)


@pytest.mark.parametrize("key", ["mode", "domain", "replicas", "clas", "profile"])
def test_a_value_under_a_harmless_name_is_shown(key: str) -> None:
    assert not secretive(key)
