"""kill -9 at every boundary and at random moments: the next run always takes up where the last one was cut off."""

from __future__ import annotations

import random
from typing import Any

import pytest

from forge_tui.domain.events import Event
from tests.faults.end_state import KeptKeys, assert_sound
from tests.journeys import inspection
from tests.journeys.installation import Finished, Installer

pytestmark = [pytest.mark.lab, pytest.mark.fault]

INITIALISING = "initialising"
CHAINS, KILLS = 4, 5
DURATION_S = 20.0
"""The kills of a chain fall into this time; an undisturbed install takes half a minute."""
START_S = 0.5
"""How long the program takes to begin."""


def boundary_of(event: Event) -> str:
    """A name for the moments at which a step starts, ends, or the vault is about to be initialised; empty for any other event."""
    found: Any = event
    if event.type in ("step.started", "step.finished"):
        return f"{event.type} {found.step}"
    return INITIALISING if event.type == "step.progressed" and found.message == INITIALISING else ""


def killed_at_a_new_boundary(installer: Installer, covered: set[str]) -> Finished | None:
    """Kill at the first boundary that was not covered before; what the run was when there was none."""
    running = installer.start()
    for stamped in running:
        boundary = boundary_of(stamped.event)
        if boundary and boundary not in covered:
            running.kill()
            covered.add(boundary)
            return None
    return running.finish()


def test_a_chain_of_kills_at_every_boundary_of_every_step_ends_in_a_sound_platform(installer: Installer) -> None:
    covered: set[str] = set()
    keys = KeptKeys(installer.lab)
    while (last := killed_at_a_new_boundary(installer, covered)) is None:
        if covered >= {INITIALISING} and "step.finished vault" not in covered:
            keys.forget()  # the kill at the initialisation may have cost the first keys, which hold nothing yet
        keys.look()
    assert last.exit_code == 0, (last.end, last.stderr)
    keys.look()
    opening: Any = last.events[0].event
    expected = {f"step.{word} {step}" for step in opening.steps for word in ("started", "finished")}
    print(f"\n{len(covered)} kills at boundaries, of {len(expected)} starts and ends of steps")
    assert covered == expected | {INITIALISING}
    assert_sound(installer)


@pytest.mark.parametrize("chain", range(CHAINS))
def test_kills_at_random_moments_end_in_a_sound_platform(installer: Installer, chain: int) -> None:
    chosen = random.Random(chain)
    moments = sorted(chosen.uniform(0.0, DURATION_S) for _ in range(KILLS))
    lives = [START_S + moment - before for before, moment in zip([0.0, *moments], moments, strict=False)]
    keys = KeptKeys(installer.lab)
    fates = []
    for life_s in lives:
        fates.append(installer.start().finish(kill_after_s=life_s).exit_code)
        keys.look()
    last = installer.install()
    print(f"\n{fates.count(-9)} kills, after {', '.join(f'{life_s:.1f}' for life_s in lives)} s")
    keys.look()
    assert set(fates) <= {-9, 0}
    assert -9 in fates
    assert last.exit_code == 0, (last.end, last.stderr)
    assert_sound(installer)


def test_a_kill_between_the_initialisation_of_the_vault_and_its_saved_keys_is_repaired(installer: Installer) -> None:
    lab = installer.lab
    running = installer.start()
    while running.until_event("step.progressed", "vault").event.message != INITIALISING:  # type: ignore[attr-defined]
        continue
    running.kill()
    if not inspection.vault(lab, "sys/seal-status")["initialized"]:
        # The kill came first: let the vault be initialised by a request whose answer nobody has.
        inspection.vault(lab, "sys/init", method="PUT", body={"recovery_shares": 1, "recovery_threshold": 1})
    assert inspection.vault(lab, "sys/seal-status")["initialized"]
    assert inspection.secret(lab, "cf-openbao", "openbao-keys") == {}
    assert list(installer.state.glob("*/keys/openbao-keys")) == []
    repaired = installer.install()
    assert repaired.exit_code == 0, (repaired.end, repaired.stderr)
    said = [event.message for event in repaired.of_type("step.progressed") if event.step == "vault"]
    assert any("starting over with an empty vault" in message for message in said), said
    assert_sound(installer)
