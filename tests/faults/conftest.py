"""An installer on an empty lab, for tests that break things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.installation import Installer
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab


@pytest.fixture
def installer(empty_lab: Lab, chart_server: ChartServer, tmp_path: Path) -> Iterator[Installer]:
    """An operator in front of an empty cluster."""
    operator = Installer(empty_lab, chart_server, tmp_path / "operator")
    yield operator
    operator.end_all()
