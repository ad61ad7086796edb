"""Connections carried over websockets, against a server that speaks the kubelet's framing on a real socket."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import WSMsgType, web

from forge_tui.adapters.kube import KubeCluster
from forge_tui.adapters.kube_http import Patience
from forge_tui.domain.failures import ClusterUnreachable, NotAuthorised, NotReadyInTime
from tests.adapters.kube_fake_api import FakeApi

PORT = 8200
FRAME = PORT.to_bytes(2, "little")
HASTY = Patience(first_contact_s=2, lost_contact_s=1, first_delay_s=0.01, longest_delay_s=0.05)


@dataclass
class FakeKubelet(FakeApi):
    """Answers each forward with the digest of what came before a zero byte, and ends it then."""

    refuse: int = 0
    unreachable_port: bool = False
    opened: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if not request.path.endswith("/portforward"):
            return await super().answer(request)
        if self.refuse:
            return web.Response(status=self.refuse)
        assert request.query["ports"] == str(PORT)
        socket = web.WebSocketResponse(protocols=("v4.channel.k8s.io",), max_msg_size=0)
        await socket.prepare(request)
        self.opened += 1
        await self._talk(socket)
        return socket

    async def _talk(self, socket: web.WebSocketResponse) -> None:
        await socket.send_bytes(b"\0" + FRAME)
        await socket.send_bytes(b"\1" + FRAME)
        if self.unreachable_port:
            await socket.send_bytes(b"\1connection refused")
        digest = hashlib.sha256()
        async for message in socket:
            assert message.type is WSMsgType.BINARY
            assert message.data[0] == 0
            digest.update(message.data[1:])
            if message.data.endswith(b"\0"):
                await socket.send_bytes(b"\0" + digest.hexdigest().encode())
                return


@asynccontextmanager
async def kubelet() -> AsyncIterator[FakeKubelet]:
    fake = FakeKubelet()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", fake.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield fake
    finally:
        await runner.cleanup()


@asynccontextmanager
async def forward(fake: FakeKubelet, directory: Path) -> AsyncIterator[str]:
    async with (
        KubeCluster.connect(fake.kubeconfig(directory), patience=HASTY) as cluster,
        cluster.port_forward("cf-openbao", "openbao-0", PORT) as url,
    ):
        yield url


async def talk(url: str, content: bytes) -> bytes:
    """Send all, and read until the other side closes."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(content)
        await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def answer_to(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


async def test_what_is_sent_arrives_and_the_answer_comes_back(tmp_path: Path) -> None:
    async with kubelet() as fake, forward(fake, tmp_path) as url:
        assert url.startswith("http://127.0.0.1:")
        assert await talk(url, b"hello\0") == answer_to(b"hello\0")


async def test_ten_megabytes_arrive_whole_within_seconds(tmp_path: Path) -> None:
    content = bytes(range(1, 251)) * 40_000 + b"\0"
    async with kubelet() as fake, forward(fake, tmp_path) as url, asyncio.timeout(10):
        assert await talk(url, content) == answer_to(content)


async def test_every_connection_has_its_own_websocket(tmp_path: Path) -> None:
    async with kubelet() as fake, forward(fake, tmp_path) as url:
        tried = fake.opened
        contents = [f"{number}\0".encode() for number in range(8)]
        assert await asyncio.gather(*(talk(url, content) for content in contents)) == [answer_to(content) for content in contents]
        assert fake.opened - tried == 8


async def test_a_pod_that_went_and_came_back_is_reached_again_at_the_same_address(tmp_path: Path) -> None:
    async with kubelet() as fake, forward(fake, tmp_path) as url:
        fake.refuse = 404
        assert await talk(url, b"hello\0") == b""
        fake.refuse = 0
        assert await talk(url, b"hello\0") == answer_to(b"hello\0")


async def test_a_port_nobody_listens_on_closes_the_connection(tmp_path: Path) -> None:
    async with kubelet() as fake, forward(fake, tmp_path) as url:
        fake.unreachable_port = True
        assert await talk(url, b"hello") == b""


async def test_leaving_closes_the_listener_and_every_connection(tmp_path: Path) -> None:
    async with kubelet() as fake:
        async with forward(fake, tmp_path) as url:
            waiting = asyncio.create_task(talk(url, b"no end"))
            await fake.seen("portforward", 2)
        assert await waiting == b""
        with pytest.raises(OSError, match="Connect call failed"):
            await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)


@pytest.mark.parametrize(("refuse", "failure"), [(403, NotAuthorised), (404, NotReadyInTime)])
async def test_what_cannot_be_forwarded_is_told_at_once(tmp_path: Path, refuse: int, failure: type[Exception]) -> None:
    async with kubelet() as fake:
        fake.refuse = refuse
        with pytest.raises(failure):
            async with forward(fake, tmp_path):
                pass


async def test_without_a_server_there_is_no_way_in(tmp_path: Path, unused_tcp_port: int) -> None:
    fake = FakeKubelet(url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(ClusterUnreachable):
        async with forward(fake, tmp_path):
            pass
