from __future__ import annotations

from datetime import UTC, datetime

from forge_tui.adapters.simulated.machine_files import machine_of
from forge_tui.adapters.simulated.recording import record
from forge_tui.domain.events import Change, ComponentReady, Event, Outcome, RunStarted, Stamped, StepFinished

EVENTS: tuple[Event, ...] = (
    RunStarted(1, "1.0", "r7", "install", "lab", "https://lab:6443", "h", (), (), 0.0),
    StepFinished("crds", Outcome.SUCCEEDED, Change.CHANGED, 4.44),
    StepFinished("push", Outcome.FAILED, Change.CHANGED, 99.0),
    StepFinished("install-gitea", Outcome.SUCCEEDED, Change.CHANGED, 31.0),
    ComponentReady("gitea", 2.0),
    ComponentReady("metallb", 12.34),
)


def stamped() -> list[Stamped]:
    return [Stamped(seq, datetime(2026, 1, 1, tzinfo=UTC), event) for seq, event in enumerate(EVENTS, start=1)]


def test_a_recording_holds_the_durations_of_what_succeeded_without_what_a_rehearsal_adds() -> None:
    document = record(stamped())
    assert document["steps"] == {"crds": 4.4, "install-gitea": 31.0}
    assert document["components"] == {"gitea": {"seconds": 28.0, "adoptSeconds": 2.0}, "metallb": {"seconds": 8.3}}


def test_a_recording_is_a_machine() -> None:
    machine = machine_of(record(stamped()))
    assert (machine.name, machine.context, machine.server) == ("recorded-r7", "lab", "https://lab:6443")
    assert machine.components["metallb"].seconds == 8.3
    assert machine.components["metallb"].workloads
