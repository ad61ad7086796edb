"""How times and amounts are written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain import durations


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0s"), (41.4, "41s"), (59.6, "1m00s"), (130, "2m10s"), (840, "14m"), (3599, "1h00m"), (3900, "1h05m"), (None, "?"), (-1, "?")],
)
def test_a_duration_is_short(seconds: float | None, written: str) -> None:
    assert durations.short(seconds) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(None, "unknown"), (0, "5s"), (11, "15s"), (100, "2m"), (3600, "1h00m"), (math.inf, "unknown")]
)
def test_an_estimate_does_not_pretend(seconds: float | None, written: str) -> None:
    assert durations.rough(seconds) == written


@given(st.floats())
def test_no_number_breaks_a_duration(seconds: float) -> None:
    assert all(isinstance(write(seconds), str) for write in (durations.short, durations.rough, durations.exact))
    assert durations.ratio(seconds, 0) == "-"


def test_totals_and_counts_read_naturally() -> None:
    assert durations.exact(3725) == "1h02m05s"
    assert durations.exact(61) == "1m01s"
    assert durations.ratio(108, 100) == "1.08x"
    assert (durations.of_total(3, 8), durations.of_total(3, 0), durations.of_total(0, 0)) == ("3/8", "3", "")
    assert (durations.quantity(1, "check"), durations.quantity(2, "entry", "entries")) == ("1 check", "2 entries")
