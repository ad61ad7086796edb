"""What a cause is: a class of failure of one component that we recognise and can explain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forge_tui.engine.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Cause:
    """A class of failure that we recognise; `forge-tui explain` prints it without a cluster."""

    id: str
    title: str
    meaning: str
    remedy: str
    heals: bool
    """False: will not heal by itself. True: will be retried."""
    recognise: Callable[[Evidence], Sighting | None]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A cause seen at an object."""

    object: str
    message: str
    remedy: str = ""
    """More exact than the cause's own, where the object allows it."""
