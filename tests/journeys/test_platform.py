"""Whole platforms on the lab, from empty to all Synced and Healthy, in every size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_tui.domain.events import Change
from tests.journeys import inspection
from tests.journeys.installation import Installer
from tests.journeys.platform import AIRM_DEFAULT, PROFILES, Platform, differing, left_of, objects, told
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1500)]

CHOICES = [
    *(Platform(profile, everything=True) for profile in PROFILES),
    Platform("small", airm="0.1.0"),
    Platform("medium", airm="0.1.0", everything=True),
]


@pytest.fixture(scope="module")
def charts() -> Iterator[ChartServer]:
    with ChartServer(StandIns()) as server:
        yield server


def installed(lab: Lab, charts: ChartServer, folder: Path, platform: Platform) -> Installer:
    """Install from empty, say what it took, and fail with all that is not as it should be."""
    lab.reset()
    before = objects(lab)
    installer = Installer(lab, charts, folder, platform.answers)
    finished = installer.install("--timeout", "20m")
    assert finished.events, finished.stderr
    print(f"\n{told(platform, finished, before, objects(lab))}")
    assert left_of(platform.components, finished) == [], finished.stderr
    assert finished.exit_code == 0, finished.stderr
    assert set(inspection.applications(lab)) == platform.components | {"cluster-forge"}
    assert airm_version(lab) == platform.airm
    assert inspection.unsettled(lab) == {}
    assert differing(lab) == []
    return installer


def airm_version(lab: Lab) -> str:
    values = inspection.applications(lab)["airm"]["spec"]["source"]["helm"]["valuesObject"]
    return str(values.get("version", AIRM_DEFAULT))


@pytest.mark.lab
def test_the_default_platform_installs_from_empty_to_healthy_and_a_second_run_changes_nothing(
    lab: Lab, charts: ChartServer, tmp_path: Path
) -> None:
    again = installed(lab, charts, tmp_path, Platform("small")).install()
    assert (again.exit_code, again.end.change) == (0, Change.UNCHANGED)


@pytest.mark.parametrize("platform", CHOICES, ids=str)
def test_every_size_of_platform_installs_with_everything_and_with_both_generations_of_airm(
    lab: Lab, charts: ChartServer, tmp_path: Path, platform: Platform
) -> None:
    installed(lab, charts, tmp_path, platform)
