"""Ten components at random, each left out of an install on the lab: the rest installs."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_tui.domain.failures import SelectionInvalid
from tests.journeys import inspection
from tests.journeys.installation import Installer, catalogue, defaults
from tests.journeys.platform import Platform, differing, left_of
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1200)]

SEED = int(os.environ.get("FORGE_TUI_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
"""Which ten; FORGE_TUI_SEED tries the same again."""
REMOVALS = 10


def removable() -> list[str]:
    """Components that are on by default and that no other one needs; the planner refuses to leave out any other by itself."""
    found = []
    for name in sorted(defaults()):
        try:
            catalogue().select(disable=[name])
        except SelectionInvalid:
            continue
        found.append(name)
    return found


@pytest.fixture(scope="module")
def charts() -> Iterator[ChartServer]:
    with ChartServer(StandIns()) as server:
        yield server


@pytest.mark.parametrize("name", random.Random(SEED).sample(removable(), REMOVALS))
def test_the_rest_installs_without_one_component(lab: Lab, charts: ChartServer, tmp_path: Path, name: str) -> None:
    platform = Platform("small", without=(name,))
    lab.reset()
    finished = Installer(lab, charts, tmp_path, platform.answers).install("--timeout", "15m")
    assert finished.events, finished.stderr
    print(f"\nFORGE_TUI_SEED={SEED}: {platform}: {finished.end.duration_s:.1f} s, exit {finished.exit_code}")
    assert left_of(platform.components, finished) == [], finished.stderr
    assert finished.exit_code == 0, finished.stderr
    assert set(inspection.applications(lab)) == platform.components | {"cluster-forge"}
    assert (inspection.unsettled(lab), differing(lab)) == ({}, [])
