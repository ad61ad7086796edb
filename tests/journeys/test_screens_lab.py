"""The main journey of an operator at a real terminal against the lab: wizard, detach, attach, handover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.installation import Installer, core_answers
from tests.journeys.terminal import Terminal
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns

pytestmark = [pytest.mark.lab, pytest.mark.journey]

LONG_S = 600.0


@pytest.fixture
def installer(empty_lab: Lab, tmp_path: Path) -> Iterator[Installer]:
    """An operator with the components of the core to install."""
    with ChartServer(StandIns()) as charts:
        yield Installer(empty_lab, charts, tmp_path / "operator", core_answers())


def at_terminal(installer: Installer, *arguments: str) -> Terminal:
    return Terminal([*arguments, *installer.options()], installer.directory, columns=100, rows=30, environment=installer.variables())


def test_wizard_detach_attach_and_handover(installer: Installer) -> None:
    answers = str(installer.answers_file(installer.answers))
    with at_terminal(installer, answers) as first:
        while "to install" not in first.until(lambda text: re.search("● 1 Cluster|nodes +[0-9]|to install", text), "the wizard"):
            before = first.text
            first.press("ctrl+n")
            first.until(lambda text, before=before: text != before, "the next step")  # type: ignore[misc]
        name = re.search(r"Type (\S+) to install", first.text)
        assert name is not None
        first.press("ctrl+n")
        first.misses("q Leave")
        first.press(*name[1])
        first.sees("enter installs")
        first.press("enter")
        first.until(lambda text: re.search(r"[1-9]\d*/\d+ ready", text), "the first components", within_s=LONG_S)
        first.press("q")
        first.sees("Leave the screen?")
        first.press("d")
        with at_terminal(installer, "attach") as second:
            second.sees("attach")
            second.until(lambda text: re.search(r"[1-9]\d*/\d+ ready", text), "the components", within_s=LONG_S)
            second.press("q")
            assert second.ends() == 0
            assert second.restored
        assert first.ends(within_s=LONG_S) == 0
        assert first.restored
    with at_terminal(installer, answers, "--yes") as again:
        again.sees("ADDRESSES", within_s=LONG_S)
        again.sees("nothing had to be changed")
        again.press("q")
        assert again.ends() == 0
    with at_terminal(installer, "console") as console:
        console.sees("read-only")
        console.sees("Unlock")
        console.press("h")
        console.sees("FIRST LOGINS")
        console.press("q")
        assert console.ends() == 0
        assert console.restored
