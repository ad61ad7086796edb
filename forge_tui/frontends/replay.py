"""Reads events.ndjson back: also one that a crash cut short, and one that somebody tampered with."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from forge_tui.domain.event_format import from_document
from forge_tui.domain.events import (
    Stamped,
)
from forge_tui.domain.failures import UsageError

LONGEST_PAUSE_S = 10.0
"""Nobody wants to watch an hour of waiting: a longer pause of the stream is cut to this before the speed applies."""
_TYPES: Mapping[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


def read(path: Path) -> Iterator[Stamped]:
    """The events of a file, one by one.

    Raises:
        UsageError: The file cannot be read, or a line is broken; names the line. A last line without its line
            end that cannot be read is what a crash leaves behind, and is left out.
    """
    try:
        with path.open("rb") as lines:
            yield from parse(lines, name=str(path))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy="Name an events.ndjson file that exists: forge-tui replay FILE") from error


def parse(lines: Iterable[bytes], *, name: str = "events") -> Iterator[Stamped]:
    """Like `read`, from lines with their line ends; empty lines do not count."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            stamped = from_document(json.loads(line))
            _check(stamped.event)
            if stamped.at.tzinfo is None:
                raise ValueError("its time has no zone")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if not line.endswith(b"\n"):
                return
            raise UsageError(
                f"line {number} of {name} is not an event: {type(error).__name__}: {error}"[:300],
                remedy="Restore the file from the report, or delete this line and replay what is left.",
            ) from error
        yield stamped


def _check(value: Any) -> None:
    """Refuse fields of a wrong type, which the format itself does not notice.

    Raises:
        TypeError: Names the field.
    """
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        wanted = _TYPES.get(str(field.type))
        if wanted and (not isinstance(content, wanted) or (bool not in wanted and isinstance(content, bool))):
            raise TypeError(f"{field.name} must be {field.type}")
        if str(field.type).startswith("tuple") and not isinstance(content, tuple):
            raise TypeError(f"{field.name} must be a list")
        for entry in content if isinstance(content, tuple) else (content,):
            if dataclasses.is_dataclass(entry):
                _check(entry)
            elif str(field.type) == "tuple[str, ...]" and not isinstance(entry, str):
                raise TypeError(f"{field.name} must be a list of texts")


async def play(
    events: Iterable[Stamped], *, speed: float = 1.0, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[Stamped]:
    """The events with their pauses, `speed` times faster; 0 means without any pause."""
    before: Stamped | None = None
    for stamped in events:
        if before is not None and speed > 0:
            pause_s = min((stamped.at - before.at).total_seconds(), LONGEST_PAUSE_S)
            if pause_s > 0:
                await sleep(pause_s / speed)
        before = stamped
        yield stamped
