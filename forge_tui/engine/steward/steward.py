"""What the handover and the console ask, answered over the ports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from forge_tui.domain.events import Endpoint
from forge_tui.domain.handover import EndpointVerdict, Login, Sealing
from forge_tui.engine.steward import logins, unsealing
from forge_tui.engine.steward.addresses import judged
from forge_tui.ports import Adapters, Visit

_LOOK_EVERY_S = 15.0


class PlatformSteward:
    """Looks after one installed platform.

    Args:
        adapters: The cluster.
        addresses: What to visit.
        read_reference: Gives the secret that env:, file: or fd: points to.
    """

    def __init__(self, adapters: Adapters, addresses: Sequence[Endpoint], read_reference: Callable[[str], str]) -> None:
        self._adapters = adapters
        self._addresses = tuple(addresses)
        self._read = read_reference
        self._revealed: set[Login] = set()

    async def endpoints(self, addresses: Sequence[Endpoint] = ()) -> AsyncIterator[Sequence[EndpointVerdict]]:
        """Verdicts of each address: unknown ones at once, then every quarter of a minute what a visit finds."""
        wanted = tuple(addresses) or self._addresses
        visits: list[Visit | None] = [None] * len(wanted)
        while True:
            now = self._adapters.clock.now()
            yield tuple(judged(endpoint, visit, now) for endpoint, visit in zip(wanted, visits, strict=True))
            if any(visits):
                await self._adapters.clock.sleep(_LOOK_EVERY_S)
            if self._adapters.web is None or not wanted:
                return
            visits = list(await asyncio.gather(*(self._adapters.web.visit(endpoint.url) for endpoint in wanted)))

    async def logins(self) -> Sequence[Login]:
        """First logins that are still kept in the cluster."""
        return await logins.first_logins(self._adapters.cluster)

    async def reveal(self, login: Login) -> str:
        """The password, once; empty after that, and when it is not kept any more."""
        if login in self._revealed:
            return ""
        password = await logins.password_of(self._adapters.cluster, login)
        if password:
            self._revealed.add(login)
        return password

    async def sealing(self) -> Sealing:
        """How the vault stands."""
        return await unsealing.sealing(self._adapters)

    async def unseal(self, shares: Sequence[str]) -> Sealing:
        """Give shares, or references to them, to the vault."""
        return await unsealing.unseal(self._adapters, shares, self._read)
