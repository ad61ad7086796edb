"""Step one: which cluster, and what it is like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from forge_tui.domain.answers_fields import Question
from forge_tui.domain.durations import quantity
from forge_tui.domain.facts import ClusterFacts, Installed
from forge_tui.domain.interview.steps import CLUSTER
from forge_tui.domain.signs import DONE, NOTICE
from screens.widgets.rows import Row, Rows
from screens.wizard.earlier import EarlierInstall
from screens.wizard.field import Choice
from screens.wizard.form import StepForm
from screens.wizard.state import Asking, WizardState
from screens.wizard.words import busy, failure, named

_CONTEXT = ("cluster", "context")
_SHORT = 100
"""Characters: what is longer must not push the last line out."""
_EARLIER = {
    Installed.NOTHING: "nothing installed yet",
    Installed.UNFINISHED: "an install that was not finished",
    Installed.FINISHED: "an install that was finished",
    Installed.FOREIGN: "an Argo CD that forge-tui did not install",
}


class ClusterForm(StepForm):
    """Contexts to choose from, and what the chosen one says."""

    step = CLUSTER

    def below(self) -> Iterable[Widget]:
        """What can be done with an earlier install, and what the cluster says."""
        yield EarlierInstall()
        yield Rows(id="cluster-facts", classes="report")

    def draw(self, state: WizardState) -> None:
        """Fields, then the cluster."""
        super().draw(state)
        self.query_one(EarlierInstall).show(state)
        self.query_one("#cluster-facts", Rows).show(self._report(state))

    def choices(self, question: Question, state: WizardState) -> Sequence[Choice]:
        """The contexts of the kubeconfig; the current one is what an empty answer means."""
        if question.path != _CONTEXT:
            return ()
        current = next((context.name for context in state.contexts if context.current), "")
        others = [(context.name, f"{context.name}  {context.server}") for context in state.contexts]
        return (("", f"{current} (the current one)" if current else "the current one"), *others)

    def _report(self, state: WizardState) -> list[Row]:
        if state.looking.failure is not None:
            hint = "or look around first on a recorded cluster: forge-tui --simulate small"
            return [*failure(state.looking.failure, ascii=self.ascii), named("", hint)]
        if state.facts is None or state.looking.asking is Asking.NOW:
            return busy("looking at the cluster", ascii=self.ascii)
        return _described(state.facts, ascii=self.ascii)


def _described(facts: ClusterFacts, *, ascii: bool) -> list[Row]:  # noqa: A002 - named like the flag
    ready = sum(node.ready for node in facts.nodes)
    size = f"{ready} of {len(facts.nodes)} ready, {facts.cores:.0f} cores, {facts.memory_gib:.0f} GiB, {quantity(facts.gpus, 'GPU')}"
    classes = ", ".join(f"{entry.name}{' (default)' if entry.default else ''}" for entry in facts.storage_classes) or "none"
    earlier = NOTICE if facts.installed in (Installed.FOREIGN, Installed.UNFINISHED) else DONE
    return [
        named("server", facts.server, limit=_SHORT),
        named("version", facts.version, limit=_SHORT),
        named("nodes", size),
        named("storage", classes, limit=_SHORT),
        named("balancer", facts.load_balancer or "no Service has an address yet", limit=_SHORT),
        named("here", f"{earlier.mark(ascii=ascii)} {_EARLIER[facts.installed]}"),
    ]
