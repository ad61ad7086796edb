"""The clusters that a wizard enters: each session is opened once, and closed when the wizard and its run are over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forge_tui.domain.facts import ContextFacts
from forge_tui.ports import Adapters, ClusterIdentity
from forge_tui.wiring import Session, Settings, opened

if TYPE_CHECKING:
    from forge_tui.domain.answers import Answers

_Place = tuple[str, str]
"""(kubeconfig, context), both as the answers have them."""


class OpenPlaces:
    """Keeps sessions; implements `forge_tui.engine.desk.needs.Places`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sessions: dict[_Place, asyncio.Future[Session]] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._over = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[OpenPlaces]:
        """Sessions stay open as long as this lasts."""
        try:
            yield self
        finally:
            self._over.set()
            await asyncio.gather(*self._keepers, return_exceptions=True)

    async def contexts(self, kubeconfig: str) -> Sequence[ContextFacts]:
        """See Places; a simulation has the one of its machine."""
        if self._settings.machine:
            session = await self.session(kubeconfig, "")
            return (ContextFacts(session.identity.context, session.identity.server, current=True),)
        from forge_tui.adapters.kube_contexts import contexts

        return await contexts(self._of(kubeconfig, "").kubeconfig)

    async def enter(self, kubeconfig: str, context: str) -> tuple[Adapters, ClusterIdentity]:
        """See Places."""
        session = await self.session(kubeconfig, context)
        return session.adapters, session.identity

    async def remembered(self, kubeconfig: str, context: str) -> Mapping[str, Any] | None:
        """See Places."""
        session = await self.session(kubeconfig, context)
        return await asyncio.to_thread(session.state.latest_plan)

    async def session_of(self, answers: Answers) -> Session:
        """The session that finished answers mean."""
        return await self.session(answers.cluster.kubeconfig, answers.cluster.context)

    async def session(self, kubeconfig: str, context: str) -> Session:
        """The open session of a place; one that could not be opened is tried again."""
        # A simulation has one cluster, whatever it is called.
        place = ("", "") if self._settings.machine else (kubeconfig, context)
        known = self._sessions.get(place)
        if known is None or (known.done() and (known.cancelled() or known.exception())):
            known = self._sessions[place] = asyncio.get_running_loop().create_future()
            self._keepers.append(asyncio.create_task(self._keep(self._of(*place), known), name=f"session {context}"))
        return await asyncio.shield(known)

    def _of(self, kubeconfig: str, context: str) -> Settings:
        """The command line's own --kubeconfig and --context hold where the answers name none."""
        path = Path(kubeconfig).expanduser() if kubeconfig else self._settings.kubeconfig
        return replace(self._settings, kubeconfig=path, context=context or self._settings.context)

    async def _keep(self, settings: Settings, wanted: asyncio.Future[Session]) -> None:
        """Open and close in one task, as connections and time-outs demand."""
        try:
            async with opened(settings) as session:
                if not wanted.done():
                    wanted.set_result(session)
                await self._over.wait()
        except Exception as error:
            if wanted.done():
                raise
            wanted.set_exception(error)
            # Nobody may be waiting any more; the next one asks again and is told.
            wanted.exception()
