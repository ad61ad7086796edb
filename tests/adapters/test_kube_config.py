"""Which kubeconfig and context are used, and what is said when they cannot be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from forge_tui.adapters.kube_config import Access, read_access
from forge_tui.domain.failures import KubeconfigInvalid, NotAuthenticated

CANARY = "s3cret-canary"
HTTPS = {"server": "https://a.example"}


def kubeconfig(
    path: Path, *contexts: str, current: str = "", user: dict[str, Any] | None = None, cluster: dict[str, Any] | None = None
) -> Path:
    document = {
        "current-context": current,
        "clusters": [{"name": name, "cluster": {"server": f"http://{name}.example/", **(cluster or {})}} for name in contexts],
        "users": [{"name": name, "user": user if user is not None else {"token": f"token-of-{name}"}} for name in contexts],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}} for name in contexts],
    }
    path.write_text(yaml.safe_dump(document))
    return path


async def refusal(path: Path | None, context: str | None = None) -> str:
    with pytest.raises(KubeconfigInvalid) as caught:
        await read_access(path, context)
    assert caught.value.remedy
    return caught.value.message


async def test_the_current_context_is_used(tmp_path: Path) -> None:
    access = await read_access(kubeconfig(tmp_path / "k", "a", "b", current="b"), None)
    assert (access.context, access.server, access.authorization) == ("b", "http://b.example", "Bearer token-of-b")


async def test_a_context_can_be_named(tmp_path: Path) -> None:
    assert (await read_access(kubeconfig(tmp_path / "k", "a", "b", current="b"), "a")).context == "a"


async def test_credentials_are_in_no_repr(tmp_path: Path) -> None:
    access: Access = await read_access(kubeconfig(tmp_path / "k", "a", current="a", user={"token": CANARY}), None)
    assert CANARY in access.authorization
    assert CANARY not in repr(access)


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert str(tmp_path / "none") in await refusal(tmp_path / "none")


async def test_an_unknown_context_is_answered_with_those_there_are(tmp_path: Path) -> None:
    assert "has no context c; contexts: a, b" in await refusal(kubeconfig(tmp_path / "k", "b", "a"), "c")


async def test_no_current_context_is_said_as_such(tmp_path: Path) -> None:
    assert "names no current context; contexts: a" in await refusal(kubeconfig(tmp_path / "k", "a"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a: [\n - {b: }", "not YAML at line"),
        ("just text", "not a kubeconfig"),
        ("", "not a kubeconfig"),
        ("contexts: [1]\nclusters: []\nusers: []\ncurrent-context: a", "not a kubeconfig"),
        ("contexts: [{name: a, context: {cluster: x, user: y}}]\nclusters: []\nusers: []\ncurrent-context: a", "names cluster x"),
        (
            "contexts: [{name: a, context: {cluster: x, user: y}}]\n"
            "clusters: [{name: x, cluster: {server: 'http://x'}}]\ncurrent-context: a",
            "names user y",
        ),
    ],
)
async def test_a_broken_file_is_refused_with_what_is_wrong(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "k"
    path.write_text(content)
    assert words in await refusal(path)


async def test_a_missing_certificate_file_is_named(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path / "k", "a", current="a", cluster={**HTTPS, "certificate-authority": str(tmp_path / "ca.crt")})
    assert "ca.crt" in await refusal(path)


async def test_a_broken_file_does_not_leak_its_secrets(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path / "k", "a", current="a", cluster=HTTPS, user={"token": CANARY, "client-certificate-data": "!"})
    with pytest.raises(KubeconfigInvalid) as caught:
        await read_access(path, None)
    error: BaseException | None = caught.value
    while error is not None:
        assert CANARY not in str(error)
        error = error.__cause__


async def test_kubeconfig_lists_are_merged_and_the_first_current_context_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = kubeconfig(tmp_path / "1", "a", current="a"), kubeconfig(tmp_path / "2", "b", current="b")
    monkeypatch.setenv("KUBECONFIG", f"{tmp_path / 'absent'}:{first}:{second}")
    assert (await read_access(None, None)).context == "a"
    assert (await read_access(None, "b")).server == "http://b.example"


async def test_without_any_kubeconfig_and_outside_a_cluster_the_place_searched_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "absent"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    assert "absent" in await refusal(None)


async def test_in_a_pod_without_service_account_that_is_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "absent"))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    assert "service account" in await refusal(None)


def login_program(path: Path, script: str) -> dict[str, Any]:
    path.write_text(script)
    return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": sys.executable, "args": [str(path)]}}


async def test_a_login_program_gives_the_token(tmp_path: Path) -> None:
    answer = '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "fresh"}}'
    user = login_program(tmp_path / "login.py", f"print('''{answer}''')")
    access = await read_access(kubeconfig(tmp_path / "k", "a", current="a", user=user), None)
    assert access.authorization == "Bearer fresh"


async def test_a_login_program_that_fails_is_named(tmp_path: Path) -> None:
    user = login_program(tmp_path / "login.py", "raise SystemExit(3)")
    with pytest.raises(NotAuthenticated, match=r"login program .* gives no credentials"):
        await read_access(kubeconfig(tmp_path / "k", "a", current="a", user=user), None)
