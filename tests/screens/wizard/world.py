"""States of the wizard with fixed content."""

from forge_tui.domain.events import Failure, Verdict
from forge_tui.domain.facts import NameVerdict
from forge_tui.domain.interview.interview import begun
from forge_tui.domain.interview.steps import Step
from forge_tui.domain.interview.suggestion import suggestions
from screens.wizard.state import Asking, Inquiry, WizardState
from tests.domain.interview.clusters import CATALOGUE, SMALL
from tests.domain.interview.quiet_desk import CERTIFICATE, CHECKS, CONTEXTS, NOW, plan_of

DONE = Inquiry(Asking.DONE)


def middle(step: Step) -> WizardState:
    """A cluster was seen, and nothing was answered yet."""
    interview = begun(None, CATALOGUE.components).suggested(suggestions(SMALL))
    plan = plan_of(interview)
    names = (NameVerdict("argocd.small.cluster.example", "argocd", Verdict.PASS, "192.0.2.20"),)
    return WizardState(
        interview,
        step,
        frozenset(),
        CATALOGUE,
        CONTEXTS,
        SMALL,
        DONE,
        names=names,
        resolving=DONE,
        plan=plan,
        planning=DONE,
        checks=CHECKS,
        checking=DONE,
        now=NOW,
    )


def failed(step: Step) -> WizardState:
    """Everything that can be wrong is."""
    interview = (
        begun(None, CATALOGUE.components)
        .answer(("domain",), "https://ai.example.com")
        .answer(("tls", "mode"), "files")
        .answer(("tls", "certificate"), "/etc/forge/tls.crt")
        .answer(("tls", "key"), "/etc/forge/tls.key")
        .answer(("storage", "local"), "No Class")
        .answer(("profile",), "huge")
        .answer(("components", "disable"), "base")
        .answer(("registry", "password"), "hunter2")
        .answer(("openbao", "shares"), "three")
        .answer(("loadBalancer", "mode"), "metallb")
    )
    trouble = Failure("FT-301", "https://10.0.0.5:6443 does not answer: [Errno 111] Connection refused", "Run: kubectl cluster-info")
    verdicts = (NameVerdict("argocd.ai.example.com", "argocd", Verdict.WARN, "no address yet; make a record for *.ai.example.com"),)
    return WizardState(
        interview,
        step,
        frozenset({"cluster", "names", "storage", "software", "delivery"}),
        CATALOGUE,
        CONTEXTS,
        looking=Inquiry(Asking.DONE, trouble),
        names=verdicts,
        resolving=DONE,
        certificate=CERTIFICATE,
        reading=DONE,
        now=NOW,
    )
