"""An installed platform as console and attach open it: a session, a follower of its state, and those who look after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from forge_tui.arguments import Arguments
from forge_tui.commands.setup import settings_of
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import HandoverGiven, NoticeRaised, Stamped
from forge_tui.domain.redact import Redactor
from forge_tui.engine.actions import Actions
from forge_tui.engine.inspection import Inspection
from forge_tui.engine.journal import Narrator
from forge_tui.engine.steward.following import Follower
from forge_tui.engine.steward.handed_over import handed_over
from forge_tui.engine.steward.steward import PlatformSteward
from forge_tui.wiring import Session, bundle_of, opened

Show = Callable[[Stamped], None]


@dataclass(frozen=True, slots=True)
class Platform:
    """One cluster with what is installed there."""

    session: Session
    catalogue: Catalogue
    follower: Follower
    given: HandoverGiven | None
    """What the last install handed over."""

    async def told(self, show: Show) -> AsyncIterator[None]:
        """Stamps and shows every event; yields after each."""
        narrator = Narrator(self.session.adapters.clock, Redactor(), [show])
        async for event in self.follower.events():
            narrator.emit(event)
            yield

    @asynccontextmanager
    async def telling(self, show: Show) -> AsyncIterator[None]:
        """Tells as long as the context lasts."""
        task = asyncio.create_task(self.tell(show), name="follow")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def tell(self, show: Show) -> None:
        """Does so for ever; a failure is told as a notice, since the screen stays."""
        try:
            async for _ in self.told(show):
                pass
        except ForgeError as error:
            Narrator(self.session.adapters.clock, Redactor(), [show]).emit(NoticeRaised(f"{error.id} {error.message}", error.remedy))

    def steward(self) -> PlatformSteward:
        """Who looks after it."""
        from forge_tui.adapters.answers_secrets import read_secret

        return PlatformSteward(self.session.adapters, self.given.endpoints if self.given else (), read_secret)

    def operator(self) -> Actions:
        """Who carries out what a person asks; no run of this process goes on, so nothing can be skipped."""
        return Actions(self.session.adapters.cluster)

    def tree_parts(self) -> dict[str, Any]:
        """Who looks closely at components, for the tree."""
        return {"inspector": Inspection(self.session.adapters, self.catalogue)}


@asynccontextmanager
async def platform(arguments: Arguments, *, mode: str) -> AsyncIterator[Platform]:
    """Open it. Raises ForgeError when the cluster cannot be reached."""
    from forge_tui.adapters.catalogue_file import load_catalogue

    settings = settings_of(arguments)
    catalogue = load_catalogue(bundle_of(settings))
    async with opened(settings) as session:
        follower = Follower(session.adapters, session.identity, catalogue, mode=mode)
        yield Platform(session, catalogue, follower, await handed_over(session.adapters.cluster))
