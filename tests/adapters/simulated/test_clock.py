from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from forge_tui.adapters.simulated.clock import START, HastyClock, ScaledClock, make_clock
from forge_tui.ports import Clock


async def test_a_clock_starts_at_zero_and_runs_at_its_speed() -> None:
    clock = ScaledClock(60)
    assert clock.monotonic_s() == 0
    await asyncio.sleep(2)
    assert clock.monotonic_s() == pytest.approx(120)
    assert clock.now() == START + timedelta(seconds=clock.monotonic_s())


async def test_sleeping_is_in_simulated_seconds() -> None:
    clock, loop = ScaledClock(60), asyncio.get_running_loop()
    before = loop.time()
    await clock.sleep(120)
    assert loop.time() - before == pytest.approx(2)


@pytest.mark.parametrize("speed", [0.0, 1.0, 60.0])
async def test_sleepers_wake_in_order_at_every_speed(speed: float) -> None:
    clock: Clock = make_clock(speed)
    woken: list[float] = []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(round(clock.monotonic_s(), 3))

    await asyncio.gather(*(sleeper(seconds) for seconds in (30, 1, 20, 0.5)))
    assert woken == [0.5, 1, 20, 30]


async def test_a_cancelled_sleeper_does_not_move_the_hasty_clock() -> None:
    clock = HastyClock()
    long = asyncio.create_task(clock.sleep(1000))
    await clock.sleep(1)
    long.cancel()
    await clock.sleep(1)
    assert clock.monotonic_s() == 2


async def test_a_negative_speed_is_refused() -> None:
    with pytest.raises(ValueError, match="not above 0"):
        make_clock(-1)
