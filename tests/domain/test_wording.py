"""Each event has one sentence, the same in every front end."""

import pytest

from forge_tui.domain import signs
from forge_tui.domain.events import (
    Change,
    CheckFinished,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentNudged,
    ComponentObserved,
    ComponentReady,
    ComponentRecovered,
    ComponentSkipped,
    Event,
    Failure,
    HandoverGiven,
    NoticeRaised,
    Outcome,
    RunFinished,
    StepFinished,
    StepProgressed,
    StepStarted,
    Verdict,
    ViewFresh,
    ViewStale,
)
from forge_tui.domain.signs import Sign
from forge_tui.domain.wording import NOTHING_TO_DO, failure_title, sentence
from tests.domain.streams import HANDOVER, PULL, STARTED

SEALED = Failure("FT-503", "openbao-0 is sealed", "")


@pytest.mark.parametrize(
    ("event", "subject", "sign", "text"),
    [
        (STARTED, "run", signs.RUNNING, "install on prod-eu (https://10.0.0.5:6443), 6 components, plan 4f1c2e0d9b8a7766"),
        (RunFinished(Outcome.SUCCEEDED, 0, Change.UNCHANGED, 4, 0), "run", signs.DONE, NOTHING_TO_DO),
        (RunFinished(Outcome.SUCCEEDED, 0, Change.CHANGED, 70, 0), "run", signs.DONE, "after 1m10s"),
        (RunFinished(Outcome.FAILED, 1, Change.CHANGED, 4, 0, (), SEALED), "run", signs.FAILED, "after 4s FT-503 OpenBao is sealed"),
        (
            RunFinished(Outcome.CANCELLED, 130, Change.UNCHANGED, 4, 0, (), Failure("FT-999", "unheard of", "")),
            "run",
            signs.CANCELLED,
            "after 4s FT-999 unheard of",
        ),
        (CheckFinished("helm", "Helm", Verdict.PASS, "helm 3.21.0"), "helm", signs.OF_VERDICT[Verdict.PASS], "Helm: helm 3.21.0"),
        (StepStarted("push", "push charts"), "push", signs.RUNNING, "push charts"),
        (StepProgressed("push", "charts", 1, 2), "push", signs.RUNNING, "1/2 charts"),
        (StepProgressed("push", "charts"), "push", signs.RUNNING, "charts"),
        (StepFinished("push", Outcome.SUCCEEDED, Change.CHANGED, 6), "push", signs.DONE, "after 6s"),
        (StepFinished("push", Outcome.SUCCEEDED, Change.UNCHANGED, 6), "push", signs.DONE, "after 6s (nothing to do)"),
        (StepFinished("push", Outcome.FAILED, Change.UNCHANGED, 6, SEALED), "push", signs.FAILED, "after 6s FT-503 OpenBao is sealed"),
        (ComponentApplied("a"), "a", signs.PROGRESSING, "applied"),
        (ComponentObserved("a", "Synced", "Degraded", "x"), "a", signs.DEGRADED, "Synced/Degraded x"),
        (ComponentObserved("a", "Synced", "Healthy"), "a", signs.PROGRESSING, "Synced/Healthy"),
        (ComponentObserved("a", "Synced", "Odd"), "a", signs.UNKNOWN, "Synced/Odd"),
        (ComponentBlocked("a", ("x", "y")), "a", signs.WAITING, "waits for x <- y"),
        (ComponentBlocked("a", ()), "a", signs.PROGRESSING, "waits for nothing any more"),
        (PULL, "kserve", signs.DEGRADED, "FT-203 Image not found (will not heal by itself)"),
        (
            ComponentDiagnosed("a", "FT-204", "Crashes", "Pod a", "back-off", "", heals=True),
            "a",
            signs.DEGRADED,
            "FT-204 Crashes: back-off (will retry)",
        ),
        (ComponentRecovered("a"), "a", signs.PROGRESSING, "recovered"),
        (
            ComponentNudged("a", 2, "its objects are ready"),
            "a",
            signs.PROGRESSING,
            "asked Argo CD to compare again (no. 2): its objects are ready",
        ),
        (ComponentReady("a", 41), "a", signs.HEALTHY, "after 41s"),
        (ComponentSkipped("a", "no GPU"), "a", signs.SKIPPED, "by the operator: no GPU"),
        (ViewStale("Applications"), "watch", signs.STALE, "lost sight of Applications; what is shown may be old"),
        (ViewFresh("Applications"), "watch", signs.DONE, "sees Applications again"),
        (NoticeRaised("not pinned", "Pin it."), "notice", signs.NOTICE, "not pinned - Pin it."),
        (NoticeRaised("not pinned"), "notice", signs.NOTICE, "not pinned"),
        (HANDOVER, "run", signs.DONE, "handover: 1 address"),
        (HandoverGiven((), (), ()), "run", signs.DONE, "handover: 0 addresses"),
    ],
)
def test_an_event_reads_as_one_sentence(event: Event, subject: str, sign: Sign, text: str) -> None:
    said = sentence(event)
    assert said is not None
    assert (said.subject, said.sign, said.text) == (subject, sign, text)


def test_an_unknown_event_has_no_sentence() -> None:
    assert sentence(Event()) is None


def test_a_failure_is_titled_and_a_cause_or_stranger_is_not() -> None:
    assert failure_title("FT-503") == "OpenBao is sealed"
    assert failure_title("FT-203") == failure_title("FT-999") == ""
