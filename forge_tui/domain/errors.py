"""How this program fails: an exit code, an id, a cause and a remedy, never a bare traceback."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process tells its caller; documented in docs/exit-codes.md."""

    DONE = 0
    COMPONENT_FAILED = 1
    USAGE = 2
    PREFLIGHT = 3
    DRIFT = 4
    TIMED_OUT = 5
    UNREACHABLE = 6
    LEASE_HELD = 7
    BUG = 70
    CANCELLED = 130


_registry: dict[str, type[ForgeError]] = {}


class ForgeError(Exception):
    """A failure that an operator can act on.

    The message says what is so (lower case, no full stop); the remedy is one imperative, as a command
    to copy where there is one. Subclasses carry what `forge-tui explain` prints without a cluster.
    """

    id: ClassVar[str] = ""
    title: ClassVar[str] = ""
    meaning: ClassVar[str] = ""
    exit_code: ClassVar[ExitCode] = ExitCode.COMPONENT_FAILED
    default_remedy: ClassVar[str] = ""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy or self.default_remedy

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.id:
            if cls.id in _registry:
                raise TypeError(f"{cls.__name__} takes {cls.id}, which {_registry[cls.id].__name__} has")
            _registry[cls.id] = cls


def failures() -> Mapping[str, type[ForgeError]]:
    """Every failure by its id (FT-nnn), in order of id."""
    return MappingProxyType(dict(sorted(_registry.items())))
