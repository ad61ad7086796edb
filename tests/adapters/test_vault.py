"""OpenBao's API over hvac: the contract on a real core with either seal, and what a bad connection does."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from forge_tui.adapters.vault import HvacVault
from forge_tui.domain.failures import VaultRefused, VaultSealed, VaultUnreachable
from forge_tui.ports import Vault
from tests.adapters.vault_contract import VaultContract, opened
from tests.lab.build import LabUnavailable, binary, build
from tests.lab.probe import responds
from tests.lab.processes import Child
from tests.lab.waiting import until

CANARY = "canary-4711"
# A vault in a pod finds its service account there; a mount namespace of its own gives one to a process.
AS_IN_A_POD = (
    "mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io/serviceaccount && cd /run/secrets/kubernetes.io/serviceaccount"
    ' && printf %s "$1" > ca.crt && echo token > token && cd "$2" && shift 2 && exec "$@"'
)


@contextmanager
def core(folder: Path, seal: str) -> Iterator[str]:
    """A Vault core with empty storage; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "key").write_bytes(bytes(32))
    key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=ca", "-keyout", "/dev/null"]
    certificate = subprocess.run(["openssl", *key], capture_output=True, check=True, text=True).stdout
    isolated = ["unshare", "--map-root-user", "--mount", "sh", "-c", AS_IN_A_POD, "sh", certificate, str(folder)]
    command = [str(binary("vault")), "-listen", address, "-data", str(folder / "data"), "-seal", seal, "-key", str(folder / "key")]
    child = Child("vault", [*isolated, *command], folder=folder)
    try:
        until(lambda: responds(f"http://{address}/v1/sys/seal-status"), 30, what=f"the vault answers; see {child.log}")
        yield f"http://{address}"
    finally:
        child.stop()


@pytest.mark.lab
class TestHvacVault(VaultContract):
    """The contract on a real core."""

    @pytest.fixture(params=["static", "shamir"])
    def vault(self, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HvacVault]:
        try:
            build()
        except LabUnavailable as error:
            pytest.skip(str(error))
        unprivileged = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/run"]
        if not shutil.which("unshare") or subprocess.run(unprivileged, capture_output=True, check=False).returncode:
            pytest.skip("this machine gives no mount namespaces")
        with core(tmp_path, request.param) as url:
            yield HvacVault(url)

    async def test_wrong_shares_leave_a_sealed_vault_sealed(self, vault: Vault) -> None:
        if (await vault.status()).auto_unseal:
            pytest.skip("this seal opens by itself")
        keys = await vault.initialise(shares=3, threshold=2)
        with pytest.raises(VaultSealed, match="still sealed after 1 keys"):
            await vault.unseal(keys.shares[:1])
        with pytest.raises(VaultSealed, match="prevents listing mounts"):
            await vault.ensure_kv(keys.root_token, "secrets")

    async def test_a_mount_of_another_kind_is_refused(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        with pytest.raises(VaultRefused, match="not as a KV store of version 2"):
            await vault.ensure_kv(token, "sys")

    async def test_revoking_twice_is_done_once(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        await vault.revoke(token)
        await vault.revoke(token)
        assert not await vault.token_valid(token)


class Scripted(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's answers."""

    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length).decode()
        self.server.asked.append(self.path)
        status, content = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        if status == 0:
            self.server.ending.wait(30)
            return
        body = json.dumps(content).replace("SENT", json.dumps(sent)[1:-1]).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silent."""


class ScriptedServer(ThreadingHTTPServer):
    answers: list[tuple[int, Any]]
    asked: list[str]
    ending: threading.Event


@contextmanager
def scripted(*answers: tuple[int, Any]) -> Iterator[ScriptedServer]:
    """A vault on a real socket that says what the test wants; status 0 says nothing."""
    with ScriptedServer(("127.0.0.1", 0), Scripted) as server:
        server.daemon_threads = True
        server.answers, server.asked, server.ending = list(answers), [], threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.ending.set()
            server.shutdown()
            thread.join()


def vault_of(server: ScriptedServer, timeout_s: float = 5.0) -> HvacVault:
    return HvacVault(f"http://127.0.0.1:{server.server_address[1]}", request_timeout_s=timeout_s, patience_s=5.0)


async def test_a_closed_port_is_unreachable() -> None:
    with pytest.raises(VaultUnreachable, match="connection refused") as caught:
        await HvacVault("http://127.0.0.1:1").status()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_a_vault_that_stalls_is_unreachable_after_the_timeout() -> None:
    with scripted((0, None)) as server, pytest.raises(VaultUnreachable, match="timed out"):
        await vault_of(server, timeout_s=0.2).status()


async def test_a_proxy_of_the_environment_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with scripted((200, {"initialized": True, "sealed": False, "type": "static"})) as server:
        assert (await vault_of(server).status()).auto_unseal


async def test_an_answer_that_echoes_the_secret_is_not_repeated() -> None:
    echo = {"errors": [f"cannot write SENT {CANARY} with token-{CANARY}"]}
    with scripted((500, echo)) as server, pytest.raises(VaultRefused) as caught:
        await vault_of(server).seed(f"token-{CANARY}", "secrets", "a", CANARY)
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_a_mount_that_is_being_upgraded_is_waited_for() -> None:
    upgrading = (400, {"errors": ["Upgrading from non-versioned to versioned data. This backend will be unavailable for a brief period"]})
    with scripted(upgrading, upgrading, (200, {"data": {"version": 1}})) as server:
        assert await vault_of(server).seed("t", "secrets", "a", "value")
        assert server.asked == ["/v1/secrets/data/a"] * 3


async def test_what_answers_without_json_is_refused() -> None:
    with scripted((502, "bad gateway")) as server, pytest.raises(VaultRefused, match="status 502"):
        await vault_of(server).ensure_kv("t", "secrets")


async def test_a_call_that_waits_can_be_cancelled_at_once() -> None:
    with scripted((0, None)) as server:
        task = asyncio.create_task(vault_of(server, timeout_s=1.0).status())
        await asyncio.to_thread(until, lambda: bool(server.asked), 10, what="the vault is asked")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
