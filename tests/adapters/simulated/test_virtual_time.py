from __future__ import annotations

import asyncio
import time

import pytest

from tests.virtual_time import run


async def test_hours_pass_in_no_time_and_in_order() -> None:
    woken: list[str] = []

    async def sleeper(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append(name)

    started = time.process_time()
    await asyncio.gather(sleeper("late", 7200), sleeper("early", 3600), sleeper("first", 0.001))
    assert woken == ["first", "early", "late"]
    assert time.process_time() - started < 5


async def test_a_timeout_fires_without_being_waited_for() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3600):
            await asyncio.Event().wait()


async def test_time_stands_still_while_a_thread_works() -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    await asyncio.to_thread(time.sleep, 0.05)
    assert loop.time() == before


def test_run_is_asyncio_run_in_virtual_time() -> None:
    async def main() -> float:
        await asyncio.sleep(100)
        return asyncio.get_running_loop().time()

    assert run(main()) == pytest.approx(100)
