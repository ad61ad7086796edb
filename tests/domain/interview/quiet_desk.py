"""A desk that answers at once and without a cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from forge_tui.domain.answers import normalised
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.facts import CertificateFacts, ClusterFacts, ContextFacts, NameVerdict
from forge_tui.domain.interview.hostnames import served
from forge_tui.domain.interview.interview import Interview, begun
from forge_tui.domain.plan import Plan
from forge_tui.engine.planner import make_plan
from tests.domain.interview.clusters import CATALOGUE, SMALL

NOW = datetime(2026, 3, 4, 12, 41, tzinfo=UTC)
CONTEXTS = (ContextFacts("small", SMALL.server, current=True), ContextFacts("prod-eu", "https://10.0.0.5:6443"))
CHECKS = (
    CheckFinished("helm", "Helm", Verdict.PASS, "helm 3.21.3"),
    CheckFinished("permissions", "Permissions", Verdict.PASS, "10 of 10 verbs are allowed"),
    CheckFinished("storage", "Storage classes", Verdict.PASS, "ReadWriteOnce from local-path (the cluster's default)"),
)
CERTIFICATE = CertificateFacts("ai", "Example CA", ("*.ai.example.com",), NOW + timedelta(days=5), key_matches=False, chain=("Example CA",))


def plan_of(interview: Interview, catalogue: Catalogue = CATALOGUE) -> Plan:
    return make_plan(normalised(interview.answers()), catalogue, {name: f"{name:0<8}" for name in ("root", *catalogue.components)})


@dataclass
class QuietDesk:
    """Says what it is given; a failure is raised where the cluster is looked at."""

    first: Interview = field(default_factory=lambda: begun(None, CATALOGUE.components))
    facts: ClusterFacts = SMALL
    checked: tuple[CheckFinished, ...] = CHECKS
    failure: ForgeError | None = None
    remembered: Mapping[str, Any] | None = None
    slow: Mapping[str, asyncio.Event] = field(default_factory=dict)
    """Checks that do not end before their event is set."""
    saved: list[Interview] = field(default_factory=list)

    async def catalogue(self) -> Catalogue:
        return CATALOGUE

    async def interview(self) -> Interview:
        return self.first

    async def contexts(self, kubeconfig: str) -> Sequence[ContextFacts]:
        return CONTEXTS

    async def look(self, kubeconfig: str, context: str) -> ClusterFacts:
        if self.failure:
            raise self.failure
        return replace(self.facts, context=context or self.facts.context)

    async def earlier(self, kubeconfig: str, context: str) -> Mapping[str, Any] | None:
        return self.remembered

    async def names(self, domain: str, components: Collection[str]) -> Sequence[NameVerdict]:
        return tuple(NameVerdict(name, component, Verdict.PASS, "192.0.2.20") for name, component in served(domain, CATALOGUE, components))

    async def certificate(self, certificate: str, key: str) -> CertificateFacts:
        return CERTIFICATE

    async def plan(self, interview: Interview) -> Plan:
        return plan_of(interview)

    def remarks(self, plan: Plan) -> Sequence[str]:
        return ()

    def check_titles(self) -> Sequence[str]:
        return tuple(check.title for check in self.checked)

    async def checks(self, interview: Interview) -> AsyncIterator[CheckFinished]:
        for check in self.checked:
            if check.check in self.slow:
                await self.slow[check.check].wait()
            yield check

    async def save(self, interview: Interview, folder: Path) -> Sequence[Path]:
        self.saved.append(interview)
        return (folder / "answers.yaml", folder / "plan.json")

    def repeat(self, answers: Path, plan: Path | None = None, waive: Collection[str] = ()) -> str:
        return " ".join(["forge-tui --headless", f"{answers} --plan {plan}", *(f"--waive {check}" for check in waive)])
