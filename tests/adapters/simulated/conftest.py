"""Every async test of this folder runs in virtual time, over a bundle of two small components."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forge_tui.adapters.simulated.machine_files import load_machine
from forge_tui.adapters.simulated.simulation import Simulation
from tests.virtual_time import pytest_asyncio_loop_factories

__all__ = ["pytest_asyncio_loop_factories"]

ROOT_VALUES = """
profile: small
project: cluster-forge
git: {url: "http://gitea-http.cf-gitea.svc:3000/cluster-org/cluster-forge.git", revision: main}
global: {domain: "", storageClasses: {readWriteOnce: ""}, openbao: {seal: static}}
components:
  metallb: {enabled: true, layer: network, namespace: metallb-system, version: 1.0.0, wave: 0, seconds: 40}
  novelty:
    enabled: true
    layer: platform
    namespace: novelty
    version: 2.0.0
    wave: 1
    seconds: 12
    dependsOn: [{name: metallb, strength: hard, needs: service, why: its address}]
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    for name in ("metallb", "novelty"):
        (tmp_path / "charts" / name).mkdir(parents=True)
        (tmp_path / "charts" / name / "Chart.yaml").write_text(f"name: {name}\n")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "values.yaml").write_text(ROOT_VALUES)
    return tmp_path


@pytest.fixture
async def simulation(bundle: Path, request: pytest.FixtureRequest) -> AsyncIterator[Simulation]:
    """A running simulation of machine `small`, or of the machine that the test names as its parameter."""
    simulation = Simulation(load_machine(getattr(request, "param", "small")), speed=1.0, bundle=bundle)
    async with simulation.running():
        yield simulation
