"""Following an install that runs elsewhere."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from forge_tui.domain.events import ComponentObserved, ComponentReady, Event, HandoverGiven, NoticeRaised, RunStarted, ViewFresh, ViewStale
from forge_tui.domain.failures import ClusterUnreachable
from forge_tui.engine.steward.following import Follower, Holder
from tests.engine.platform import Platform


async def follower_of(platform: Platform) -> Follower:
    return Follower(platform.adapters, await platform.cluster.identity(), platform.plan().catalogue, mode="attach")


async def until(follower: Follower, wanted: Callable[[Event], bool]) -> list[Event]:
    found: list[Event] = []
    async for event in follower.events():
        found.append(event)
        if wanted(event):
            return found
    return found


def notice(words: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, NoticeRaised) and words in event.message


async def test_an_empty_cluster_is_told_with_nobody_installing(platform: Platform) -> None:
    opening, said = await until(await follower_of(platform), notice(""))
    assert isinstance(opening, RunStarted)
    assert opening.mode == "attach"
    assert said == NoticeRaised("nobody installs on this cluster now")


async def test_a_running_install_is_followed_to_its_handover(platform: Platform) -> None:
    follower = await follower_of(platform)
    running = asyncio.create_task(platform.run())
    begun = await until(follower, notice("installs on this cluster since"))
    assert follower.holder is not None
    assert "run r1" in follower.holder.identity
    assert follower.holder.installs
    rest = await until(follower, notice("nobody installs"))
    await running
    ready = {event.component for event in [*begun, *rest] if isinstance(event, ComponentReady)}
    assert ready == set(platform.plan().catalogue.components)
    assert any(isinstance(event, HandoverGiven) for event in rest)


async def test_what_did_not_change_is_told_once(platform: Platform) -> None:
    await platform.run()
    follower = await follower_of(platform)
    events: list[Event] = []
    end_s = platform.simulation.clock.monotonic_s() + 20

    async def listen() -> None:
        async for event in follower.events():
            events.append(event)

    listening = asyncio.create_task(listen())
    await platform.until(lambda: platform.simulation.clock.monotonic_s() >= end_s)
    listening.cancel()
    told = [event for event in events if isinstance(event, (ComponentObserved, ComponentReady, RunStarted))]
    assert len(told) == len(set(map(repr, told))) == 1 + 2 * len(platform.plan().catalogue.components)


async def test_a_cluster_that_falls_silent_is_stale_until_it_answers_again(platform: Platform) -> None:
    await platform.run()
    down = False

    async def meddle(name: str, arguments: tuple[Any, ...]) -> None:
        if down:
            raise ClusterUnreachable("no route to host")

    platform.meddle(meddle)
    follower = await follower_of(platform)
    events = follower.events()
    async for event in events:
        if isinstance(event, NoticeRaised):
            down = True
        if isinstance(event, ViewStale):
            down = False
        if isinstance(event, ViewFresh):
            break
    assert not down


async def test_a_cluster_that_never_answered_is_a_failure(platform: Platform) -> None:
    follower = await follower_of(platform)

    async def meddle(name: str, arguments: tuple[Any, ...]) -> None:
        raise ClusterUnreachable("no route to host")

    platform.meddle(meddle)
    follower._adapters = platform.adapters
    with pytest.raises(ClusterUnreachable):
        await until(follower, lambda _: False)


async def test_a_holder_that_renews_no_more_gives_no_sign_of_life(platform: Platform) -> None:
    await platform.namespace("forge-system")
    metadata = {"name": "forge-tui", "namespace": "forge-system"}
    spec = {"holderIdentity": "eve@laptop pid 7 run r9", "acquireTime": "2026-03-04T12:00:00Z"}
    await platform.put({"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec})
    follower = await follower_of(platform)
    said = [event.message for event in await until(follower, notice("no sign of life")) if isinstance(event, NoticeRaised)]
    assert said == [
        "eve@laptop pid 7 run r9 installs on this cluster since 2026-03-04T12:00:00Z",
        "eve@laptop pid 7 run r9 holds the lease and gives no sign of life",
    ]
    assert follower.holder is not None
    assert not follower.holder.installs


def test_nobody_installs_without_a_holder() -> None:
    assert not Holder().installs
