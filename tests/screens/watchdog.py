"""Fails a test in which the event loop of an application was held for a tenth of a second.

Counted is the processor time of the loop's thread within one callback, without the collection of garbage (the heap of
pytest is many times that of the program), and measured against how fast the processor is at that moment, so a busy
machine fails nothing. What the test itself does (exporting a picture, reading the cells of the screen) is told apart by
the stack, which a second thread looks at.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

LIMIT_S = 0.1
_LOOK_EVERY_S = 0.02
_OF_THE_TEST = ("export_screenshot", "take_svg_screenshot", "save_screenshot", "text_of", "strips_of", "collect")
_STARTING = ("_load_event", "_init_devtools", "parse", "read", "read_all", "_parse_rules", "import_module", "_find_and_load")
"""Functions of Textual and Python that run before the first frame: reading style sheets, importing."""


def _work_s() -> float:
    """Processor time of a fixed piece of work."""
    began_s = time.thread_time()
    sum(number * number % 7 for number in range(20_000))
    return time.thread_time() - began_s


_FASTEST_S = min(_work_s() for _ in range(5))


class Watchdog:
    """Watches every callback of every loop of this thread."""

    def __init__(self) -> None:
        self.held: list[str] = []
        """One entry for each time, with the stack."""
        self._thread_id = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._thread_id) if hasattr(time, "pthread_getcpuclockid") else None
        self._began_s: float | None = None
        self._stack: list[str] = []
        self._ended = threading.Event()
        self._collected_s = 0.0
        self._collecting_s = 0.0

    def collecting(self, phase: str, _: Any) -> None:
        """Of the garbage collector."""
        if phase == "start":
            self._collecting_s = time.thread_time()
        else:
            self._collected_s += time.thread_time() - self._collecting_s

    def ran(self, handle: Any, run: Any) -> None:
        """Run one callback and judge it."""
        self._stack, self._collected_s = [], 0.0
        self._began_s = began_s = time.thread_time()
        try:
            run(handle)
        finally:
            self._began_s = None
            taken_s = time.thread_time() - began_s - self._collected_s
            if taken_s > self.limit_s and self._stack and not _excused(self._stack) and taken_s > self.limit_s * _slowness():
                self.held.append(f"{taken_s * 1000:.0f} ms in\n{''.join(self._stack[-6:])}")

    @property
    def limit_s(self) -> float:
        """A tracing coverage tool makes everything several times slower."""
        return LIMIT_S * (5 if sys.gettrace() else 1)

    def look(self) -> None:
        """Note what runs, once it has run for half of the limit."""
        while not self._ended.wait(_LOOK_EVERY_S):
            began_s = self._began_s
            if began_s is None or self._clock is None or time.clock_gettime(self._clock) - began_s < self.limit_s / 2:
                continue
            frame: FrameType | None = sys._current_frames().get(self._thread_id)
            if frame is not None and self._began_s == began_s:
                self._stack = self._stack if _excused(self._stack) else traceback.format_stack(frame)

    def end(self) -> None:
        """Stop looking."""
        self._ended.set()


def _slowness() -> float:
    """How many times slower than at its best the processor is now: two busy threads of one core slow each other down."""
    return max(1.0, min(_work_s() for _ in range(3)) / _FASTEST_S)


def _excused(stack: list[str]) -> bool:
    return any(f", in {name}\n" in entry for entry in stack for name in (*_OF_THE_TEST, *_STARTING))


@contextmanager
def watching() -> Iterator[Watchdog]:
    """Watch the loops of this thread as long as the context lasts."""
    dog = Watchdog()
    run: Any = asyncio.Handle._run
    looking = threading.Thread(target=dog.look, name="watchdog", daemon=True)
    setattr(asyncio.Handle, "_run", lambda handle: dog.ran(handle, run))  # noqa: B010 - mypy knows the method's signature
    looking.start()
    gc.callbacks.append(dog.collecting)
    try:
        yield dog
    finally:
        setattr(asyncio.Handle, "_run", run)  # noqa: B010
        gc.callbacks.remove(dog.collecting)
        dog.end()
        looking.join()
