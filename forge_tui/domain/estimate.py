"""How long a plan will take, as two figures: half of all runs are over after the first, nine of ten after the second."""

from __future__ import annotations

from dataclasses import dataclass

from forge_tui.domain.plan import Plan

SLOW = 1.6
"""p90 over p50. An assumption, not a measurement: components wait for images, and a registry that serves them at half its
usual rate makes a chain of which six tenths is pulling this much longer."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds."""

    p50_s: float
    p90_s: float


def estimate(plan: Plan) -> Estimate:
    """The longest chain at usual durations, and the same when images come slowly."""
    usual_s, _ = plan.critical_path()
    return Estimate(usual_s, SLOW * usual_s)
