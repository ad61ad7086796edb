"""Step two: the domain with the verdict of DNS, and the certificate with what its files say."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from forge_tui.domain.interview.certificate import judged
from forge_tui.domain.interview.steps import NAMES
from screens.widgets.rows import Row, Rows
from screens.wizard.form import StepForm
from screens.wizard.state import Asking, WizardState
from screens.wizard.words import busy, failure, named, verdict


class NamesForm(StepForm):
    """Domain and TLS."""

    step = NAMES

    def below(self) -> Iterable[Widget]:
        """What files and DNS say."""
        yield Rows(id="certificate-facts", classes="report")
        yield Rows(id="name-verdicts", classes="report")

    def draw(self, state: WizardState) -> None:
        """Fields, then files and DNS."""
        super().draw(state)
        certificate = self.query_one("#certificate-facts", Rows)
        certificate.display = state.interview.value(("tls", "mode")) == "files"
        certificate.show(self._certificate(state))
        self.query_one("#name-verdicts", Rows).show(self._names(state))

    def _certificate(self, state: WizardState) -> list[Row]:
        if state.reading.failure is not None:
            return failure(state.reading.failure, ascii=self.ascii)
        if state.certificate is None or state.now is None:
            return busy("reading the certificate", ascii=self.ascii) if state.reading.asking is Asking.NOW else []
        domain = "" if state.interview.problem(("domain",)) else state.interview.text(("domain",))
        return [verdict(result, words, ascii=self.ascii) for result, words in judged(state.certificate, domain, state.now)]

    def _names(self, state: WizardState) -> list[Row]:
        if state.names:
            return [verdict(entry.verdict, f"{entry.name}  {entry.words}", ascii=self.ascii) for entry in state.names]
        if state.resolving.asking is Asking.NOW:
            return busy("asking DNS for the names that will be served", ascii=self.ascii)
        return [named("DNS", "is asked for every name that will be served, as soon as there is a domain")]
