"""The simulated OpenBao API."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from forge_tui.adapters.simulated.vault_state import VaultState
from forge_tui.domain.component import VaultRole
from forge_tui.domain.failures import VaultRefused, VaultSealed
from forge_tui.ports import Clock, VaultKeys, VaultStatus

_VERSION = "2.4.1"


class SimulatedVault:
    """`ports.Vault` over a `VaultState`. Its keys and tokens open nothing but itself."""

    def __init__(self, state: VaultState, clock: Clock, *, request_s: float = 0.05) -> None:
        self._state = state
        self._clock = clock
        self._request_s = request_s

    async def status(self) -> VaultStatus:
        """See the port."""
        await asyncio.sleep(0)
        state = self._state
        return VaultStatus(state.initialised, not state.open, state.auto_unseal, _VERSION, state.threshold)

    async def initialise(self, *, shares: int, threshold: int) -> VaultKeys:
        """See the port. Raises VaultRefused the second time."""
        await self._clock.sleep(1.0)
        state = self._state
        if state.initialised:
            raise VaultRefused("Vault is already initialized")
        if not 1 <= threshold <= shares or (shares > 1 and threshold == 1):
            raise VaultRefused(f"{shares} shares with a threshold of {threshold} are not possible")
        state.initialised, state.threshold = True, threshold
        state.shares = tuple(self._invented("share") for _ in range(shares))
        root = self._new_token()
        if state.auto_unseal:
            state.unseal()
        return VaultKeys(root, state.shares)

    async def unseal(self, shares: Sequence[str]) -> None:
        """See the port. Raises VaultRefused for a wrong or missing share."""
        await self._clock.sleep(self._request_s)
        state = self._state
        if not state.initialised:
            raise VaultRefused("Vault is not initialized")
        self._check_shares(shares)
        state.given |= set(shares)
        if len(state.given) >= state.threshold:
            state.unseal()

    async def token_valid(self, token: str) -> bool:
        """See the port."""
        await self._clock.sleep(self._request_s)
        self._require_open()
        return token in self._state.tokens

    async def ensure_kv(self, token: str, mount: str) -> bool:
        """See the port."""
        await self._authorised(token)
        return _added(self._state.mounts, mount)

    async def ensure_policy(self, token: str, name: str, rules: str) -> bool:
        """See the port."""
        await self._authorised(token)
        changed = self._state.policies.get(name) != rules
        self._state.policies[name] = rules
        return changed

    async def ensure_kubernetes_role(self, token: str, role: VaultRole) -> bool:
        """See the port."""
        await self._authorised(token)
        changed = self._state.roles.get(role.name) != role
        self._state.roles[role.name] = role
        return changed

    async def seed(self, token: str, mount: str, path: str, value: str) -> bool:
        """See the port."""
        await self._authorised(token)
        if mount not in self._state.mounts:
            raise VaultRefused(f"no handler for route {mount}/data/{path}")
        if (mount, path) in self._state.entries:
            return False
        self._state.entries[mount, path] = value
        return True

    async def revoke(self, token: str) -> None:
        """See the port."""
        await self._authorised(token)
        self._state.tokens.discard(token)

    async def generate_root(self, shares: Sequence[str]) -> str:
        """See the port. Raises VaultRefused for a wrong or missing share."""
        await self._clock.sleep(self._request_s)
        self._require_open()
        self._check_shares(shares)
        if len(set(shares)) < self._state.threshold:
            raise VaultRefused(f"{len(set(shares))} of {self._state.threshold} shares given")
        return self._new_token()

    async def _authorised(self, token: str) -> None:
        await self._clock.sleep(self._request_s)
        self._require_open()
        if token not in self._state.tokens:
            raise VaultRefused("permission denied")

    def _require_open(self) -> None:
        if not self._state.open:
            raise VaultSealed("Vault is sealed" if self._state.initialised else "Vault is not initialized")

    def _check_shares(self, shares: Sequence[str]) -> None:
        if any(share not in self._state.shares for share in shares):
            raise VaultRefused("a share is not one of this vault")

    def _new_token(self) -> str:
        token = "s." + self._invented("token")
        self._state.tokens.add(token)
        return token

    def _invented(self, purpose: str) -> str:
        """The same run invents the same: nothing here protects anything."""
        self._state.made += 1
        return hashlib.sha256(f"simulated/{purpose}/{self._state.made}".encode()).hexdigest()


def _added(members: set[str], member: str) -> bool:
    before = len(members)
    members.add(member)
    return len(members) > before
