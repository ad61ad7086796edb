"""Waiting for a condition instead of for a time, so that a slow machine makes tests slow and not wrong."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], timeout_s: float, *, what: str = "", every_s: float = 0.1) -> T:
    """Call `condition` until it returns something true, and return that.

    Raises:
        TimeoutError: Nothing true within `timeout_s`; names `what` and the last exception, if the last call raised one.
    """
    deadline = time.monotonic() + timeout_s
    while True:
        problem: Exception | None = None
        try:
            if found := condition():
                return found
        except (OSError, LookupError) as error:
            problem = error
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout_s:g} s: {what or getattr(condition, '__name__', condition)}") from problem
        time.sleep(every_s)
