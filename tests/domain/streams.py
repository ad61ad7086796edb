"""Streams of events that several tests show, replay and fold; every time in them is fixed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from forge_tui.domain.event_format import EVENT_TYPES
from forge_tui.domain.events import (
    Change,
    CheckFinished,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentNudged,
    ComponentObserved,
    ComponentReady,
    Endpoint,
    Event,
    Failure,
    HandoverGiven,
    Listed,
    NoticeRaised,
    Outcome,
    RunFinished,
    RunStarted,
    Stamped,
    StepFinished,
    StepProgressed,
    StepStarted,
    Verdict,
    ViewFresh,
    ViewStale,
)
from forge_tui.domain.view import RunView, fold

BEGIN = datetime(2026, 3, 4, 12, 41, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def stamped(*timed: tuple[float, Event]) -> list[Stamped]:
    """(seconds after the begin, event), stamped in this order."""
    return [Stamped(seq, at(seconds), event) for seq, (seconds, event) in enumerate(timed, start=1)]


def folded(stream: Iterable[Stamped], view: RunView | None = None) -> RunView:
    view = view or RunView()
    for one in stream:
        view = fold(view, one)
    return view


STARTED = RunStarted(
    format=1,
    version="2.0.0",
    run_id="r1",
    mode="install",
    context="prod-eu",
    server="https://10.0.0.5:6443",
    plan_hash="4f1c2e0d9b8a7766554433221100ffeeddccbbaa99887766554433221100ffee",
    steps=("charts", "crds", "openbao", "root"),
    components=(
        Listed("openbao", "foundation", 0, (), 40.0),
        Listed("cert-manager", "network-security", 0, (), 45.0),
        Listed("external-secrets", "foundation", 1, ("cert-manager",), 30.0),
        Listed("external-secrets-config", "config", 2, ("external-secrets", "openbao"), 10.0),
        Listed("kserve", "ai-compute", 1, ("cert-manager",), 90.0),
        Listed("a-component-with-a-name-that-is-rather-long", "data-storage", 2, ("kserve",), 60.0),
    ),
    estimate_s=240.0,
)
BEGINNING: tuple[tuple[float, Event], ...] = (
    (0, STARTED),
    (1, CheckFinished("version", "Kubernetes version", Verdict.PASS, "v1.34.4")),
    (1, CheckFinished("storage", "Default storage class", Verdict.WARN, "two defaults", "Run: kubectl get storageclass")),
    (2, StepStarted("charts", "Fetch the charts")),
    (3, StepProgressed("charts", "kserve", 1, 6)),
    (4, StepProgressed("charts", "openbao", 4, 6)),
    (8, StepFinished("charts", Outcome.SUCCEEDED, Change.CHANGED, 6.0)),
    (8, StepStarted("crds", "Apply the CRDs")),
    (10, StepFinished("crds", Outcome.SUCCEEDED, Change.UNCHANGED, 2.0)),
    (10, StepStarted("openbao", "Initialise OpenBao")),
    (12, ComponentApplied("cert-manager")),
    (14, ComponentObserved("cert-manager", "OutOfSync", "Missing")),
    (20, ComponentObserved("cert-manager", "Synced", "Progressing", "0/3 pods")),
    (53, ComponentObserved("cert-manager", "Synced", "Healthy")),
    (53, ComponentReady("cert-manager", 41.0)),
)
MIDDLE = stamped(
    *BEGINNING,
    (54, ComponentApplied("kserve")),
    (55, ComponentApplied("external-secrets")),
    (60, ComponentObserved("external-secrets", "Synced", "Progressing", "waiting for rollout")),
    (61, ViewStale("Applications")),
    (64, ViewFresh("Applications")),
    (66, ComponentNudged("external-secrets", 1, "its objects are ready")),
    (85, ComponentReady("external-secrets", 30.0)),
    (86, ComponentObserved("kserve", "Synced", "Progressing", "0/1 pods")),
    (87, ComponentBlocked("kserve", ("webhook kserve-webhook-server", "Deployment kserve-controller-manager 0/1", "Pod kserve-7d9c5"))),
    (88, StepProgressed("openbao", "sealed, 1 of 3 keys given", 1, 3)),
)
PULL = ComponentDiagnosed(
    "kserve",
    "FT-203",
    "Image not found",
    "Pod kserve-7d9c5",
    "manifest for kserve:v0.15.2 [/not markup] not found\x1b[31m",
    "Run: kubectl -n kserve describe pod kserve-7d9c5",
    heals=False,
)
SEALED = Failure("FT-503", "openbao-0 is sealed: 1 of 3 keys given", "Run: kubectl -n cf-openbao exec -ti openbao-0 -- bao operator unseal")
FAILED = MIDDLE + [
    Stamped(len(MIDDLE) + 1 + index, at(seconds), event)
    for index, (seconds, event) in enumerate(
        (
            (100.0, ComponentObserved("kserve", "Synced", "Degraded", "ImagePullBackOff")),
            (101.0, PULL),
            (130.0, StepFinished("openbao", Outcome.FAILED, Change.CHANGED, 120.0, SEALED)),
            (131.0, RunFinished(Outcome.FAILED, 1, Change.CHANGED, 131.0, 86.0, ("cert-manager", "external-secrets"), SEALED)),
        )
    )
]
HANDOVER = HandoverGiven(
    (Endpoint("argocd", "https://argocd.example.org", "admin, password in Secret argocd/argocd-initial-admin-secret"),),
    ("OpenBao recovery key: Secret cf-openbao/openbao-keys",),
    ("answers.yaml", "events.ndjson"),
)
UNCHANGED = stamped(
    (0, STARTED),
    (1, StepStarted("charts", "Fetch the charts")),
    (2, StepFinished("charts", Outcome.SUCCEEDED, Change.UNCHANGED, 1.0)),
    *((2.0, ComponentReady(listed.name, 0.0)) for listed in STARTED.components),
    (3, NoticeRaised("one dependency is not pinned")),
    (3, HANDOVER),
    (4, RunFinished(Outcome.SUCCEEDED, 0, Change.UNCHANGED, 4.0, 0.0)),
)

_names = st.sampled_from(["a", "b", "c", "charts", "\x1b[2J", "", "[/x]"])
_floats = st.floats(min_value=0, max_value=1e6, allow_nan=False)
_texts = st.text(max_size=20)
_failures = st.none() | st.builds(Failure, id=_texts, message=_texts, remedy=_texts)
_listed = st.builds(
    Listed, name=_names, layer=_texts, wave=st.integers(-5, 5), parents=st.lists(_names, max_size=3).map(tuple), seconds=_floats
)
_FIELDS: dict[str, st.SearchStrategy[object]] = {
    "component": _names,
    "step": _names,
    "check": _names,
    "what": _names,
    "failure": _failures,
    "duration_s": _floats,
    "critical_path_s": _floats,
    "estimate_s": _floats,
    "components": st.lists(_listed, max_size=6).map(tuple),
    "run_id": st.sampled_from(["r1", "r2"]),
    "exit_code": st.integers(0, 130),
}


def _events(cls: type[Event]) -> st.SearchStrategy[Event]:
    return st.builds(cls, **{name: _FIELDS[name] for name in cls.__dataclass_fields__ if name in _FIELDS})


EVENTS: st.SearchStrategy[Event] = st.one_of([_events(cls) for cls in EVENT_TYPES.values()])
STREAMS: st.SearchStrategy[list[Stamped]] = st.lists(st.tuples(st.floats(0, 1e5), EVENTS), max_size=30).map(lambda timed: stamped(*timed))
