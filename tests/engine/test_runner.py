"""Steps survive servers that restart."""

from __future__ import annotations

from typing import Any

from forge_tui.domain.events import StepProgressed
from forge_tui.domain.failures import ClusterUnreachable, ObjectRefused
from tests.engine.platform import Platform


def unreachable_for(platform: Platform, seconds: float, error: type[Exception] = ClusterUnreachable) -> None:
    """From the first attempt to create a Secret on, every such attempt fails for so many seconds."""
    since_s: list[float] = []

    async def refuse(method: str, arguments: tuple[Any, ...]) -> None:
        if method != "create" or arguments[0]["kind"] != "Secret":
            return
        now_s = platform.simulation.clock.monotonic_s()
        since_s.append(now_s)
        if now_s - since_s[0] < seconds:
            raise error("no answer")

    platform.meddle(refuse)


async def test_a_step_is_tried_again_while_a_server_restarts(platform: Platform) -> None:
    unreachable_for(platform, 20.0)
    told = await platform.run()
    assert told.code == 0, told.message
    assert any(event.message == "tries again: no answer" for event in told.of(StepProgressed))
    assert told.balanced


async def test_a_server_that_does_not_come_back_ends_the_run(platform: Platform) -> None:
    unreachable_for(platform, 1000.0)
    told = await platform.run()
    assert told.code == 6
    assert told.message == "no answer"
    assert told.balanced


async def test_a_refusal_is_not_tried_again(platform: Platform) -> None:
    unreachable_for(platform, 20.0, ObjectRefused)
    told = await platform.run()
    assert told.code == 1
    assert not any("tries again" in event.message for event in told.of(StepProgressed))
