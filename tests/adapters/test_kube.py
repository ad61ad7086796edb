"""Requests against a server that is slow, overloaded, restarting, or not there."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from forge_tui.adapters.kube import KubeCluster
from forge_tui.adapters.kube_http import Patience, is_loopback
from forge_tui.domain.failures import ClusterOverloaded, ClusterUnreachable, NotAuthenticated, ObjectRefused
from forge_tui.domain.objects import FIELD_MANAGER, Manifest, ObjectRef
from forge_tui.ports import Cluster
from tests.adapters.kube_fake_api import THING, FakeApi, Fault, fake_api, status

HASTY = Patience(lost_contact_s=5, overloaded_s=1, first_delay_s=0.01, longest_delay_s=0.05)
CURT = Patience(first_contact_s=0.4, first_delay_s=0.01, longest_delay_s=0.05)
REF = ObjectRef(THING.api_version, THING.kind, "a", "default")
MANIFEST: Manifest = {"apiVersion": THING.api_version, "kind": THING.kind, "metadata": {"name": "a", "namespace": "default"}}
WEBHOOK = 'Internal error occurred: failed calling webhook "v.example": connection refused'


@asynccontextmanager
async def connected(api: FakeApi, directory: Path, patience: Patience = HASTY) -> AsyncIterator[Cluster]:
    async with KubeCluster.connect(api.kubeconfig(directory), patience=patience) as cluster:
        yield cluster


async def test_the_cluster_is_known_by_the_uid_of_kube_system(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        identity = await cluster.identity()
    assert (identity.context, identity.server, identity.uid, identity.version) == ("fake", api.url, "the-uid", "v1.34.4")


async def test_importing_the_adapter_loads_no_client() -> None:
    code = "import sys, forge_tui.adapters.kube; print([m for m in ('kubernetes', 'aiohttp', 'yaml') if m in sys.modules])"
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
async def test_an_overloaded_server_is_asked_again(tmp_path: Path, code: int) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        await api.set("a", 3)
        api.faults.append(Fault("things/a", code, "busy"))
        found = await cluster.get(REF)
        assert api.count("things/a") == 2
    assert found is not None
    assert found["spec"]["value"] == 3


async def test_the_server_says_how_long_to_wait(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        api.faults.append(Fault("things/a", 503, "busy", {"Retry-After": "2"}))
        with pytest.raises(ClusterOverloaded):  # two seconds are more than this test's patience
            await cluster.get(REF)
        assert api.count("things/a") == 1


async def test_a_server_that_stays_overloaded_is_reported(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        api.faults += [Fault("things/a", 503, "etcd is down")] * 1000
        with pytest.raises(ClusterOverloaded, match="etcd is down"):
            await cluster.get(REF)


async def test_a_connection_cut_in_a_request_is_survived(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        await cluster.identity()
        api.faults.append(Fault("things/a", cut=True))
        assert await cluster.get(REF) is None


async def test_a_server_that_forbids_everything_just_after_its_restart_is_asked_again(tmp_path: Path) -> None:
    words = 'things "a" is forbidden: User "me" cannot get resource "things" in API group "test.example" in the namespace "default"'
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        await cluster.identity()
        # The client itself repeats a GET once when a connection that it kept is closed.
        api.faults += [Fault("things/a", cut=True), Fault("things/a", cut=True), Fault("things/a", 403, status(403, "Forbidden", words))]
        assert await cluster.get(REF) is None


@pytest.mark.parametrize("server", ["https://127.0.0.1:6443", "http://localhost", "https://[::1]:6443"])
def test_a_server_on_this_machine_is_not_reached_through_a_proxy(server: str) -> None:
    assert is_loopback(server)
    assert not is_loopback("https://127.example.org")


async def test_a_webhook_that_cannot_be_asked_refuses_the_object_at_once(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        api.faults.append(Fault("PATCH", 500, status(500, "InternalError", WEBHOOK)))
        with pytest.raises(ObjectRefused, match="failed calling webhook"):
            await cluster.apply(MANIFEST, manager=FIELD_MANAGER)
        assert api.count("PATCH") == 1


async def test_an_address_where_nobody_listens_is_reported_soon(tmp_path: Path, unused_tcp_port: int) -> None:
    async with connected(FakeApi(url=f"http://127.0.0.1:{unused_tcp_port}"), tmp_path, CURT) as cluster:
        began = asyncio.get_running_loop().time()
        with pytest.raises(ClusterUnreachable, match=f"{unused_tcp_port} while .*connection refused"):
            await cluster.identity()
    assert asyncio.get_running_loop().time() - began < 5


async def test_a_server_that_accepts_and_says_nothing_is_reported_soon(tmp_path: Path) -> None:
    silence = asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silence.wait()
        writer.close()

    listener = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with connected(FakeApi(url=f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"), tmp_path, CURT) as cluster:
        with pytest.raises(ClusterUnreachable, match="timed out"):
            await cluster.identity()
    silence.set()
    listener.close()


@pytest.mark.parametrize(("code", "page"), [(200, "<html>welcome</html>"), (404, "Not found."), (400, "HTTP request to an HTTPS server")])
async def test_something_else_at_the_address_is_not_taken_for_a_cluster(tmp_path: Path, code: int, page: str) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        api.faults.append(Fault("GET", code, page))
        with pytest.raises(ClusterUnreachable, match="not as a Kubernetes API server"):
            await cluster.identity()


async def test_wrong_credentials_are_read_again_once_and_then_reported(tmp_path: Path) -> None:
    async with fake_api() as api:
        path = api.kubeconfig(tmp_path, {"token": "wrong"})
        async with KubeCluster.connect(path, patience=HASTY) as cluster:
            with pytest.raises(NotAuthenticated):
                await cluster.get(REF)
    assert api.tokens == ["Bearer wrong"] * 2


async def test_a_token_renewed_in_the_kubeconfig_is_picked_up(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        await cluster.identity()
        api.token = "newer"
        api.kubeconfig(tmp_path)
        answers = await asyncio.gather(*(cluster.get(REF) for _ in range(5)))
    assert answers == [None] * 5


async def test_discovery_is_asked_once_for_a_known_kind_and_once_a_second_for_an_unknown_one(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        for _ in range(3):
            await cluster.get(REF)
        assert api.count("GET /apis/test.example/v1") - api.count("things/") == 1
        unknown = ObjectRef("none.example/v1", "None", "a", "default")
        assert [await cluster.get(unknown) for _ in range(3)] == [None] * 3
        assert api.count("none.example") == 1


async def test_a_kind_that_came_since_the_last_look_can_be_applied(tmp_path: Path) -> None:
    async with fake_api() as api, connected(api, tmp_path) as cluster:
        api.served = False
        assert await cluster.get(REF) is None
        api.served = True
        await api.set("a")
        assert (await cluster.apply(MANIFEST, manager=FIELD_MANAGER))["metadata"]["name"] == "a"


async def test_cancelling_a_patient_request_takes_effect_at_once(tmp_path: Path) -> None:
    async with fake_api() as api, KubeCluster.connect(api.kubeconfig(tmp_path)) as cluster:
        api.faults += [Fault("things/a", 503, "busy")] * 1000
        task = asyncio.create_task(cluster.get(REF))
        await api.seen("things/a")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(1):
                await task
