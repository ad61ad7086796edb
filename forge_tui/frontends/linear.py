"""The interview as numbered prompts: the same questions, defaults and checks as the wizard, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forge_tui.domain import signs
from forge_tui.domain.answers_fields import Question
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.facts import ClusterFacts, Installed
from forge_tui.domain.interview.certificate import judged as judged_certificate
from forge_tui.domain.interview.desk import Desk
from forge_tui.domain.interview.interview import Interview, taken_up, told
from forge_tui.domain.interview.selection import enabled, switched, switching
from forge_tui.domain.interview.steps import CLUSTER, NAMES, REVIEW, SOFTWARE, STEPS, Step, step_of
from forge_tui.domain.interview.suggestion import suggestions
from forge_tui.domain.plan import Plan
from forge_tui.frontends import linear_step, plan_text
from forge_tui.frontends.linear_talk import Talk

_LOOK_AROUND = "Or look around first on a recorded cluster: forge-tui --linear --simulate small"


class Left(Exception):
    """The operator does not want to install."""


class LinearInterview:
    """Asks until a plan is confirmed. Changes nothing in a cluster."""

    def __init__(
        self,
        desk: Desk,
        talk: Talk,
        *,
        folder: Path,
        waived: frozenset[str] = frozenset(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._desk = desk
        self._talk = talk
        self._folder = folder
        self._now = now
        self._interview = Interview()
        self._catalogue = Catalogue({})
        self._facts: ClusterFacts | None = None
        self._earlier: Mapping[str, Any] | None = None
        self.waived = waived
        """Names of checks whose failure the operator takes."""

    async def hold(self) -> tuple[Interview, Plan]:
        """The finished answers and their confirmed plan.

        Raises:
            Left: The operator left, or there are no more lines.
            ForgeError: The answers file or the catalogue cannot be read.
        """
        self._catalogue = await self._desk.catalogue()
        self._interview = await self._desk.interview()
        self._talk.say("forge-tui: six steps from nothing to a plan. Nothing is changed before you confirm.", "")
        await self._look()
        position = 0
        try:
            while True:
                step = STEPS[position]
                if step == REVIEW:
                    plan = await self._review()
                    if plan is not None:
                        return self._interview, plan
                    position = self._mending_position()
                else:
                    position = min(max(0, position + await self._hold_step(step)), len(STEPS) - 1)
        except EOFError:
            raise Left from None

    def _mending_position(self) -> int:
        findings = self._interview.findings
        return STEPS.index(step_of(findings[0].path)) if findings else STEPS.index(REVIEW) - 1

    async def _hold_step(self, step: Step) -> int:
        """How many steps to move."""
        self._talk.say(linear_step.heading(step))
        await self._live(step)
        while True:
            questions = self._interview.asked(step)
            self._talk.say_all(linear_step.listed(self._interview, questions))
            extra = " +NAME and -NAME switch a component on and off, c lists them." if step == SOFTWARE else ""
            line = await self._talk.ask(linear_step.HINT + extra)
            if line == "b":
                return -1
            if line == "r" and step == CLUSTER and self._earlier is not None:
                self._interview = taken_up(self._interview, self._earlier)
                return len(STEPS)
            if line == "":
                wrong = next((question for question in questions if self._interview.problem(question.path)), None)
                if wrong is None:
                    self._talk.say("")
                    return 1
                await self._ask(wrong)
            else:
                await self._command(step, line, questions)

    async def _command(self, step: Step, line: str, questions: tuple[Question, ...]) -> None:
        number = line.removeprefix("?").strip()
        if line == "q":
            raise Left
        if step == SOFTWARE and (line == "c" or line[0] in "+-"):
            self._components(line)
        elif number.isdecimal() and 1 <= int(number) <= len(questions):
            question = questions[int(number) - 1]
            if line.startswith("?"):
                self._talk.say_all(linear_step.explained(self._interview, question))
            else:
                await self._ask(question)
        else:
            self._talk.say(f"{line} is not understood here.")

    async def _ask(self, question: Question) -> None:
        """Ask until the answer is right, or kept as it is."""
        offers = linear_step.offered(self._interview, question, self._facts)
        while True:
            line = await self._talk.ask("\n".join(linear_step.asking(self._interview, question, offers)))
            if not line:
                return
            if line == "?":
                self._talk.say_all(linear_step.explained(self._interview, question))
                continue
            before = self._interview
            self._interview = before.answer(question.path, linear_step.chosen(line, offers))
            problem = self._interview.problem(question.path)
            if problem is None:
                await self._answered(question)
                return
            self._talk.say(linear_step.judged(problem))
            if "missing" not in problem.reason:
                self._interview = before

    async def _answered(self, question: Question) -> None:
        if question.path[0] == "cluster":
            await self._look()
        elif question.path[0] in ("domain", "tls"):
            await self._live(NAMES)

    def _components(self, line: str) -> None:
        on = enabled(self._interview, self._catalogue)
        name = line[1:].strip()
        if line == "c":
            self._talk.say_all(f"{component.name}: {'on' if component.name in on else 'off'}" for component in self._catalogue)
        elif name not in self._catalogue:
            self._talk.say(f"There is no component {name}. c lists them.")
        else:
            change = switching(self._interview, self._catalogue, name, on=line[0] == "+")
            self._interview = switched(self._interview, self._catalogue, name, on=line[0] == "+")
            self._talk.say(change.sentence, *change.reasons)

    async def _look(self) -> None:
        text = self._interview.text
        kubeconfig, context = text(("cluster", "kubeconfig")), text(("cluster", "context"))
        try:
            others = [entry.name for entry in await self._desk.contexts(kubeconfig)]
            self._facts = await self._desk.look(kubeconfig, context)
            first = self._facts.installed is Installed.NOTHING
            self._earlier = None if first else await self._desk.earlier(kubeconfig, context)
        except ForgeError as error:
            self._facts = None
            self._talk.say(
                f"Failed: {error.message} ({error.id})", error.remedy, "Or look around first: forge-tui --linear --simulate small"
            )
            return
        self._interview = self._interview.suggested(suggestions(self._facts))
        self._talk.say(_described(self._facts), f"Contexts: {', '.join(others)}.")
        self._talk.say(*linear_step.found_installed(self._facts.installed, remembered=self._earlier is not None), "")

    async def _live(self, step: Step) -> None:
        if step == CLUSTER and self._facts is None:
            self._talk.say("The cluster was not seen yet.")
        domain = self._interview.text(("domain",))
        if step != NAMES or not domain or self._interview.problem(("domain",)):
            return
        for entry in await self._desk.names(domain, enabled(self._interview, self._catalogue)):
            self._talk.say(f"{signs.OF_VERDICT[entry.verdict].word}: {entry.name}, {entry.words}")
        await self._read_certificate(domain)

    async def _read_certificate(self, domain: str) -> None:
        files = [self._interview.text(("tls", name)) for name in ("certificate", "key")]
        if self._interview.text(("tls", "mode")) != "files" or not all(files) or any(file.startswith("fd:") for file in files):
            return
        try:
            facts = await self._desk.certificate(*files)
        except ForgeError as error:
            self._talk.say(f"Failed: {error.message}", error.remedy)
            return
        self._talk.say_all(
            f"{signs.OF_VERDICT[verdict].word}: {words}" for verdict, words in judged_certificate(facts, domain, self._now())
        )

    async def _review(self) -> Plan | None:
        """The confirmed plan; None to go back."""
        self._talk.say(linear_step.heading(REVIEW))
        if self._interview.findings:
            self._talk.say_all(told(finding) for finding in self._interview.findings)
            return None
        try:
            plan = await self._desk.plan(self._interview)
            self._talk.say(plan_text.as_text(plan).rstrip("\n"), *self._desk.remarks(plan))
            self._talk.say(linear_step.estimated(plan), f"Checking: {', '.join(self._desk.check_titles())}.")
            checks = [self._told(check) async for check in self._desk.checks(self._interview)]
        except ForgeError as error:
            self._talk.say(f"Failed: {error.message} ({error.id})", error.remedy)
            await self._talk.ask("Enter goes back.")
            return None
        return await self._confirmed(plan, {check.check: check.title for check in checks if check.verdict is Verdict.FAIL})

    def _told(self, check: CheckFinished) -> CheckFinished:
        """Each check is told as soon as it is known."""
        self._talk.say_all(linear_step.checked(check))
        return check

    async def _confirmed(self, plan: Plan, failures: Mapping[str, str]) -> Plan | None:
        """`failures` are names and titles of failed checks."""
        name = self._facts.context if self._facts else ""
        while True:
            failed = {check: title for check, title in failures.items() if check not in self.waived}
            line = await self._talk.ask(linear_step.confirming(name, failed))
            # Commands first would make a cluster called `b` unreachable.
            if name and line == name and not failed:
                return plan
            if line == "b":
                return None
            if line == "q":
                raise Left
            if line == "s":
                await self._save()
            elif (waived := line.removeprefix("waive ").strip()) in failed and waived != line:
                self.waived |= {waived}
                self._talk.say(f"Waived: {failed[waived]}. The run tells that it was.")
            else:
                self._talk.say("This is not the cluster's name. Nothing was changed.")

    async def _save(self) -> None:
        try:
            answers, plan, *_ = await self._desk.save(self._interview, self._folder)
        except ForgeError as error:
            self._talk.say(f"Not saved: {error.message}", error.remedy)
            return
        self._talk.say(f"Saved {answers} and {plan}.", f"The same without questions: {self._desk.repeat(answers, plan, self.waived)}")


def _described(facts: ClusterFacts) -> str:
    classes = ", ".join(entry.name for entry in facts.storage_classes) or "none"
    size = f"{len(facts.nodes)} nodes, {facts.cores:.0f} cores, {facts.memory_gib:.0f} GiB, {facts.gpus} GPUs"
    return f"Cluster {facts.context} at {facts.server}, {facts.version}: {size}. Storage classes: {classes}."
