"""Reads a watch and keeps the set that its events describe, objecting to any that does not fit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from forge_tui.adapters.kube import KubeCluster
from forge_tui.adapters.kube_http import Patience
from forge_tui.adapters.kube_informer import Pace
from forge_tui.domain.objects import WatchEvent
from tests.adapters.kube_fake_api import THING, FakeApi

FAST = Pace(idle_s=5, restart_s=0.01, unserved_poll_s=0.02, first_delay_s=0.01, longest_delay_s=0.05)
HASTY = Patience(lost_contact_s=5, overloaded_s=5, first_delay_s=0.01, longest_delay_s=0.05)
CURT = Patience(first_contact_s=0.5, first_delay_s=0.01, longest_delay_s=0.05)


class Watched:
    """Reads events and keeps the set that they describe."""

    def __init__(self, events: AsyncIterator[WatchEvent]) -> None:
        self._events = events
        self.values: dict[str, int] = {}
        self.told: list[str] = []

    async def next(self) -> WatchEvent:
        async with asyncio.timeout(10):
            event = await anext(self._events)
        self.told.append(" ".join([event.change, *([event.manifest["metadata"]["name"]] if event.manifest else [])]))
        if event.manifest:
            name = event.manifest["metadata"]["name"]
            assert (event.change == "added") == (name not in self.values), f"{event.change} of {name} does not fit {self.values}"
            if event.change == "deleted":
                del self.values[name]
            else:
                self.values[name] = event.manifest["spec"]["value"]
        return event

    async def until(self, told: str) -> list[str]:
        """Everything told since the last call, ending with this."""
        self.told = []
        while told not in self.told:
            await self.next()
        return self.told


@asynccontextmanager
async def watched(
    api: FakeApi, directory: Path, pace: Pace = FAST, user: dict[str, str] | None = None, patience: Patience = HASTY
) -> AsyncIterator[Watched]:
    async with (
        KubeCluster.connect(api.kubeconfig(directory, user), patience=patience, pace=pace) as cluster,
        cluster.watch(THING) as events,
    ):
        yield Watched(events)
