"""The simulated adapters keep what every adapter promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.simulated.git_server import SimulatedGitServer
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.adapters.simulated.vault import SimulatedVault
from forge_tui.ports import Cluster, GitServer, Helm, Release, Vault
from tests.adapters.cluster_contract import ClusterContract
from tests.adapters.git_contract import GitContract
from tests.adapters.helm_contract import HelmContract
from tests.adapters.vault_contract import VaultContract


class TestSimulatedCluster(ClusterContract):
    @pytest.fixture
    def cluster(self, simulation: Simulation) -> Cluster:
        return simulation.cluster


class TestSimulatedHelm(HelmContract):
    @pytest.fixture
    def helm(self, simulation: Simulation) -> Helm:
        return simulation.helm

    @pytest.fixture
    def release(self, bundle: Path) -> Release:
        return Release("metallb", "metallb-system", bundle / "charts" / "metallb", {})


class TestSimulatedVault(VaultContract):
    @pytest.fixture(params=["static", "people"])
    def vault(self, simulation: Simulation, request: pytest.FixtureRequest) -> Vault:
        simulation.vault.auto_unseal = request.param == "static"
        return SimulatedVault(simulation.vault, simulation.clock)


class TestSimulatedGitServer(GitContract):
    @pytest.fixture
    def git(self, simulation: Simulation) -> GitServer:
        return SimulatedGitServer(simulation.git, simulation.clock)

    @pytest.fixture
    def names(self) -> tuple[str, str]:
        return "org", "repo"
