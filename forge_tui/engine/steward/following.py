"""Follows a platform from outside: what each component is, and who installs there now; changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import (
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentObserved,
    ComponentReady,
    ComponentRecovered,
    Event,
    NoticeRaised,
    RunStarted,
    ViewFresh,
    ViewStale,
)
from forge_tui.engine.lease import DURATION_S
from forge_tui.engine.names import LEASE_REF
from forge_tui.engine.steward.handed_over import handed_over
from forge_tui.engine.survey import survey
from forge_tui.ports import Adapters, ClusterIdentity

LOOK_EVERY_S = 2.0
_WHAT = "the cluster"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lease; empty when nobody installs."""

    identity: str = ""
    since: str = ""
    version: str = ""
    """Changes whenever the holder renews the lease."""
    alive: bool = True
    """False once it was not renewed for a whole duration on our own clock."""

    @property
    def installs(self) -> bool:
        """Whether somebody works here now."""
        return bool(self.identity) and self.alive

    @property
    def words(self) -> str:
        """One sentence."""
        if not self.identity:
            return "nobody installs on this cluster now"
        if not self.alive:
            return f"{self.identity} holds the lease and gives no sign of life"
        return f"{self.identity} installs on this cluster" + (f" since {self.since}" if self.since else "")


async def holder_of(adapters: Adapters) -> Holder:
    """Who holds the lease now."""
    live = await adapters.cluster.get(LEASE_REF)
    spec = (live or {}).get("spec") or {}
    version = str(((live or {}).get("metadata") or {}).get("resourceVersion") or "")
    return Holder(str(spec.get("holderIdentity") or ""), str(spec.get("acquireTime") or ""), version)


class Follower:
    """The state of a platform as a stream of events."""

    def __init__(self, adapters: Adapters, identity: ClusterIdentity, catalogue: Catalogue, *, mode: str) -> None:
        """`mode` is what the header of the screen says: attach or read-only."""
        self._adapters = adapters
        self._identity = identity
        self._catalogue = catalogue
        self._mode = mode
        self.holder: Holder | None = None
        """Who installs, as far as it was asked."""
        self._renewed_s = 0.0

    async def events(self) -> AsyncIterator[Event]:
        """The present state, then every change, until cancelled. A cluster that does not answer is told as stale.

        Raises:
            ForgeError: The first look fails.
        """
        news = _News()
        stale = False
        while True:
            try:
                events, held = await self._look()
            except ForgeError:
                if self.holder is None:
                    raise
                if not stale:
                    yield ViewStale(_WHAT)
                stale = True
            else:
                if stale:
                    yield ViewFresh(_WHAT)
                stale = False
                for event in news.of(events):
                    yield event
                before, self.holder = self.holder, self._judged(held)
                if before is None or before.words != self.holder.words:
                    yield NoticeRaised(self.holder.words)
            await self._adapters.clock.sleep(LOOK_EVERY_S)

    def _judged(self, held: Holder) -> Holder:
        """Whether the holder is alive, by renewals that we see arrive: no two machines' clocks are compared."""
        now_s = self._adapters.clock.monotonic_s()
        if self.holder is None or held.version != self.holder.version:
            self._renewed_s = now_s
        return replace(held, alive=now_s - self._renewed_s < DURATION_S)

    async def _look(self) -> tuple[list[Event], Holder]:
        cluster = self._adapters.cluster
        told = await survey(cluster, self._identity, self._catalogue)
        events = [replace(event, mode=self._mode) if isinstance(event, RunStarted) else event for event in told]
        given = await handed_over(cluster)
        return [*events, *([given] if given else [])], await holder_of(self._adapters)


class _News:
    """Leaves out what was told before."""

    def __init__(self) -> None:
        self._told: dict[tuple[type[Event], str], Event] = {}

    def of(self, events: list[Event]) -> list[Event]:
        """Those of a survey that say something new, and what does not hold any more."""
        present = {_about(event): event for event in events}
        fresh: list[Event] = [event for about, event in present.items() if self._told.get(about) != event]
        for kind, component in self._told:
            if kind is ComponentDiagnosed and (kind, component) not in present:
                fresh.append(ComponentRecovered(component))
        self._told = present
        return fresh


def _about(event: Event) -> tuple[type[Event], str]:
    if isinstance(event, (ComponentObserved, ComponentReady, ComponentBlocked, ComponentDiagnosed)):
        return type(event), event.component
    return (RunStarted, "") if isinstance(event, RunStarted) else (type(event), repr(event))
