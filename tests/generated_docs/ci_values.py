"""charts/<component>/ci/<profile>.yaml: what the root passes to each chart, so that a chart can be linted by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from tests.charts.chart_copies import PROFILES
from tests.charts.helm_program import HelmProgram, find_helm
from tests.charts.rendered_root import CATALOGUE, applications, chart_values


def files() -> Mapping[str, str]:
    """Path below the project to content, for every component and profile; needs helm."""
    program = find_helm()
    assert program, "needs the helm program"
    with tempfile.TemporaryDirectory() as scratch:
        helm = HelmProgram(program, Path(scratch))
        return {name: text for profile in PROFILES for name, text in _of(helm, profile).items()}


def _of(helm: HelmProgram, profile: str) -> Mapping[str, str]:
    everything = {name: {"enabled": True} for name in CATALOGUE["components"]}
    head = f"# What the root chart passes in profile {profile}, for the domain example.com. Written by `make docs`.\n"
    return {
        f"charts/{name}/ci/{profile}.yaml": head + yaml.safe_dump(chart_values(application))
        for name, application in applications(helm, {"profile": profile, "components": everything}).items()
    }
