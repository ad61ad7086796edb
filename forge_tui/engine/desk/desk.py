"""The desk of an interview over ports: the same for a real and a simulated cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.events import CheckFinished
from forge_tui.domain.facts import CertificateFacts, ClusterFacts, ContextFacts, NameVerdict
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.plan import Plan
from forge_tui.engine.checks import Question, checks_as_they_end, known_checks
from forge_tui.engine.desk import names
from forge_tui.engine.desk.look import look
from forge_tui.engine.desk.needs import CertificateReader, Places, Resolver
from forge_tui.engine.unused_answers import unused

if TYPE_CHECKING:
    from forge_tui.domain.answers import Answers


class Workshop(Protocol):
    """This machine's files. Everything here blocks and is called in a thread."""

    def catalogue(self) -> Catalogue: ...  # noqa: D102 - see Desk
    def interview(self) -> Interview: ...  # noqa: D102
    def plan(self, answers: Answers) -> Plan: ...  # noqa: D102
    def keep(self, answers: Answers, plan: Plan, folder: Path) -> Sequence[Path]: ...  # noqa: D102
    def repeat(self, answers: Path, plan: Path | None, waive: Collection[str]) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class WorkingDesk:
    """Implements `forge_tui.domain.interview.desk.Desk`."""

    workshop: Workshop
    places: Places
    resolver: Resolver
    certificates: CertificateReader
    simulated: bool = False

    async def catalogue(self) -> Catalogue:
        """See Desk."""
        return await asyncio.to_thread(self.workshop.catalogue)

    async def interview(self) -> Interview:
        """See Desk."""
        return await asyncio.to_thread(self.workshop.interview)

    async def contexts(self, kubeconfig: str) -> Sequence[ContextFacts]:
        """See Desk."""
        return await self.places.contexts(kubeconfig)

    async def look(self, kubeconfig: str, context: str) -> ClusterFacts:
        """See Desk."""
        adapters, identity = await self.places.enter(kubeconfig, context)
        return replace(await look(adapters.cluster, identity), simulated=self.simulated)

    async def earlier(self, kubeconfig: str, context: str) -> Mapping[str, Any] | None:
        """See Desk."""
        plan = await self.places.remembered(kubeconfig, context)
        answers = plan.get("answers") if plan else None
        return answers if isinstance(answers, dict) else None

    async def names(self, domain: str, components: Collection[str]) -> Sequence[NameVerdict]:
        """See Desk."""
        return await names.ask(self.resolver, domain, await self.catalogue(), components)

    async def certificate(self, certificate: str, key: str) -> CertificateFacts:
        """See Desk."""
        return await self.certificates.read(_reference(certificate), _reference(key))

    async def plan(self, interview: Interview) -> Plan:
        """See Desk."""
        return await asyncio.to_thread(self._plan, interview)

    def remarks(self, plan: Plan) -> Sequence[str]:
        """See Desk."""
        return tuple(f"this version does not act on {path} yet" for path in unused(plan.answers))

    def check_titles(self) -> Sequence[str]:
        """See Desk."""
        return tuple(module.TITLE for module in known_checks().values())

    async def checks(self, interview: Interview) -> AsyncIterator[CheckFinished]:
        """See Desk."""
        plan = await self.plan(interview)
        cluster = interview.value(("cluster",))
        place = cluster if isinstance(cluster, dict) else {}
        adapters, identity = await self.places.enter(str(place.get("kubeconfig", "")), str(place.get("context", "")))
        async with aclosing(checks_as_they_end(Question(plan, adapters, identity))) as ended:
            async for finding in ended:
                yield finding

    async def save(self, interview: Interview, folder: Path) -> Sequence[Path]:
        """See Desk."""
        return await asyncio.to_thread(self._save, interview, folder)

    def repeat(self, answers: Path, plan: Path | None = None, waive: Collection[str] = ()) -> str:
        """See Desk."""
        return self.workshop.repeat(answers, plan, waive)

    def _plan(self, interview: Interview) -> Plan:
        return self.workshop.plan(interview.answers())

    def _save(self, interview: Interview, folder: Path) -> Sequence[Path]:
        answers = interview.answers()
        return self.workshop.keep(answers, self.workshop.plan(answers), folder)


def _reference(text: str) -> str:
    """A plain path means file:PATH, as in finished answers."""
    return text if text.startswith(("env:", "file:", "fd:")) else f"file:{text}"
