"""Two installers at once, and installers that are asked to stop."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_tui.domain.events import Outcome
from tests.faults.end_state import assert_sound
from tests.journeys.installation import Installer
from tests.lab.api import path_of
from tests.lab.control_plane import Lab

pytestmark = [pytest.mark.lab, pytest.mark.fault]

LEASE = path_of("coordination.k8s.io/v1", "leases", "forge-system", "forge-tui")
ORDERLY_S = 15.0
"""How long a run may take to end when it is asked to."""


@pytest.fixture
def colleague(installer: Installer, tmp_path: Path) -> Iterator[Installer]:
    """Somebody else in front of the same cluster."""
    other = Installer(installer.lab, installer.charts, tmp_path / "colleague")
    yield other
    other.end_all()


def holder(lab: Lab) -> str:
    found = lab.api.find("coordination.k8s.io/v1", "leases", "forge-tui", "forge-system")
    return str((found or {"spec": {}})["spec"].get("holderIdentity") or "")


def test_the_second_of_two_installers_ends_with_7_and_names_the_first_and_since_when(installer: Installer, colleague: Installer) -> None:
    first = installer.start()
    first.until_event("step.finished", "lease")
    held_by = holder(installer.lab)
    second = colleague.install()
    assert second.exit_code == 7
    failure = second.end.failure
    assert failure is not None
    assert failure.id == "FT-601"
    assert held_by in failure.message
    assert f"pid {first.process.pid}" in held_by
    assert re.search(r"since \d{4}-\d\d-\d\dT\d\d:\d\d", failure.message), failure.message
    assert failure.remedy
    assert first.finish().exit_code == 0
    assert_sound(installer)


def test_the_lease_of_a_dead_installer_on_another_machine_is_taken_over_when_it_has_run_out(
    installer: Installer, colleague: Installer
) -> None:
    lab = installer.lab
    running = installer.start()
    running.until_event("step.finished", "lease")
    running.kill()
    lab.api.merge(LEASE, {"spec": {"holderIdentity": "somebody@far-away pid 1 run 00000000"}})
    taking = colleague.start()
    started = taking.until_event("step.started", "lease")
    finished = taking.until_event("step.finished", "lease")
    waited_s = (finished.at - started.at).total_seconds()
    print(f"\ntaken over after {waited_s:.1f} s")
    assert 14.0 <= waited_s <= 25.0
    assert f"pid {taking.process.pid}" in holder(lab)
    assert taking.finish().exit_code == 0
    assert_sound(colleague)


def test_the_lease_of_a_dead_installer_on_this_machine_is_taken_over_at_once(installer: Installer, colleague: Installer) -> None:
    running = installer.start()
    running.until_event("step.finished", "lease")
    running.kill()
    taking = colleague.start()
    started = taking.until_event("step.started", "lease")
    finished = taking.until_event("step.finished", "lease")
    assert (finished.at - started.at).total_seconds() < 5.0
    taking.send(signal.SIGTERM)
    assert taking.finish().exit_code == 130


def test_an_installer_that_loses_its_lease_stops(installer: Installer) -> None:
    running = installer.start()
    running.until_event("step.started", "install-gitea")
    installer.lab.api.merge(LEASE, {"spec": {"holderIdentity": "somebody@far-away pid 1 run 00000000"}})
    ended = running.finish()
    assert ended.exit_code == 7
    assert ended.end.failure is not None
    assert "somebody@far-away pid 1" in ended.end.failure.message
    assert "far-away" in holder(installer.lab), "a lease of somebody else is not released"


@pytest.mark.parametrize(
    ("number", "type_", "step"),
    [
        (signal.SIGTERM, "step.started", "install-gitea"),
        (signal.SIGINT, "step.started", "vault"),
        (signal.SIGHUP, "component.applied", ""),
    ],
    ids=["SIGTERM while helm runs", "SIGINT at the vault", "SIGHUP in the rollout"],
)
def test_a_signal_ends_the_run_in_order_and_the_next_run_finishes(
    installer: Installer, number: signal.Signals, type_: str, step: str
) -> None:
    running = installer.start()
    running.until_event(type_, step)
    running.send(number)
    asked_s = time.monotonic()
    ended = running.finish()
    took_s = time.monotonic() - asked_s
    print(f"\n{number.name} at {step or type_}: ended in {took_s:.2f} s")
    assert (ended.exit_code, ended.end.outcome, ended.end.exit_code) == (130, Outcome.CANCELLED, 130)
    assert took_s < ORDERLY_S
    assert holder(installer.lab) == ""
    assert installer.children() == [], "helm goes on"
    assert sorted(event.step for event in ended.of_type("step.started")) == sorted(event.step for event in ended.of_type("step.finished"))
    assert "Traceback" not in ended.stderr
    assert installer.install().exit_code == 0
    assert_sound(installer)
