"""The simulated Gitea API and Git over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping

from forge_tui.adapters.simulated.git_state import GitState
from forge_tui.domain.failures import GitServerRefused, RepositoryForeign
from forge_tui.ports import Clock, Tip


class SimulatedGitServer:
    """`ports.GitServer` over a `GitState`."""

    def __init__(self, state: GitState, clock: Clock, *, push_s: float = 1.0) -> None:
        self._state = state
        self._clock = clock
        self._push_s = push_s

    async def ensure_organisation(self, name: str) -> bool:
        """See the port."""
        await self._clock.sleep(0.1)
        made = name not in self._state.organisations
        self._state.organisations.add(name)
        return made

    async def ensure_repository(self, organisation: str, name: str) -> bool:
        """See the port. Raises GitServerRefused when there is no such organisation."""
        await self._clock.sleep(0.1)
        if organisation not in self._state.organisations:
            raise GitServerRefused(f"there is no organisation {organisation}")
        made = (organisation, name) not in self._state.repositories
        self._state.repositories.setdefault((organisation, name), [])
        return made

    async def tip(self, organisation: str, name: str, branch: str = "main") -> Tip | None:
        """See the port."""
        await asyncio.sleep(0)
        self._require(organisation, name)
        head = self._state.head(organisation, name) if branch == "main" else None
        return head.tip if head else None

    async def push(self, organisation: str, name: str, files: Mapping[str, bytes], *, message: str) -> Tip:
        """See the port."""
        self._require(organisation, name)
        head = self._state.head(organisation, name)
        if head is not None and head.files == dict(files):
            return head.tip
        if head is not None and not head.tip.ours:
            raise RepositoryForeign(f"{organisation}/{name} ends with commit {head.tip.commit[:10]}, which forge-tui did not write")
        await self._clock.sleep(self._push_s)
        return self._state.commit(organisation, name, files, message)

    async def renew_read_token(self, name: str) -> str:
        """See the port."""
        await self._clock.sleep(0.1)
        self._state.made += 1
        token = hashlib.sha256(f"simulated/git/{name}/{self._state.made}".encode()).hexdigest()[:40]
        self._state.tokens[name] = token
        return token

    def _require(self, organisation: str, name: str) -> None:
        if (organisation, name) not in self._state.repositories:
            raise GitServerRefused(f"there is no repository {organisation}/{name}")
