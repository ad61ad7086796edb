"""What the simulated OpenBao remembers, whoever looks at it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from forge_tui.domain.component import VaultRole


@dataclass(slots=True)
class VaultState:
    """Storage of the vault; lives as long as the simulation, as a claim would."""

    initialised: bool = False
    sealed: bool = True
    auto_unseal: bool = False
    threshold: int = 1
    shares: tuple[str, ...] = field(default=(), repr=False)
    given: set[str] = field(default_factory=set, repr=False)
    """Shares that were given towards unsealing."""
    tokens: set[str] = field(default_factory=set, repr=False)
    mounts: set[str] = field(default_factory=set)
    policies: dict[str, str] = field(default_factory=dict)
    roles: dict[str, VaultRole] = field(default_factory=dict)
    entries: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """(mount, path) to the field `value`."""
    made: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def open(self) -> bool:
        """Initialised and unsealed: the pods' readiness probe passes."""
        return self.initialised and not self.sealed

    def unseal(self) -> None:
        """Open it, and tell whoever waits."""
        self.sealed = False
        self.given.clear()
        self._changed.set()

    def seal(self) -> None:
        """Close it."""
        self.sealed = True
        self._changed.clear()

    def wipe(self) -> None:
        """Forget everything, as with a new volume."""
        self.seal()
        self.initialised, self.shares = False, ()
        for memory in (self.given, self.tokens, self.mounts, self.policies, self.roles, self.entries):
            memory.clear()

    async def opened(self) -> None:
        """Wait until it is open."""
        await self._changed.wait()
