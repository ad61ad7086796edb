"""What an interview needs from the world, for the screens and for the list of prompts alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.events import CheckFinished
from forge_tui.domain.facts import CertificateFacts, ClusterFacts, ContextFacts, NameVerdict
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.plan import Plan


class Desk(Protocol):
    """Where the operator sits. Everything may raise a ForgeError; everything may be cancelled."""

    async def catalogue(self) -> Catalogue:
        """All components that there are."""

    async def interview(self) -> Interview:
        """Where to begin: the answers file, --set, defaults."""

    async def contexts(self, kubeconfig: str) -> Sequence[ContextFacts]:
        """What can be installed on, the current one first. An empty path stands for the usual places."""

    async def look(self, kubeconfig: str, context: str) -> ClusterFacts:
        """One cluster, live. An empty context stands for the current one."""

    async def earlier(self, kubeconfig: str, context: str) -> Mapping[str, Any] | None:
        """The answers of the latest run on this cluster that this machine remembers, as a file holds them."""

    async def names(self, domain: str, components: Collection[str]) -> Sequence[NameVerdict]:
        """What DNS says about each host name that will be served."""

    async def certificate(self, certificate: str, key: str) -> CertificateFacts:
        """What the files say; references as the answers hold them."""

    async def plan(self, interview: Interview) -> Plan:
        """What would be done with these answers."""

    def remarks(self, plan: Plan) -> Sequence[str]:
        """What an operator should know about this plan before it starts."""

    def check_titles(self) -> Sequence[str]:
        """What will be checked."""

    def checks(self, interview: Interview) -> AsyncIterator[CheckFinished]:
        """The preflight of that plan on the chosen cluster, each as soon as it is known."""

    async def save(self, interview: Interview, folder: Path) -> Sequence[Path]:
        """Write answers.yaml and plan.json; neither holds a secret."""

    def repeat(self, answers: Path, plan: Path | None = None, waive: Collection[str] = ()) -> str:
        """The command that repeats this session without a screen."""
