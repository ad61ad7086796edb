"""Argo CD's view is told once for each change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

from forge_tui.domain.events import ComponentObserved, Event, ViewFresh, ViewStale
from forge_tui.domain.objects import Manifest, WatchEvent
from forge_tui.engine.observer import Observer
from tests.engine.platform import Platform
from tests.engine.shapes import raw_application

SYNCED, STALE = WatchEvent("synced", {}), WatchEvent("stale", {})


class Script:
    """A cluster of which only the watch is asked; it tells these changes and then nothing more."""

    def __init__(self, events: list[WatchEvent]) -> None:
        self._events = events

    @asynccontextmanager
    async def watch(self, kind: Any, namespace: str = "") -> AsyncIterator[AsyncIterator[WatchEvent]]:
        async def told() -> AsyncIterator[WatchEvent]:
            for event in self._events:
                yield event
                await asyncio.sleep(1)

        yield told()


def alpha(**view: Any) -> Manifest:
    return raw_application(name="alpha", **view)


async def observed(still: Platform, *events: WatchEvent) -> tuple[Observer, list[Event]]:
    workspace = await still.workspace()
    workspace.adapters = replace(still.adapters, cluster=cast("Any", Script(list(events))))
    observer = Observer(workspace)
    await observer.follow()
    return observer, still.told.events


async def test_a_change_of_sync_or_health_is_told_and_nothing_else(still: Platform) -> None:
    _, told = await observed(
        still,
        WatchEvent("added", alpha(health="Missing", sync="OutOfSync")),
        WatchEvent("modified", alpha(health="Missing", sync="OutOfSync", message="applying")),
        WatchEvent("modified", alpha(message="waiting\nfor pods")),
    )
    assert told == [
        ComponentObserved("alpha", "OutOfSync", "Missing"),
        ComponentObserved("alpha", "Synced", "Progressing", "waiting for pods"),
    ]


async def test_the_root_and_strangers_are_followed_but_not_told(still: Platform) -> None:
    observer, told = await observed(
        still, WatchEvent("added", raw_application(name="cluster-forge")), WatchEvent("added", raw_application(name="mine"))
    )
    assert told == []
    assert observer.root is not None
    assert set(observer.applications) == {"cluster-forge", "mine"}


async def test_the_view_is_complete_after_the_first_list(still: Platform) -> None:
    observer, _ = await observed(still)
    assert not observer.synced
    observer, told = await observed(still, SYNCED)
    assert observer.synced
    assert told == []


async def test_a_lost_connection_is_told_once_and_its_return_too(still: Platform) -> None:
    _, told = await observed(still, SYNCED, STALE, STALE, SYNCED, SYNCED)
    assert told == [ViewStale("Applications"), ViewFresh("Applications")]


async def test_a_deleted_application_is_gone_and_may_come_back(still: Platform) -> None:
    observer, told = await observed(still, WatchEvent("added", alpha()), WatchEvent("deleted", alpha()), WatchEvent("deleted", alpha()))
    assert observer.applications == {}
    assert len(told) == 1
