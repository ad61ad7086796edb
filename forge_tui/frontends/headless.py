"""Runs without a screen: feeds every event to the printers, keeps the view, and lets time pass for those that care."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from forge_tui.domain.events import Stamped
from forge_tui.domain.view import RunView, fold

Sink = Callable[[Stamped], None]
TICK_S = 1.0


@runtime_checkable
class Ticking(Protocol):
    """A sink that also wants to know that time passes."""

    def tick(self, now: datetime) -> None:
        """Called about once a second."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Headless:
    """The front end of a run without a screen.

    Args:
        sinks: Consumers of each event, in order; those with a `tick` method are ticked.
        now: The time in which the stream is stamped; a simulation passes its own.
        sleep: Waits between ticks.
    """

    def __init__(
        self, sinks: Sequence[Sink], *, now: Callable[[], datetime] = utc_now, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.view = RunView()
        self._sinks = tuple(sinks)
        self._now = now
        self._sleep = sleep

    def emit(self, stamped: Stamped) -> None:
        """Take one event."""
        self.view = fold(self.view, stamped)
        for sink in self._sinks:
            sink(stamped)

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        """Tick as long as the context lasts."""
        ticker = asyncio.create_task(self._tick_for_ever(), name="ticker")
        try:
            yield
        finally:
            ticker.cancel()
            with suppress(asyncio.CancelledError):
                await ticker

    async def _tick_for_ever(self) -> None:
        sinks: tuple[object, ...] = self._sinks
        listeners = [sink for sink in sinks if isinstance(sink, Ticking)]
        while True:
            await self._sleep(TICK_S)
            for listener in listeners:
                listener.tick(self._now())
