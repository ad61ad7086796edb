"""From nothing to a run on the simulated cluster, with the keys that an operator presses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from forge_tui.arguments import Arguments, parse
from forge_tui.commands.setup import planned, settings_of
from forge_tui.commands.wizard_places import OpenPlaces
from forge_tui.commands.wizard_screen import Installing
from forge_tui.domain.interview.steps import REVIEW
from forge_tui.engine.names import RECORD_REF
from forge_tui.engine.record import ClusterRecord
from screens.app import ForgeApp
from screens.console import ConsoleScreen
from screens.rollout import RolloutScreen
from screens.wizard import WizardScreen
from tests.engine.platform import bundle_in


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await pilot.pause(0.02)


def simulated(folder: Path, *words: str) -> Arguments:
    return parse(["--simulate", "small,speed=0", "--state-dir", str(folder), *words], {})


@asynccontextmanager
async def installing(arguments: Arguments) -> AsyncIterator[tuple[Pilot[int], Installing, OpenPlaces]]:
    settings = settings_of(arguments)
    async with OpenPlaces(settings).running() as places:
        this = Installing(arguments, settings, places)
        app = ForgeApp(start=this.opening, ascii=arguments.ascii)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, WizardScreen))
            yield pilot, this, places


def wizard_of(pilot: Pilot[int]) -> WizardScreen:
    screen = pilot.app.screen
    assert isinstance(screen, WizardScreen)
    return screen


class Keys:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self._pilot = pilot
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        self.pressed += len(keys)
        await self._pilot.press(*keys)


async def test_who_accepts_every_default_installs_with_fewer_than_thirty_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mouse, no colour, 80x24; what was saved gives the same plan, byte for byte, without a screen."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    charts = ("--charts", str(bundle_in(tmp_path / "bundle")))
    async with installing(simulated(tmp_path, "--ascii", *charts)) as (pilot, this, _):
        wizard, keys = wizard_of(pilot), Keys(pilot)
        await until(pilot, lambda: wizard.state.facts)
        await keys.press(*["ctrl+n"] * 5)
        await until(pilot, lambda: wizard.state.step == REVIEW and not wizard.state.blocking)
        assert keys.pressed < 10
        await keys.press("s")
        await until(pilot, lambda: wizard.state.saved)
        plan = wizard.state.plan
        assert plan is not None
        await keys.press("ctrl+n", *"small", "enter")
        assert keys.pressed < 30
        await until(pilot, lambda: isinstance(pilot.app.screen, RolloutScreen))
        app = pilot.app
        assert isinstance(app, ForgeApp)
        await until(pilot, lambda: app.view.finished)
        assert (app.view.plan_hash, app.view.ready) == (plan.hash, app.view.total)
        await pilot.press("q")
        assert await this.ended(app) == 0
    assert plan.hash in (tmp_path / "plan.json").read_text()
    assert planned(simulated(tmp_path, "--headless", "answers.yaml", "--plan", "plan.json", *charts))[1].hash == plan.hash


async def test_an_answers_file_begins_at_its_plan_and_the_console_is_one_step_away(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("version: 1\ndomain: ai.example.com\nprofile: large\n")
    async with installing(simulated(tmp_path, str(answers))) as (pilot, this, places):
        wizard = wizard_of(pilot)
        await until(pilot, lambda: wizard.state.plan and not wizard.state.blocking)
        assert wizard.state.step == REVIEW
        assert wizard.state.plan
        assert wizard.state.plan.answers["profile"] == "large"
        cluster = (await places.session("", "")).adapters.cluster
        await cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": RECORD_REF.namespace}}, manager="test")
        await ClusterRecord(cluster).put("installed", {})
        await pilot.click("#steps", offset=(2, 0))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: wizard.query("#earlier") and wizard.query_one("#earlier").display)
        wizard.query_one("#earlier").focus()
        await pilot.press("end", "enter")
        app = pilot.app
        assert isinstance(app, ForgeApp)
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen) and app.view.context)
        assert await this.ended(app) == 0
        await pilot.press("q")
    assert app.return_code == 0
