"""The front end without a screen."""

import asyncio
import io
from datetime import datetime

from forge_tui.domain.events import Stamped
from forge_tui.frontends.headless import Headless
from forge_tui.frontends.jsonl import JsonLines
from forge_tui.frontends.plain import PlainPrinter
from tests.domain.streams import FAILED, MIDDLE, at, folded


def test_every_sink_gets_every_event_and_the_view_is_kept() -> None:
    heard: list[Stamped] = []
    out = io.StringIO()
    headless = Headless([heard.append, JsonLines(out)])
    for one in FAILED:
        headless.emit(one)
    assert heard == FAILED
    assert len(out.getvalue().splitlines()) == len(FAILED)
    assert headless.view == folded(FAILED)


async def test_time_passes_for_those_that_care_until_the_run_ends() -> None:
    ticked = asyncio.Event()
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    class Watchful(PlainPrinter):
        def tick(self, now: datetime) -> None:
            super().tick(now)
            ticked.set()

    out = io.StringIO()
    headless = Headless([Watchful(out), lambda stamped: None], now=lambda: at(98), sleep=sleep)
    async with headless.ticking():
        for one in MIDDLE:
            headless.emit(one)
        await asyncio.wait_for(ticked.wait(), 10)
    count = len(slept)
    await asyncio.sleep(0)
    assert "still waiting for: kserve" in out.getvalue()
    assert set(slept) == {1.0}
    assert len(slept) == count
