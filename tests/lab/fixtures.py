"""pytest fixtures: one lab per session, empty when a test asks for that, its logs kept when a test fails."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .build import LabUnavailable, available
from .chart_server import ChartServer
from .control_plane import Lab
from .stand_in_charts import StandIns


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab, in whatever state the tests before have left it."""
    if reason := available():
        pytest.skip(reason)
    running = Lab(tmp_path_factory.mktemp("lab"))
    try:
        running.start()
    except LabUnavailable as error:
        pytest.skip(str(error))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def empty_lab(lab: Lab) -> Lab:
    """The running lab with nothing in it."""
    lab.reset()
    return lab


@pytest.fixture
def chart_server() -> Iterator[ChartServer]:
    """All stand-in charts and manifests over HTTP."""
    with ChartServer(StandIns()) as server:
        yield server


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep the lab's logs of a failed test and name their folder in its report."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()  # type: ignore[attr-defined]
    used = next((value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Lab)), None)
    if report.failed and used is not None:
        report.sections.append(("lab logs", str(_kept(used, item.name))))


def _kept(used: Lab, name: str) -> Path:
    folder = used.directory.parent / "lab-failures" / "".join(sign if sign.isalnum() else "-" for sign in name)
    folder.mkdir(parents=True, exist_ok=True)
    for log in used.logs:
        shutil.copyfile(log, folder / log.name)
    return folder
