"""Logs of containers over a real socket: in whatever pieces they arrive, for as long as somebody reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from forge_tui.adapters.kube import KubeCluster
from forge_tui.adapters.kube_http import Patience
from forge_tui.adapters.kube_logs import LONGEST_LINE_BYTES
from forge_tui.domain.failures import ClusterUnreachable, NotAuthorised, ObjectRefused
from forge_tui.domain.objects import POD, ObjectRef
from tests.adapters.kube_fake_api import FakeApi, Fault, fake_api, status

REF = ObjectRef(POD.api_version, POD.kind, "web-0", "shop")


@asynccontextmanager
async def connected(directory: Path) -> AsyncIterator[tuple[FakeApi, KubeCluster]]:
    patience = Patience(lost_contact_s=0.2, first_delay_s=0.01, longest_delay_s=0.05)
    async with fake_api() as api, KubeCluster.connect(api.kubeconfig(directory), patience=patience) as cluster:
        yield api, cluster


async def all_of(cluster: KubeCluster, *, follow: bool = False, previous: bool = False) -> list[str]:
    return [line async for line in cluster.logs(REF, "main", follow=follow, previous=previous, tail_lines=50)]


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ([b"one\ntwo\n"], ["one", "two"]),
        ([b"o", b"ne\r\nt", b"wo"], ["one", "two"]),
        ([b"\n\nx\n"], ["", "", "x"]),
        ([b"\xff\xfe \xc3", b"\xa9\n"], ["\ufffd\ufffd \u00e9"]),
        ([], []),
    ],
    ids=["whole", "torn", "empty lines", "no UTF-8, torn character", "nothing"],
)
async def test_lines_are_put_together_from_any_pieces(tmp_path: Path, chunks: list[bytes], lines: list[str]) -> None:
    async with connected(tmp_path) as (api, cluster):
        for chunk in [*chunks, None]:
            api.log.put_nowait(chunk)
        assert await all_of(cluster) == lines


async def test_what_is_asked_for_is_in_the_request(tmp_path: Path) -> None:
    async with connected(tmp_path) as (api, cluster):
        api.log.put_nowait(None)
        await all_of(cluster)
        api.log.put_nowait(None)
        await all_of(cluster, previous=True)
        assert [request for request in api.requests if "/log" in request] == [
            "GET /api/v1/namespaces/shop/pods/web-0/log?container=main&tailLines=50",
            "GET /api/v1/namespaces/shop/pods/web-0/log?container=main&tailLines=50&previous=true",
        ]


async def test_a_followed_log_is_told_as_it_is_written_and_leaving_ends_it_on_the_server(tmp_path: Path) -> None:
    async with connected(tmp_path) as (api, cluster), asyncio.timeout(10):
        async with aclosing(cluster.logs(REF, "main", follow=True)) as lines:
            api.log.put_nowait(b"first\n")
            assert await anext(lines) == "first"
            api.log.put_nowait(b"second\n")
            assert await anext(lines) == "second"
        api.log.put_nowait(b"nobody reads this\n" * 10_000)
        await api.left.wait()


async def test_a_line_without_an_end_is_told_in_pieces_and_does_not_fill_the_memory(tmp_path: Path) -> None:
    async with connected(tmp_path) as (api, cluster):
        for _ in range(64):
            api.log.put_nowait(b"x" * 16_384)
        api.log.put_nowait(None)
        lines = await all_of(cluster)
        assert len(lines) > 1
        assert max(map(len, lines)) <= LONGEST_LINE_BYTES


@pytest.mark.parametrize(
    ("code", "reason", "message", "error"),
    [
        (400, "BadRequest", 'container "main" in pod "web-0" is waiting to start: ImagePullBackOff', ObjectRefused),
        (400, "BadRequest", 'previous terminated container "main" in pod "web-0" not found', ObjectRefused),
        (404, "NotFound", 'pods "web-0" not found', ObjectRefused),
        (403, "Forbidden", 'User "me" cannot get resource "pods/log" in API group "" in the namespace "shop"', NotAuthorised),
    ],
)
async def test_a_log_that_cannot_be_had_is_refused_in_the_servers_words(
    tmp_path: Path, code: int, reason: str, message: str, error: type[Exception]
) -> None:
    async with connected(tmp_path) as (api, cluster):
        api.faults.append(Fault("/log", code, status(code, reason, message)))
        with pytest.raises(error, match=r"web-0|may not get pods/log"):
            await all_of(cluster)


async def test_a_connection_that_breaks_is_told(tmp_path: Path) -> None:
    async with connected(tmp_path) as (api, cluster):
        api.faults += [Fault("/log", cut=True)] * 3  # the client itself tries a connection that it had kept once more
        with pytest.raises(ClusterUnreachable, match="while reading the log of Pod shop/web-0"):
            await all_of(cluster)
