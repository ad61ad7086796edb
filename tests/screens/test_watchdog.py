"""The watchdog of these tests barks at what holds the loop, and at nothing else."""

import asyncio
import time

import pytest

from tests.screens.watchdog import LIMIT_S, watching


@pytest.fixture(autouse=True)
def nothing_holds_the_loop() -> None:
    """Here it is the subject."""


def busy(seconds: float) -> None:
    end_s = time.thread_time() + seconds
    while time.thread_time() < end_s:
        pass


def held_by(seconds: float, *, waits: bool = False) -> list[str]:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(busy if not waits else time.sleep, seconds)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    with watching() as dog:
        asyncio.run(main())
    return dog.held


def test_a_busy_callback_is_told_with_its_stack() -> None:
    (held,) = held_by(3 * LIMIT_S)
    assert "in busy" in held


def test_short_callbacks_and_mere_waiting_are_not() -> None:
    assert held_by(LIMIT_S / 10) == []
    assert held_by(2 * LIMIT_S, waits=True) == []
