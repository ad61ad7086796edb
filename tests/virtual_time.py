"""For engine tests over the simulated cluster: ordinary sleeps and time-outs, none of which is waited for.

In the conftest.py of a folder, `from tests.virtual_time import pytest_asyncio_loop_factories` puts every async test and
fixture below it on a `VirtualTimeLoop`. `run(main())` does so for one coroutine in an ordinary test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from forge_tui.adapters.simulated.virtual_time import VirtualTimeLoop

T = TypeVar("T")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The hook of pytest-asyncio that chooses event loops."""
    return {"virtual-time": VirtualTimeLoop}


def run(main: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)
