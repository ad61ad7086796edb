"""The contexts that a wizard offers, read without a cluster client."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.kube_contexts import IN_CLUSTER, contexts
from forge_tui.domain.failures import KubeconfigInvalid
from tests.adapters.test_kube_config import kubeconfig
from tests.test_import_rules import loaded_by


async def test_the_current_context_comes_first(tmp_path: Path) -> None:
    found = await contexts(kubeconfig(tmp_path / "k", "a", "b", "c", current="b"))
    assert [(entry.name, entry.server, entry.current) for entry in found] == [
        ("b", "http://b.example/", True),
        ("a", "http://a.example/", False),
        ("c", "http://c.example/", False),
    ]


async def test_of_several_files_the_first_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kubeconfig(tmp_path / "1", "a", current="a")
    second = kubeconfig(tmp_path / "2", "a", "b", current="b", cluster={"server": "http://other.example"})
    monkeypatch.setenv("KUBECONFIG", f"{first}:{second}")
    assert [(entry.name, entry.server) for entry in await contexts(None)] == [("a", "http://a.example/"), ("b", "http://other.example")]


async def test_within_a_pod_there_is_one_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    assert await contexts(None) == (IN_CLUSTER,)


@pytest.mark.parametrize(("text", "reason"), [("a: [", "is not YAML"), ("hello", "is not a kubeconfig"), ("{}", "names no context")])
async def test_a_file_that_names_no_context_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "k").write_text(text)
    with pytest.raises(KubeconfigInvalid, match=reason):
        await contexts(tmp_path / "k")


async def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigInvalid, match="there is no kubeconfig"):
        await contexts(tmp_path / "k")


def test_no_cluster_client_is_loaded(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path / "k", "a", current="a")
    imports = "import asyncio, pathlib\nfrom forge_tui.adapters.kube_contexts import contexts"
    code = f"{imports}\nasyncio.run(contexts(pathlib.Path({str(path)!r})))"
    assert not loaded_by(code) & {"kubernetes", "aiohttp"}
