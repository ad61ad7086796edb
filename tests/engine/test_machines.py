"""Every machine that ships with the program, with the charts of this checkout: how it ends, and the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from forge_tui.adapters.simulated import simulated_adapters
from forge_tui.adapters.simulated.machine_files import load_machine, names
from forge_tui.adapters.values_file import dump_values
from forge_tui.domain.answers import Answers
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import ComponentDiagnosed, ComponentNudged, ComponentReady, Outcome, Stamped, StepFinished
from forge_tui.domain.redact import Redactor
from forge_tui.engine.journal import Narrator
from forge_tui.engine.run import Run, run
from forge_tui.engine.workspace import Options
from forge_tui.wiring import plan_of
from tests import virtual_time
from tests.engine.platform import MemoryJournal, Told

CHECKOUT = Path(__file__).parents[2]
PLAN = plan_of(Answers.model_validate({"version": 1, "domain": "demo.example"}), CHECKOUT)


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


async def installed(machine: str) -> Told:
    stream: list[Stamped] = []
    async with simulated_adapters(
        load_machine(machine), speed=1.0, bundle=CHECKOUT, journal=MemoryJournal(), dump_values=dump_values
    ) as adapters:
        narrator = Narrator(adapters.clock, Redactor(), [stream.append])
        code = await run(PLAN, adapters, narrator, Options(), Run("r1", "simulate"), await adapters.cluster.identity())
    return Told(code, stream)


def order(told: Told) -> list[str]:
    ends = (event for event in told.events if isinstance(event, (StepFinished, ComponentReady)))
    return [event.step if isinstance(event, StepFinished) else event.component for event in ends]


def test_every_shipped_machine_has_its_end_here() -> None:
    assert set(ENDS) == set(names())


@pytest.mark.parametrize("machine", ENDS)
def test_a_machine_ends_as_it_should(machine: str) -> None:
    told = virtual_time.run(installed(machine))
    wanted = ENDS[machine]
    assert told.code is wanted.code
    assert told.end.outcome is (Outcome.SUCCEEDED if wanted.code is ExitCode.DONE else Outcome.FAILED)
    assert told.balanced
    assert {event.cause for event in told.of(ComponentDiagnosed)} == wanted.causes
    assert bool(told.of(ComponentNudged)) is wanted.nudges
    ready = {event.component for event in told.of(ComponentReady)}
    assert (ready == set(PLAN.catalogue.components)) is (wanted.code is ExitCode.DONE)


@pytest.mark.parametrize("machine", ENDS)
def test_a_machine_tells_the_same_in_the_same_order_twice(machine: str) -> None:
    one, other = virtual_time.run(installed(machine)), virtual_time.run(installed(machine))
    assert order(one) == order(other)
    assert [type(event) for event in one.events] == [type(event) for event in other.events]
