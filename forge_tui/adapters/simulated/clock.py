"""Time of a simulation: scaled real time, or as fast as the rest can follow."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta

from forge_tui.ports import Clock

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""Every simulation begins at this moment, so that equal runs carry equal times."""


def make_clock(speed: float) -> Clock:
    """A clock for the running event loop; speed 0 means as fast as possible. Raises ValueError below 0."""
    return HastyClock() if speed == 0 else ScaledClock(speed)


class ScaledClock:
    """`ports.Clock` over the running event loop, `speed` times as fast.

    Over `VirtualTimeLoop` the speed does not matter: nothing is waited for, and the order stays right.
    """

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError(f"speed {speed} is not above 0")
        self._speed = speed
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()

    def monotonic_s(self) -> float:
        """Simulated seconds since the clock was made."""
        return (self._loop.time() - self._started) * self._speed

    def now(self) -> datetime:
        """`START` plus what has passed."""
        return START + timedelta(seconds=self.monotonic_s())

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of simulated time."""
        await asyncio.sleep(max(0.0, seconds) / self._speed)


class HastyClock:
    """`ports.Clock` that wakes its sleepers one after the other, each as soon as everybody else waits.

    Whether everybody waits cannot be known on an ordinary loop, so each step leaves the others some turns and
    the threads a moment. Where exactness counts, use `VirtualTimeLoop`.
    """

    _TURNS = 20
    _MOMENT_S = 0.001

    def __init__(self) -> None:
        self._now_s = 0.0
        self._made = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._waker: asyncio.Task[None] | None = None

    def monotonic_s(self) -> float:
        """Simulated seconds since the clock was made."""
        return self._now_s

    def now(self) -> datetime:
        """`START` plus what has passed."""
        return START + timedelta(seconds=self._now_s)

    async def sleep(self, seconds: float) -> None:
        """Wait until every earlier sleeper was woken."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._made += 1
        heapq.heappush(self._sleepers, (self._now_s + max(0.0, seconds), self._made, future))
        if self._waker is None or self._waker.done():
            self._waker = asyncio.create_task(self._wake(), name="clock")
        await future

    async def _wake(self) -> None:
        while self._sleepers:
            await asyncio.sleep(self._MOMENT_S)
            for _ in range(self._TURNS):
                await asyncio.sleep(0)
            moment_s, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self._now_s = moment_s
                future.set_result(None)
