"""How far an estimate may be off: what this run has measured so far says it, or nobody does."""

from __future__ import annotations

import pytest

from forge_tui.domain import eta
from forge_tui.domain.view_rows import ComponentRow, ComponentState


def rows(*measured: tuple[float, float], pending: int = 1) -> dict[str, ComponentRow]:
    """Components that are ready, as (took, usual), and some that are not."""
    ready = [
        ComponentRow(f"ready-{number}", usual_s=usual_s, duration_s=took_s, state=ComponentState.READY)
        for number, (took_s, usual_s) in enumerate(measured)
    ]
    waiting = [ComponentRow(f"pending-{number}", usual_s=60.0) for number in range(pending)]
    return {row.name: row for row in [*ready, *waiting]}


@pytest.mark.parametrize(
    ("measured", "spread_s"),
    [
        ([(60, 60), (30, 30), (10, 10)], 0.0),
        ([(72, 60), (36, 30), (12, 10)], 20.0),
        ([(48, 60), (24, 30), (8, 10)], 20.0),
        ([(120, 100), (80, 100), (100, 100)], 100 * 40 / 300),
        ([(400, 100), (400, 100), (400, 100)], 100.0),
    ],
    ids=["as usual", "all slower", "all faster", "slower and faster do not cancel out", "never more than the rest itself"],
)
def test_the_spread_is_how_far_the_usual_times_were_off_in_this_run(measured: list[tuple[float, float]], spread_s: float) -> None:
    assert eta.spread_s(rows(*measured), 100.0) == pytest.approx(spread_s)


@pytest.mark.parametrize(
    "known",
    [
        rows(),
        rows((60, 60), (60, 60)),
        rows((60, 60), (60, 60), (60, 0)),
        rows((60, 60), (60, 60), (1, 60)),
        rows((60, 60), (60, 60), (60, 60), pending=0),
    ],
    ids=["nothing measured", "too little measured", "usual time unknown", "there before this run", "only steps are left"],
)
def test_what_cannot_be_known_stays_unknown(known: dict[str, ComponentRow]) -> None:
    assert eta.spread_s(known, 100.0) is None
