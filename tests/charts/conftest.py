"""Fixtures of the chart tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.charts.helm_program import HelmProgram, find_helm


@pytest.fixture
def helm(tmp_path_factory: pytest.TempPathFactory) -> HelmProgram:
    program = find_helm()
    if program is None:
        pytest.skip("needs the helm program: put it on PATH or name it in FORGE_TUI_HELM")
    scratch: Path = tmp_path_factory.mktemp("helm")
    return HelmProgram(program, scratch)
