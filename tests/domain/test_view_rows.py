"""Rows of a view: how a state looks, and for how long it has lasted."""

import pytest

from forge_tui.domain import signs
from forge_tui.domain.signs import OF_HEALTH, Sign
from forge_tui.domain.view_rows import CauseFound, ComponentRow, ComponentState, StepRow, StepState
from tests.domain.streams import at


@pytest.mark.parametrize(
    ("state", "health", "sign"),
    [
        (ComponentState.WAITING, "Healthy", signs.WAITING),
        (ComponentState.APPLIED, "Degraded", signs.PROGRESSING),
        (ComponentState.PROGRESSING, "", signs.PROGRESSING),
        (ComponentState.PROGRESSING, "Healthy", signs.PROGRESSING),
        (ComponentState.PROGRESSING, "Unknown", signs.PROGRESSING),
        (ComponentState.PROGRESSING, "Degraded", signs.DEGRADED),
        (ComponentState.PROGRESSING, "Suspended", signs.SUSPENDED),
        (ComponentState.READY, "Healthy", signs.HEALTHY),
        (ComponentState.READY, "", signs.HEALTHY),
        (ComponentState.READY, "Degraded", signs.DEGRADED),
        (ComponentState.FAILED, "Healthy", signs.DEGRADED),
    ],
)
def test_healthy_is_said_only_of_what_is_ready(state: ComponentState, health: str, sign: Sign) -> None:
    assert ComponentRow("a", state=state, health=health).sign is sign


@pytest.mark.parametrize(("state", "sign"), [(StepState.WAITING, signs.WAITING), (StepState.FAILED, signs.FAILED)])
def test_a_step_looks_like_its_state(state: StepState, sign: Sign) -> None:
    assert StepRow("push", state=state).sign is sign


def test_a_row_that_has_not_begun_has_no_duration() -> None:
    assert ComponentRow("a").elapsed_s(at(5)) is None
    assert ComponentRow("a", since=at(2)).elapsed_s(at(5)) == 3
    assert ComponentRow("a", since=at(9)).elapsed_s(at(5)) == 0
    assert ComponentRow("a", since=at(2), duration_s=1.5).elapsed_s(at(5)) == 1.5


def test_a_cause_says_whether_somebody_has_to_act() -> None:
    assert CauseFound("FT-204", "t", "o", "m", "r", heals=True).outlook == "will retry"
    assert CauseFound("FT-203", "t", "o", "m", "r", heals=False).outlook == "will not heal by itself"


def test_a_sign_is_readable_without_unicode() -> None:
    assert all(sign.mark(ascii=True).isascii() for sign in OF_HEALTH.values())
    assert signs.HEALTHY.mark(ascii=False) == "●"
