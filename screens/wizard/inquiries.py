"""What the wizard asks the world, each beside the screen and told on it: the answer, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.facts import ClusterFacts, Installed
from forge_tui.domain.interview.desk import Desk
from forge_tui.domain.interview.interview import Interview, taken_up
from forge_tui.domain.interview.selection import enabled
from forge_tui.domain.interview.suggestion import suggestions
from screens.wizard.state import Asking, Inquiry, WizardState, failure_of

_NOW = Inquiry(Asking.NOW)
_DONE = Inquiry(Asking.DONE)

Change = Callable[[Callable[[WizardState], WizardState]], None]
"""Takes a function from the present state to the next one."""


class Inquiries:
    """Asks a desk, and changes the state of the screen with what it says."""

    def __init__(self, desk: Desk, change: Change, state: Callable[[], WizardState]) -> None:
        self._desk = desk
        self._change = change
        self._state = state

    async def begin(self) -> None:
        """Catalogue and first answers, then contexts and the cluster."""
        try:
            catalogue, interview = await self._desk.catalogue(), await self._desk.interview()
        except ForgeError as error:
            self._put(looking=Inquiry(Asking.DONE, failure_of(error)))
            return
        self._put(catalogue=catalogue, interview=interview, begun_with=interview.given)
        await self.look()

    async def look(self) -> None:
        """The contexts of the kubeconfig, and the chosen cluster."""
        text = self._state().interview.text
        kubeconfig, context = text(("cluster", "kubeconfig")), text(("cluster", "context"))
        self._put(looking=_NOW, facts=None, earlier=None, checks=(), checking=Inquiry())
        try:
            contexts = tuple(await self._desk.contexts(kubeconfig))
            self._put(contexts=contexts)
            facts = await self._desk.look(kubeconfig, context)
            earlier = None if facts.installed is Installed.NOTHING else await self._desk.earlier(kubeconfig, context)
        except ForgeError as error:
            self._put(looking=Inquiry(Asking.DONE, failure_of(error)))
            return
        self._change(lambda state: replace(_seen(state, facts), earlier=earlier))

    async def resolve(self) -> None:
        """The names that will be served."""
        state = self._state()
        domain = state.interview.text(("domain",))
        if not domain or state.interview.problem(("domain",)) or state.catalogue is None:
            self._put(names=(), resolving=Inquiry())
            return
        self._put(resolving=_NOW)
        names = await self._desk.names(domain, enabled(state.interview, state.catalogue))
        self._put(names=tuple(names), resolving=_DONE)

    async def read_certificate(self) -> None:
        """Certificate and key files; what can be read once is left for the install."""
        interview = self._state().interview
        certificate, key = interview.text(("tls", "certificate")), interview.text(("tls", "key"))
        self._put(certificate=None, reading=Inquiry())
        if interview.text(("tls", "mode")) != "files" or not certificate or not key:
            return
        if certificate.startswith("fd:") or key.startswith("fd:"):
            return
        self._put(reading=_NOW)
        try:
            facts = await self._desk.certificate(certificate, key)
        except ForgeError as error:
            self._put(reading=Inquiry(Asking.DONE, failure_of(error)))
            return
        self._put(certificate=facts, reading=_DONE, now=datetime.now(UTC))

    async def review(self) -> None:
        """The plan of the present answers, and its checks."""
        interview = self._state().interview
        self._put(plan=None, planning=_NOW, checks=(), checking=_NOW)
        if interview.findings:
            self._put(planning=Inquiry(), checking=Inquiry())
            return
        try:
            plan = await self._desk.plan(interview)
        except ForgeError as error:
            self._put(planning=Inquiry(Asking.DONE, failure_of(error)), checking=Inquiry())
            return
        self._put(plan=plan, planning=_DONE, remarks=tuple(self._desk.remarks(plan)))
        await self._check(interview)

    async def _check(self, interview: Interview) -> None:
        self._put(check_titles=tuple(self._desk.check_titles()))
        try:
            async for check in self._desk.checks(interview):
                self._change(lambda state, check=check: replace(state, checks=(*state.checks, check)))  # type: ignore[misc]
        except ForgeError as error:
            self._put(checking=Inquiry(Asking.DONE, failure_of(error)))
            return
        self._put(checking=_DONE)

    async def save(self, folder: Path) -> str:
        """Write answers and plan; returns what to tell."""
        state = self._state()
        if state.interview.findings:
            return "Not saved: some answers are missing or wrong."
        try:
            files = await self._desk.save(state.interview, folder)
        except ForgeError as error:
            return f"Not saved: {error.message}"
        answers, plan, *_ = files
        self._put(saved=(str(answers), str(plan)), repeat=self._desk.repeat(answers, plan, state.waived))
        return f"Saved: {answers}, {plan}"

    def waive(self, check: str) -> None:
        """Take the failure of a check."""
        state = self._state()
        waived = state.waived | {check}
        if state.saved:
            answers, plan = map(Path, state.saved)
            self._put(repeat=self._desk.repeat(answers, plan, waived))
        self._put(waived=waived)

    def resume(self) -> None:
        """Answer as the earlier run on this cluster did."""
        state = self._state()
        if state.earlier is not None:
            interview = taken_up(state.interview, state.earlier)
            self._put(interview=interview, begun_with=interview.given, saved=(), repeat="")

    async def about(self, what: str) -> None:
        """Ask the question of that name."""
        await {"look": self.look, "names": self.resolve, "certificate": self.read_certificate, "review": self.review}[what]()

    def _put(self, **changes: Any) -> None:
        self._change(lambda state: replace(state, **changes))


def _seen(state: WizardState, facts: ClusterFacts) -> WizardState:
    interview = state.interview.suggested(suggestions(facts))
    return replace(state, facts=facts, looking=_DONE, interview=interview)
