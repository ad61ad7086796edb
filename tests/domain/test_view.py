"""The fold of a stream into a view."""

import json
import time
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain import signs
from forge_tui.domain.event_format import from_document, to_document
from forge_tui.domain.events import (
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentObserved,
    ComponentReady,
    ComponentRecovered,
    Event,
    Listed,
    NoticeRaised,
    RunStarted,
    Stamped,
    StepProgressed,
    ViewStale,
)
from forge_tui.domain.view import RunView, fold
from forge_tui.domain.view_rows import ComponentState, StepState
from tests.domain.streams import BEGINNING, FAILED, MIDDLE, PULL, STARTED, STREAMS, UNCHANGED, at, folded, stamped


@given(STREAMS)
def test_no_order_of_events_can_break_the_fold(stream: list[Stamped]) -> None:
    view = folded(stream)
    assert view.at == (stream[-1].at if stream else None)
    eta = view.eta_s(at(60))
    assert eta is None or eta >= 0
    assert 0 <= view.ready <= view.total


@given(STREAMS)
def test_a_stream_read_back_from_its_file_gives_the_same_view(stream: list[Stamped]) -> None:
    again = [from_document(json.loads(json.dumps(to_document(one)))) for one in stream]
    assert folded(again) == folded(stream)


def _life(name: str) -> list[Event]:
    return [
        ComponentApplied(name),
        ComponentObserved(name, "Synced", "Progressing", "0/1"),
        ComponentBlocked(name, ("Pod x",)),
        ComponentReady(name, 3.0),
    ]


@given(st.permutations(["a"] * 4 + ["b"] * 4))
def test_the_order_between_components_does_not_matter(order: list[str]) -> None:
    lives = {"a": iter(_life("a")), "b": iter(_life("b"))}
    view = folded([Stamped(1, at(0), next(lives[name])) for name in order])
    plain = folded([Stamped(1, at(0), event) for event in _life("a") + _life("b")])
    assert view.components == plain.components


def test_a_fold_leaves_the_view_before_it_as_it_was() -> None:
    before = folded(MIDDLE)
    rows = dict(before.components)
    fold(before, Stamped(99, at(99), ComponentReady("kserve", 45.0)))
    assert dict(before.components) == rows
    with pytest.raises(FrozenInstanceError):
        before.mode = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        before.components["x"] = rows["kserve"]  # type: ignore[index]


def test_the_middle_of_a_run_counts_what_is_ready() -> None:
    view = folded(MIDDLE)
    assert (view.ready, view.total) == (2, 6)
    assert view.steps["charts"].state is StepState.SUCCEEDED
    assert (view.steps["openbao"].done, view.steps["openbao"].total) == (1, 3)
    assert view.components["external-secrets"].nudges == 1
    assert view.stale == ()


def test_a_component_waits_for_its_parents_until_the_engine_knows_better() -> None:
    view = folded(stamped(*BEGINNING))
    assert view.waits_for("external-secrets-config") == ("external-secrets", "openbao")
    assert folded(MIDDLE).waits_for("kserve")[0] == "webhook kserve-webhook-server"
    assert view.waits_for("cert-manager") == ()
    assert view.waits_for("nobody") == ()


def test_healthy_before_the_probes_pass_still_shows_as_progressing() -> None:
    view = folded(stamped((0, STARTED), (1, ComponentObserved("kserve", "Synced", "Healthy"))))
    assert view.components["kserve"].sign is signs.PROGRESSING
    view = fold(view, Stamped(3, at(2), ComponentReady("kserve", 1.0)))
    assert view.components["kserve"].sign is signs.HEALTHY


def test_readiness_is_latched_and_a_later_degradation_shows() -> None:
    view = folded(MIDDLE, None)
    view = fold(view, Stamped(90, at(90), ComponentObserved("cert-manager", "Synced", "Degraded", "gone")))
    assert view.components["cert-manager"].state is ComponentState.READY
    assert view.components["cert-manager"].sign is signs.DEGRADED


def test_a_cause_that_does_not_heal_fails_the_component_until_it_recovers() -> None:
    view = fold(folded(MIDDLE), Stamped(90, at(90), PULL))
    assert view.components["kserve"].state is ComponentState.FAILED
    assert view.eta_s(at(91)) is None
    view = fold(view, Stamped(91, at(92), ComponentRecovered("kserve")))
    assert view.components["kserve"].state is ComponentState.PROGRESSING
    assert view.components["kserve"].cause is None


def test_a_cause_that_heals_is_shown_and_fails_nothing() -> None:
    heals = ComponentDiagnosed("kserve", "FT-207", "t", "o", "m", "r", heals=True)
    view = fold(folded(MIDDLE), Stamped(90, at(90), heals))
    row = view.components["kserve"]
    assert row.state is ComponentState.PROGRESSING
    assert row.cause is not None
    assert row.cause.outlook == "will retry"


def test_events_that_come_before_the_announcement_are_kept() -> None:
    view = folded(stamped((0, ComponentReady("openbao", 3.0)), (1, StepProgressed("crds", "half", 1, 2)), (2, STARTED)))
    assert view.components["openbao"].ready
    assert view.components["openbao"].layer == "foundation"
    assert view.steps["crds"].message == "half"
    assert list(view.steps) == list(STARTED.steps)


def test_another_run_in_the_same_file_begins_a_new_view() -> None:
    again = RunStarted(1, "2.0.0", "r2", "install", "c", "s", "h", (), (), 0.0)
    view = folded([*FAILED, Stamped(1, at(500), again)])
    assert view.finished is None
    assert view.total == 0
    assert view.started_at == at(500)


def test_the_same_notice_and_the_same_lost_watch_are_kept_once() -> None:
    view = folded(stamped(*[(0, NoticeRaised("x")), (0, ViewStale("Pods"))] * 3))
    assert len(view.notices) == 1
    assert view.stale == ("Pods",)


def test_eta_before_components_begin_is_what_is_left_of_the_estimate() -> None:
    assert folded(stamped((0, STARTED))).eta_s(at(40)) == 200


def test_eta_is_the_longest_remaining_chain_of_components() -> None:
    # kserve has run 30 of 90 s, and 60 s of its child follow.
    assert folded(MIDDLE).eta_s(at(84)) == 120


def test_eta_is_unknown_when_a_component_is_far_beyond_its_usual_time() -> None:
    assert folded(MIDDLE).eta_s(at(54 + 3 * 90 + 1)) is None


def test_eta_is_unknown_for_a_circle_and_before_the_run() -> None:
    circle = (Listed("a", "", 0, ("b",), 1.0), Listed("b", "", 0, ("a",), 1.0))
    view = folded(stamped((0, RunStarted(1, "", "r", "install", "", "", "", (), circle, 10.0))))
    assert view.eta_s(at(1)) is None
    assert RunView().eta_s(at(1)) is None


def test_eta_of_a_finished_run_is_zero_and_its_exit_code_is_the_runs() -> None:
    view = folded(UNCHANGED)
    assert view.eta_s(at(9)) == 0
    assert view.exit_code == 0
    assert folded(FAILED).exit_code == 1
    assert folded(MIDDLE).exit_code == 130


def test_a_thousand_components_are_folded_without_copying_each_row() -> None:
    many = tuple(Listed(f"c{index}", "", 0, (), 60.0) for index in range(1000))
    view = folded(stamped((0, RunStarted(1, "", "r", "install", "", "", "", (), many, 10.0))))
    after = fold(view, Stamped(2, at(1), ComponentApplied("c7")))
    assert after.components["c8"] is view.components["c8"]
    begin = time.process_time()
    folded((Stamped(n, at(n), ComponentApplied(f"c{n % 1000}")) for n in range(2000)), view)
    assert time.process_time() - begin < 2
