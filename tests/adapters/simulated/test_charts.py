from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.simulated.charts import SimulatedChartSource
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from forge_tui.domain.failures import ChartSourceUnreachable

CATALOGUE = Catalogue({"metallb": Component("metallb", "MetalLB", "network", "metallb-system", "charts/metallb", "1", 0)})


async def test_the_bundle_is_given_as_it_is_at_the_pace_of_the_machine(simulation: Simulation, bundle: Path) -> None:
    told: list[tuple[str, int, int]] = []
    began_s = simulation.clock.monotonic_s()
    vendored = await simulation.charts.vendor(CATALOGUE, lambda *progress: told.append(progress))
    assert set(vendored.files) == {"root/values.yaml", "charts/metallb/Chart.yaml"}
    assert vendored.directory == bundle
    assert simulation.clock.monotonic_s() - began_s == pytest.approx(5)
    assert [(done, total) for _, done, total in told] == [(1, 2), (2, 2)]


async def test_a_bundle_without_the_root_is_refused(simulation: Simulation, tmp_path: Path) -> None:
    source = SimulatedChartSource(tmp_path / "nothing", simulation.clock, seconds=1)
    with pytest.raises(ChartSourceUnreachable, match="holds no root chart"):
        await source.vendor(CATALOGUE, lambda *_: None)
