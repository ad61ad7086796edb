"""A thousand applications that change fifty times a second, on the install tree: how soon it is seen, how soon a key works.

The screen draws for real, through Textual's compositor, into a terminal that keeps nothing but the time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from textual import events
from textual.drivers.headless_driver import HeadlessDriver

from forge_tui.domain.events import (
    FORMAT_VERSION,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentObserved,
    ComponentReady,
    Event,
    Listed,
    RunStarted,
    Stamped,
)
from forge_tui.domain.inspection import Container, Difference, Happening, Resource
from forge_tui.domain.objects import ObjectRef
from forge_tui.domain.view import RunView, fold
from screens.app import ForgeApp
from screens.rollout import RolloutScreen

COMPONENTS = 1000
RESOURCES_EACH = 20
EVENTS_PER_S = 50
WAVES, LAYERS = 10, 8
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = ("down", "down", "down", "up", "pagedown", "g", "v", "v", "v", "n", "pageup", "space", "space", "home")


def name_of(number: int) -> str:
    """Component number so and so."""
    return f"application-{number:04d}"


def announced(components: int = COMPONENTS) -> RunStarted:
    """A run of that many components in ten waves."""
    per_wave = max(1, components // WAVES)
    listed = tuple(
        Listed(
            name_of(number),
            f"layer-{number % LAYERS}",
            number // per_wave,
            (name_of(number - per_wave),) if number >= per_wave else (),
            60.0,
        )
        for number in range(components)
    )
    return RunStarted(FORMAT_VERSION, "2.0.0", "load", "install", "load", "https://127.0.0.1:6443", "0" * 64, ("rollout",), listed, 600.0)


def crowded(components: int = COMPONENTS) -> RunView:
    """Everything begun, half of it ready, some of it failed."""
    view = fold(RunView(), Stamped(1, BEGIN, announced(components)))
    for number in range(components):
        for event in _beginning(number):
            view = fold(view, Stamped(number + 2, BEGIN, event))
    return view


def _beginning(number: int) -> Iterator[Event]:
    name = name_of(number)
    yield ComponentApplied(name)
    yield ComponentObserved(name, "Synced", "Progressing", "0/3 pods")
    if number % 2:
        yield ComponentReady(name, 30.0)
    elif number % 50 == 0:
        yield ComponentDiagnosed(
            name, "FT-203", "Image not found", f"Pod {name}-x", "manifest unknown", "Run: kubectl get pods", heals=False
        )


def stirred(components: int = COMPONENTS) -> Iterator[Event]:
    """What goes on for ever: health that flaps, chains that change; never the same component twice in a row."""
    number = 0
    while True:
        number += 1
        name = name_of(number * 7919 % components)
        if number % 5 == 0:
            yield ComponentBlocked(name, (f"Deployment {name} {number % 3}/3", f"Pod {name}-{number}"))
        else:
            health = ("Progressing", "Degraded", "Healthy")[number % 3]
            yield ComponentObserved(name, "OutOfSync" if number % 4 else "Synced", health, f"{number % 3}/3 pods")


class CrowdInspector:
    """Knows twenty objects for each component."""

    async def resources(self, component: str) -> Sequence[Resource]:
        return [
            Resource(ObjectRef("v1", "ConfigMap", f"{component}-{number}", component), "Synced", "Healthy")
            for number in range(RESOURCES_EACH)
        ]

    async def happenings(self, component: str) -> Sequence[Happening]:
        return [Happening(BEGIN, True, "BackOff", f"Pod {component}", "Back-off pulling image", number) for number in range(200)]

    async def containers(self, component: str) -> Sequence[Container]:
        return [Container(ObjectRef("v1", "Pod", component, component), "main")]

    async def logs(self, container: Container, *, follow: bool, previous: bool) -> AsyncGenerator[str]:
        number = 0
        while True:
            number += 1
            yield f"{container} line {number} " + "x" * 120
            if number % 100 == 0:
                await asyncio.sleep(0.05)

    async def differences(self, component: str) -> Sequence[Difference]:
        return []

    async def document(self, component: str, ref: ObjectRef | None = None) -> str:
        return "kind: Application\n" * 2000


@dataclass
class Terminal:
    """When something was drawn."""

    drawn: asyncio.Event = field(default_factory=asyncio.Event)
    drawn_for_key: asyncio.Event = field(default_factory=asyncio.Event)
    written: int = 0


@dataclass(frozen=True)
class Figures:
    """What was measured, in seconds."""

    event_s: tuple[float, ...]
    key_s: tuple[float, ...]
    key_cpu_s: tuple[float, ...]
    """Processor time from the key to the screen: what it costs on a machine that does nothing else."""
    longest_block_s: float

    @property
    def event_p95_s(self) -> float:
        """Event to screen."""
        return p95(self.event_s)

    @property
    def key_cpu_p95_s(self) -> float:
        """The same without waiting for a processor."""
        return p95(self.key_cpu_s)

    @property
    def key_p95_s(self) -> float:
        """Key to screen."""
        return p95(self.key_s)


def p95(values: Sequence[float]) -> float:
    """The value that one in twenty exceeds."""
    return sorted(values)[int(len(values) * 0.95)] if values else float("nan")


@asynccontextmanager
async def shown(view: RunView, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[ForgeApp, Terminal]]:
    """The install tree on a terminal that tells when it is drawn to."""
    terminal = Terminal()

    class Recorder(HeadlessDriver):
        @property
        def is_headless(self) -> bool:
            return False

        def write(self, data: str) -> None:
            terminal.written += len(data)
            terminal.drawn.set()
            terminal.drawn_for_key.set()

    began = time.monotonic()

    def now() -> datetime:
        return BEGIN + timedelta(seconds=40 + time.monotonic() - began)

    app = ForgeApp(view, now=now, start=lambda app: RolloutScreen(app.view, now=now, inspector=CrowdInspector()))
    app.driver_class = Recorder
    running = asyncio.create_task(app.run_async(size=size))
    try:
        await terminal.drawn.wait()
        yield app, terminal
    finally:
        app.exit()
        with suppress(asyncio.CancelledError):
            await running


async def measure(seconds: float = 5.0, components: int = COMPONENTS, tab: str = "") -> Figures:
    """Let events come and press keys, for so long.

    Args:
        seconds: How long.
        components: How many.
        tab: Key of the tab of details that is open meanwhile, for example `l`.
    """
    async with shown(crowded(components)) as (app, terminal):
        await asyncio.sleep(0.5)
        if tab:
            _press(app, tab)
            await asyncio.sleep(0.5)
            _press(app, "escape")
            await asyncio.sleep(0.2)
        blocked = asyncio.create_task(_longest_block(seconds))
        seen = asyncio.create_task(_events(app, terminal, seconds, components))
        keys = await _keys(app, terminal, seconds)
        return Figures(tuple(await seen), *keys, await blocked)


async def _events(app: ForgeApp, terminal: Terminal, seconds: float, components: int) -> list[float]:
    """How long each event took until the view that holds it was drawn."""
    stream, found, waiting = stirred(components), [], list[tuple[int, float]]()
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        waiting.append((app.updates, time.monotonic()))
        app.arrived(Stamped(number, app.now(), next(stream)))
        terminal.drawn.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(1 / EVENTS_PER_S):
                await terminal.drawn.wait()
                drawn = time.monotonic()
                found += [drawn - begun for update, begun in waiting if update < app.updates]
                waiting = [entry for entry in waiting if entry[0] >= app.updates]
                await asyncio.sleep(1)
    return found


async def _keys(app: ForgeApp, terminal: Terminal, seconds: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    found: list[float] = []
    cpu: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key in KEYS:
            terminal.drawn_for_key.clear()
            begun, cpu_begun = time.monotonic(), time.thread_time()
            _press(app, key)
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await terminal.drawn_for_key.wait()
            found.append(time.monotonic() - begun)
            cpu.append(time.thread_time() - cpu_begun)
            await asyncio.sleep(0.06)
    return tuple(found), tuple(cpu)


def _press(app: ForgeApp, key: str) -> None:
    driver: Any = app._driver
    driver.send_message(events.Key(key, key if len(key) == 1 else None))


async def _longest_block(seconds: float) -> float:
    """The longest time for which nothing else could run."""
    longest, end = 0.0, time.monotonic() + seconds
    while (before := time.monotonic()) < end:
        await asyncio.sleep(0.005)
        longest = max(longest, time.monotonic() - before - 0.005)
    return longest


if __name__ == "__main__":
    for opened in ("", "l"):
        figures = asyncio.run(measure(tab=opened))
        print(
            f"tab {opened or '-'}: event p95 {figures.event_p95_s * 1000:.0f} ms of {len(figures.event_s)}, "
            f"key p95 {figures.key_p95_s * 1000:.0f} ms of {len(figures.key_s)} (processor {figures.key_cpu_p95_s * 1000:.0f} ms), "
            f"longest block {figures.longest_block_s * 1000:.0f} ms"
        )
