"""Puts the parts of a simulated cluster together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from forge_tui.adapters.answers_secrets import revealer
from forge_tui.adapters.catalogue_file import load_root_values
from forge_tui.adapters.simulated.argocd import ApplicationController
from forge_tui.adapters.simulated.charts import SimulatedChartSource
from forge_tui.adapters.simulated.clock import make_clock
from forge_tui.adapters.simulated.cluster import SimulatedCluster
from forge_tui.adapters.simulated.doors import SimulatedDoors
from forge_tui.adapters.simulated.furniture import furnish
from forge_tui.adapters.simulated.git_state import GitState
from forge_tui.adapters.simulated.helm import SimulatedHelm
from forge_tui.adapters.simulated.machine import Machine
from forge_tui.adapters.simulated.manifests import Renderer
from forge_tui.adapters.simulated.operators import Operators
from forge_tui.adapters.simulated.repo_server import RepoServer
from forge_tui.adapters.simulated.stand_ins import conditions_of
from forge_tui.adapters.simulated.store import Store
from forge_tui.adapters.simulated.supervisor import Supervisor
from forge_tui.adapters.simulated.vault_state import VaultState
from forge_tui.adapters.simulated.web import SimulatedWeb
from forge_tui.adapters.simulated.workloads import Workloads
from forge_tui.ports import Adapters, Journal

_CRDS_AT_ONCE = 8


class Simulation:
    """One simulated cluster; make it inside the event loop that it shall live in."""

    def __init__(self, machine: Machine, *, speed: float, bundle: Path) -> None:
        self.machine = machine
        self.clock = make_clock(speed)
        self.vault = VaultState()
        self.git = GitState()
        self.store = Store(self.clock.now, machine.name)
        furnish(self.store, machine)
        defaults = load_root_values(bundle)
        self._defaults = defaults.get("components") or {}
        renderer = Renderer(machine, self._defaults)
        crd_s = machine.steps.get("crds", 4.0) * _CRDS_AT_ONCE / max(_CRDS_AT_ONCE, renderer.crd_count())
        self.cluster = SimulatedCluster(machine, self.store, self.clock, crd_latency_s=crd_s)
        self.workloads = Workloads(machine, renderer, self.store, self.clock, self.vault)
        self.helm = SimulatedHelm(self.cluster, renderer, defaults, self.clock, install_s=machine.steps.get("helm", 2.0))
        self.charts = SimulatedChartSource(bundle, self.clock, seconds=machine.steps.get("charts", 5.0))
        push_s = machine.steps.get("push", 4.0) / 4
        self.doors = SimulatedDoors(self.store, self.workloads.pods, self.vault, self.git, self.clock, push_s=push_s)
        repos = RepoServer(self.store, self.workloads.pods, self.git, renderer, defaults)
        self._supervisor = Supervisor(self.store)
        self.workloads.register(self._supervisor)
        establish_s = machine.steps.get("crds-established", 1.0)
        wanted = conditions_of(self._defaults)
        Operators(renderer, self.store, self.clock, self.vault, wanted, establish_s=establish_s).register(self._supervisor)
        ApplicationController(machine, self.cluster, self.store, repos, self.clock).register(self._supervisor)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Controllers work as long as this lasts."""
        self._supervisor.start()
        try:
            yield
        finally:
            await self._supervisor.stop()

    def adapters(self, journal: Journal, dump_values: Callable[[Mapping[str, Any]], bytes]) -> Adapters:
        """The ports, with what is shared with the real ones."""
        web = SimulatedWeb(self._defaults, self.store, self.workloads.pods, self.clock)
        return Adapters(self.cluster, self.helm, self.doors, self.charts, self.clock, journal, dump_values, revealer(), web=web)
