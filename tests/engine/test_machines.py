"""Every machine that ships with the program, with the charts of this checkout: how it ends, and the same every time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import pytest

from forge_tui.adapters.simulated import simulated_adapters
from forge_tui.adapters.simulated.machine import Machine
from forge_tui.adapters.simulated.machine_files import load_machine, names
from forge_tui.adapters.values_file import dump_values
from forge_tui.domain.answers import Answers
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import ComponentDiagnosed, ComponentNudged, ComponentReady, Outcome, Stamped, StepFinished
from forge_tui.domain.plan import Plan
from forge_tui.domain.redact import Redactor
from forge_tui.engine.journal import Narrator
from forge_tui.engine.run import Run, run
from forge_tui.engine.workspace import Options
from forge_tui.wiring import plan_of
from tests import virtual_time
from tests.engine.platform import MemoryJournal, Told
from tests.selection import CHECKOUT, all_but_few, whole_catalogue

CATALOGUE = whole_catalogue()
ANSWERS = {"version": 1, "domain": "demo.example"}
PLAN = plan_of(Answers.model_validate(ANSWERS), CHECKOUT, CATALOGUE)
FEW = plan_of(Answers.model_validate(ANSWERS | {"components": {"disable": all_but_few()}}), CHECKOUT, CATALOGUE)
REST = sorted(component.name for component in CATALOGUE if not component.default_enabled)
ALL = plan_of(Answers.model_validate(ANSWERS | {"components": {"enable": REST}}), CHECKOUT, CATALOGUE)


@dataclass(frozen=True)
class End:
    """How a machine's run ends."""

    code: ExitCode
    causes: frozenset[str] = frozenset()
    nudges: bool = False


ENDS = {
    "small": End(ExitCode.DONE),
    "gpu": End(ExitCode.DONE),
    "image-pull": End(ExitCode.COMPONENT_FAILED, frozenset({"FT-203"})),
    "stale": End(ExitCode.DONE, nudges=True),
    "slow-heal": End(ExitCode.DONE, frozenset({"FT-202", "FT-204"})),
}


async def installed(machine: Machine, plan: Plan) -> Told:
    stream: list[Stamped] = []
    async with simulated_adapters(machine, speed=1.0, bundle=CHECKOUT, journal=MemoryJournal(), dump_values=dump_values) as adapters:
        narrator = Narrator(adapters.clock, Redactor(), [stream.append])
        code = await run(plan, adapters, narrator, Options(), Run("r1", "simulate"), await adapters.cluster.identity())
    return Told(code, stream)


def plan_for(machine: str) -> Plan:
    """The whole platform where all goes well; what goes wrong on the others needs only what they name."""
    return PLAN if machine == "small" else FEW


@cache
def story(machine: str) -> Told:
    """A machine's run, told once for all tests."""
    return virtual_time.run(installed(load_machine(machine), plan_for(machine)))


def order(told: Told) -> list[str]:
    ends = (event for event in told.events if isinstance(event, (StepFinished, ComponentReady)))
    return [event.step if isinstance(event, StepFinished) else event.component for event in ends]


def test_every_shipped_machine_has_its_end_here() -> None:
    assert set(ENDS) == set(names())


@pytest.mark.parametrize("machine", ENDS)
def test_a_machine_ends_as_it_should(machine: str) -> None:
    told = story(machine)
    wanted = ENDS[machine]
    assert told.code is wanted.code
    assert told.end.outcome is (Outcome.SUCCEEDED if wanted.code is ExitCode.DONE else Outcome.FAILED)
    assert told.balanced
    assert {event.cause for event in told.of(ComponentDiagnosed)} == wanted.causes
    assert bool(told.of(ComponentNudged)) is wanted.nudges
    ready = {event.component for event in told.of(ComponentReady)}
    assert (ready == set(plan_for(machine).catalogue.components)) is (wanted.code is ExitCode.DONE)


@pytest.mark.parametrize("machine", ENDS)
def test_a_machine_tells_the_same_in_the_same_order_twice(machine: str) -> None:
    one, other = (virtual_time.run(installed(load_machine(machine), FEW)) for _ in range(2))
    assert order(one) == order(other)
    assert [type(event) for event in one.events] == [type(event) for event in other.events]


def test_every_component_of_the_catalogue_comes_up_on_a_cluster_that_has_no_class_of_volumes() -> None:
    bare = replace(load_machine("small"), storage_classes=())
    told = virtual_time.run(installed(bare, ALL))
    assert told.code is ExitCode.DONE, told.message
    assert {event.component for event in told.of(ComponentReady)} == set(CATALOGUE.components)
    assert not told.of(ComponentDiagnosed)
    assert not told.of(ComponentNudged)


def test_a_whole_run_takes_about_as_long_as_its_critical_path() -> None:
    end = story("small").end
    assert end.duration_s <= 1.15 * end.critical_path_s
