"""The install tree over a run on the simulated cluster: what fails is seen closely, skipped, and the run ends honestly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import DataTable

from forge_tui.adapters.simulated.machine_files import machine_of
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain import signs
from forge_tui.domain.redact import Redactor
from forge_tui.engine.actions import Actions
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.inspection import Inspection
from forge_tui.engine.journal import Narrator
from forge_tui.engine.run import Run, run
from forge_tui.engine.workspace import Options
from screens.app import ForgeApp
from screens.rollout import RolloutScreen
from screens.widgets.attention_strip import AttentionStrip
from screens.widgets.logs_pane import LogsPane
from screens.widgets.text_lines import TextLines
from tests.engine.platform import MACHINE, Platform, bundle_in
from tests.screens.rollout.showing import detail_of, settled, summary_of, tree_of

SPEED = 60.0
PULL = {"component": "alpha", "kind": "ImagePullBackOff", "message": "rpc error: code = NotFound desc = not found"}


@dataclass
class Install:
    """A run, the screen that shows it, and the platform below."""

    platform: Platform
    pilot: Pilot[int]
    skips: Skips
    running: asyncio.Task[Any]

    @property
    def app(self) -> ForgeApp:
        assert isinstance(self.pilot.app, ForgeApp)
        return self.pilot.app


@asynccontextmanager
async def installing(base: Path, faults: list[dict[str, Any]], size: tuple[int, int]) -> AsyncIterator[Install]:
    simulation = Simulation(machine_of({**MACHINE, "faults": faults}), speed=SPEED, bundle=bundle_in(base))
    async with simulation.running():
        platform, skips, redactor = Platform(simulation, base), Skips(), Redactor()
        adapters, plan, now = platform.adapters, platform.plan(), simulation.clock.now
        app = ForgeApp(now=now, start=lambda app: RolloutScreen(app.view, now=now))
        async with app.run_test(size=size) as pilot:
            screen = app.screen
            assert isinstance(screen, RolloutScreen)
            screen.equip(Inspection(adapters, plan.catalogue, redactor.redact), Actions(adapters.cluster, skips))
            narrator = Narrator(simulation.clock, redactor, [app.arrived])
            identity = await adapters.cluster.identity()
            running = asyncio.create_task(run(plan, adapters, narrator, Options(patience_s=3600), Run("r1", "simulate"), identity, skips))
            try:
                yield Install(platform, pilot, skips, running)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


async def test_a_failure_is_seen_closely_skipped_and_named_at_the_end(tmp_path: Path) -> None:
    """Without a mouse, on 80x24."""
    async with installing(tmp_path, [PULL], (80, 24)) as install, asyncio.timeout(60):
        pilot = install.pilot
        await settled(pilot, lambda: pilot.app.screen.query_one(AttentionStrip).region)
        await pilot.press("n", "enter")
        await settled(pilot, lambda: "FT-203" in summary_of(pilot))
        await settled(pilot, lambda: isinstance(pilot.app.focused, DataTable) and pilot.app.focused.row_count > 1)
        await pilot.press("l")
        log = pilot.app.screen.query_one(LogsPane)
        await settled(pilot, lambda: "waiting to start" in str(log.query_one(".inspection-pane--note").render()))
        await pilot.press("escape", "x", *"registry is down", "enter", *"alpha", "enter")
        await settled(pilot, lambda: install.app.view.finished)
        finished = install.app.view.finished
        assert finished is not None
        assert finished.failure is not None
        assert (finished.exit_code, finished.failure.message) == (1, "not waited for: alpha (registry is down)")
        assert install.app.view.components["alpha"].sign is signs.SKIPPED
        assert install.app.view.components["beta"].ready
        await pilot.press("q")
    assert pilot.app.return_code == 1


async def test_what_heals_is_followed_to_the_log_of_its_pod(tmp_path: Path) -> None:
    async with installing(tmp_path, [], (120, 40)) as install, asyncio.timeout(60):
        pilot = install.pilot
        await settled(pilot, lambda: (row := install.app.view.components.get("alpha")) and row.ready)
        await pilot.press("slash", *"alpha", "enter")
        await settled(pilot, lambda: tree_of(pilot).selected == "alpha")
        await pilot.press("l")
        log = pilot.app.screen.query_one(LogsPane)
        await settled(pilot, lambda: any("listening" in line for line in log.lines.lines))
        await pilot.press("d")
        await settled(
            pilot, lambda: "Live is as in Git" in str(detail_of(pilot).panes["diff"].query_one(".inspection-pane--note").render())
        )
        await pilot.press("y")
        yaml = detail_of(pilot).panes["yaml"].query_one(TextLines)
        await settled(pilot, lambda: "kind: Application" in yaml.lines)
