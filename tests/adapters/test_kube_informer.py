"""The watch against a server that expires versions, cuts connections and falls silent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from forge_tui.adapters.kube_informer import Pace
from forge_tui.domain.failures import ClusterUnreachable, NotAuthenticated, NotAuthorised
from tests.adapters.kube_fake_api import FakeApi, Fault, fake_api, status
from tests.adapters.kube_watched import CURT, watched


async def test_objects_that_are_there_come_first_and_then_their_changes(tmp_path: Path) -> None:
    async with fake_api() as api:
        await api.set("a")
        await api.set("b")
        async with watched(api, tmp_path) as watch:
            assert await watch.until("synced") == ["added a", "added b", "synced"]
            await api.set("a", 7)
            await api.remove("b")
            await api.set("c")
            assert await watch.until("added c") == ["modified a", "deleted b", "added c"]
            assert watch.values == {"a": 7, "c": 0}


async def test_events_name_their_kind_and_carry_no_managed_fields(tmp_path: Path) -> None:
    async with fake_api() as api:
        await api.set("a")
        async with watched(api, tmp_path) as watch:
            listed = await watch.next()
            await watch.until("synced")
            await api.set("a", 1)
            changed = await watch.next()
    assert [(e.manifest["kind"], e.manifest["apiVersion"], "managedFields" in e.manifest["metadata"]) for e in (listed, changed)] == [
        ("Thing", "test.example/v1", False)
    ] * 2


async def test_a_long_list_is_read_in_pages(tmp_path: Path) -> None:
    async with fake_api() as api:
        api.page_size = 2
        for name in "abcde":
            await api.set(name)
        async with watched(api, tmp_path) as watch:
            assert len(await watch.until("synced")) == 6
        assert api.count("limit=500") == 3


async def test_a_page_that_expired_makes_the_list_begin_again(tmp_path: Path) -> None:
    async with fake_api() as api:
        api.page_size = 1
        await api.set("a")
        await api.set("b")
        api.faults.append(Fault("continue=1", 410, status(410, "Expired", "the continue token is too old")))
        async with watched(api, tmp_path) as watch:
            assert await watch.until("synced") == ["added a", "added b", "synced"]


async def test_a_watch_that_ends_in_order_goes_on_from_the_last_version_unnoticed(tmp_path: Path) -> None:
    async with fake_api() as api:
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.set("a")
            await watch.until("added a")
            await api.end_watches()
            await api.watching(2)
            await api.set("b")
            assert await watch.until("added b") == ["added b"]
        assert api.count("limit=500") == 1
        assert f"resourceVersion={api.revision - 1}" in [r for r in api.requests if "watch=true" in r][-1]


async def test_a_bookmark_moves_the_version_that_a_resumed_watch_begins_from(tmp_path: Path) -> None:
    async with fake_api() as api:
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.watching()
            await api.set("a")
            await api.bookmark()
            await api.set("z")
            await watch.until("added z")
            await api.end_watches()
            await api.watching(2)
        last = [request for request in api.requests if "watch=true" in request][-1]
        assert "allowWatchBookmarks=true" in last
        assert f"resourceVersion={api.revision}" in last
        assert "bookmark" not in watch.values


async def test_an_expired_version_as_an_event_makes_it_list_again_and_tell_the_difference(tmp_path: Path) -> None:
    async with fake_api() as api:
        await api.set("kept")
        await api.set("gone")
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.watching()
            api.objects.pop("gone")
            await api.expire()
            assert await watch.until("synced") == ["stale", "deleted gone", "synced"]
        assert api.count("limit=500") == 2


async def test_an_expired_version_as_an_answer_makes_it_list_again(tmp_path: Path) -> None:
    async with fake_api() as api:
        api.faults.append(Fault("watch=true", 410, status(410, "Expired", "too old resource version")))
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            assert await watch.until("synced") == ["stale", "synced"]


async def test_an_object_made_anew_under_its_old_name_is_told_as_deleted_and_added(tmp_path: Path) -> None:
    async with fake_api() as api:
        await api.set("a")
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.watching()
            api.objects["a"] = {
                "metadata": {"name": "a", "namespace": "default", "uid": "another", "resourceVersion": "1"},
                "spec": {"value": 5},
            }
            await api.expire()
            assert await watch.until("synced") == ["stale", "deleted a", "added a", "synced"]
            assert watch.values == {"a": 5}


async def test_a_connection_cut_in_the_middle_is_told_as_stale_and_healed(tmp_path: Path) -> None:
    async with fake_api() as api:
        await api.set("a")
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.watching()
            api.cut()
            await api.set("b")
            assert await watch.until("synced") == ["stale", "added b", "synced"]


async def test_silence_for_longer_than_the_limit_counts_as_a_dead_connection(tmp_path: Path) -> None:
    async with fake_api() as api:
        api.silent = True
        async with watched(api, tmp_path, Pace(idle_s=0.1, first_delay_s=0.01, longest_delay_s=0.05)) as watch:
            await watch.until("synced")
            assert await watch.until("synced") == ["stale", "synced"]


async def test_an_expired_token_is_read_again_once_and_nobody_notices(tmp_path: Path) -> None:
    async with fake_api() as api:
        token = tmp_path / "token"
        token.write_text("good\n")
        async with watched(api, tmp_path, user={"tokenFile": str(token)}) as watch:
            await watch.until("synced")
            await api.watching()
            api.token = "newer"
            token.write_text("newer\n")
            await api.end_watches()
            await api.watching(3)
            await api.set("a")
            assert await watch.until("added a") == ["added a"]
        assert api.tokens.count("Bearer newer") == 1


async def test_credentials_that_were_never_accepted_end_the_watch(tmp_path: Path) -> None:
    async with fake_api() as api, watched(api, tmp_path, user={"token": "wrong"}) as watch:
        with pytest.raises(NotAuthenticated):
            await watch.next()


async def test_a_missing_permission_ends_the_watch_and_names_the_verb(tmp_path: Path) -> None:
    words = 'things.test.example is forbidden: User "me" cannot watch resource "things" in API group "test.example" at the cluster scope'
    async with fake_api() as api:
        api.faults.append(Fault("watch=true", 403, status(403, "Forbidden", words)))
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            assert (await watch.next()).change == "stale"
            with pytest.raises(NotAuthorised, match=r"user me may not watch things\.test\.example"):
                await watch.next()


async def test_a_server_that_forbids_everything_just_after_its_restart_is_believed_later(tmp_path: Path) -> None:
    async with fake_api() as api, watched(api, tmp_path) as watch:
        await watch.until("synced")
        await api.watching()
        api.faults += [Fault("limit=500", 403, status(403, "Forbidden", 'User "me" cannot list resource "things" in API group ""'))] * 2
        api.cut()
        assert await watch.until("synced") == ["stale", "synced"]


async def test_an_overloaded_server_is_asked_again_after_the_time_it_names(tmp_path: Path) -> None:
    async with fake_api() as api:
        api.faults.append(Fault("limit=500", 429, "too many requests", {"Retry-After": "1"}))
        began = asyncio.get_running_loop().time()
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
        assert asyncio.get_running_loop().time() - began >= 1
        assert api.count("limit=500") == 2


async def test_a_kind_that_is_not_served_yet_is_waited_for(tmp_path: Path) -> None:
    async with fake_api() as api:
        api.served = False
        await api.set("a")
        async with watched(api, tmp_path) as watch:
            await api.seen("GET /apis/test.example/v1")
            api.served = True
            assert await watch.until("synced") == ["added a", "synced"]


async def test_a_kind_that_is_taken_away_loses_its_objects_and_may_come_back(tmp_path: Path) -> None:
    async with fake_api() as api:
        await api.set("a")
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.watching()
            api.served = False
            api.cut()
            assert await watch.until("deleted a") == ["stale", "deleted a"]
            api.served = True
            assert await watch.until("synced") == ["added a", "synced"]


async def test_a_server_that_never_answered_is_reported_soon(tmp_path: Path, unused_tcp_port: int) -> None:
    api = FakeApi(url=f"http://127.0.0.1:{unused_tcp_port}")
    async with watched(api, tmp_path, patience=CURT) as watch:
        with pytest.raises(ClusterUnreachable, match="connection refused"):
            await watch.next()


async def test_a_reader_that_gave_up_waiting_can_come_back(tmp_path: Path) -> None:
    async with fake_api() as api, watched(api, tmp_path) as watch:
        await watch.until("synced")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await watch.next()
        await api.set("a")
        assert await watch.until("added a") == ["added a"]


async def test_an_event_longer_than_any_buffer_arrives_whole(tmp_path: Path) -> None:
    async with fake_api() as api, watched(api, tmp_path) as watch:
        await watch.until("synced")
        await api.watching()
        manifest = await api.set("a")
        manifest["spec"]["text"] = "x" * 1_000_000
        await api.set("b")
        await watch.until("added b")
    assert watch.values == {"a": 0, "b": 0}


async def test_leaving_the_context_ends_the_connection_within_a_second(tmp_path: Path) -> None:
    async with fake_api() as api:
        async with watched(api, tmp_path) as watch:
            await watch.until("synced")
            await api.watching()
            began = asyncio.get_running_loop().time()
        async with asyncio.timeout(1):
            await api.left.wait()
        assert asyncio.get_running_loop().time() - began < 1
