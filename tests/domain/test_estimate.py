"""Two figures of how long a plan takes."""

from forge_tui.domain.estimate import SLOW, estimate
from forge_tui.domain.interview.interview import begun
from tests.domain.interview.clusters import CATALOGUE
from tests.domain.interview.quiet_desk import plan_of


def test_the_usual_time_is_the_longest_chain_and_the_long_one_a_fixed_factor_more() -> None:
    plan = plan_of(begun({"domain": "a.example"}), CATALOGUE)
    takes = estimate(plan)
    assert takes.p50_s == plan.critical_path()[0]
    assert takes.p90_s == SLOW * takes.p50_s
