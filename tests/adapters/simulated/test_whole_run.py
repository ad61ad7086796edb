"""The engine's whole install over recorded machines, with the charts of this checkout."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from forge_tui.adapters.simulated import simulated_adapters
from forge_tui.adapters.simulated.machine import Machine
from forge_tui.adapters.simulated.machine_files import load_machine, machine_of
from forge_tui.adapters.simulated.recording import record
from forge_tui.adapters.state_directory import StateDirectory
from forge_tui.adapters.values_file import dump_values
from forge_tui.domain.answers import Answers
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.event_format import to_document
from forge_tui.domain.events import (
    Change,
    ComponentDiagnosed,
    ComponentNudged,
    ComponentReady,
    Outcome,
    RunFinished,
    Stamped,
    StepFinished,
)
from forge_tui.domain.redact import Redactor
from forge_tui.engine.journal import Narrator
from forge_tui.engine.run import Run, run
from forge_tui.engine.workspace import Options
from forge_tui.ports import Adapters
from forge_tui.wiring import plan_of
from tests import virtual_time
from tests.selection import CHECKOUT, all_but_few, whole_catalogue

ANSWERS = Answers.model_validate({"version": 1, "domain": "demo.example", "components": {"disable": all_but_few()}})


class Told:
    """The events of one run."""

    def __init__(self, code: ExitCode, stream: list[Stamped]) -> None:
        self.code = code
        self.stream = stream

    def of(self, kind: type[Any]) -> list[Any]:
        return [stamped.event for stamped in self.stream if isinstance(stamped.event, kind)]

    @property
    def order(self) -> list[tuple[str, str]]:
        """Ends of steps and components, in order."""
        ends = [s.event for s in self.stream if isinstance(s.event, (StepFinished, ComponentReady))]
        return [("step", e.step) if isinstance(e, StepFinished) else ("component", e.component) for e in ends]

    @property
    def rolled_out(self) -> list[str]:
        """Components in the order of their readiness, without the foundation, which becomes ready in one instant."""
        return [event.component for event in self.of(ComponentReady) if event.component not in ("argocd", "gitea", "openbao")]


async def installed(adapters: Adapters, options: Options = Options()) -> Told:  # noqa: B008  # frozen
    stream: list[Stamped] = []
    narrator = Narrator(adapters.clock, Redactor(), [stream.append])
    plan = plan_of(ANSWERS, CHECKOUT, whole_catalogue())
    code = await run(plan, adapters, narrator, options, Run("r1", "simulate"), await adapters.cluster.identity())
    return Told(code, stream)


async def runs(machine: Machine, base: Path, *, times: int = 1, speed: float = 1.0, options: Options = Options()) -> list[Told]:  # noqa: B008
    journal = StateDirectory(base, "simulated")
    async with simulated_adapters(machine, speed=speed, bundle=CHECKOUT, journal=journal, dump_values=dump_values) as adapters:
        return [await installed(adapters, options) for _ in range(times)]


async def test_a_healthy_machine_is_installed_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    first, second = await runs(load_machine("small"), tmp_path, times=2)
    assert first.code is ExitCode.DONE
    assert not first.of(ComponentDiagnosed)
    assert len(first.of(ComponentReady)) == len(plan_of(ANSWERS, CHECKOUT, whole_catalogue()).catalogue)
    (end,) = second.of(RunFinished)
    assert (end.outcome, end.change) == (Outcome.SUCCEEDED, Change.UNCHANGED)


async def test_the_root_finishes_alone_when_the_engine_does_not_accelerate(tmp_path: Path) -> None:
    (told,) = await runs(load_machine("small"), tmp_path, options=Options(accelerate=False))
    assert told.code is ExitCode.DONE


def test_the_same_machine_tells_the_same_story(tmp_path: Path) -> None:
    (one,) = virtual_time.run(runs(load_machine("slow-heal"), tmp_path / "one"))
    (two,) = virtual_time.run(runs(load_machine("slow-heal"), tmp_path / "two"))
    assert [to_document(stamped) for stamped in one.stream] == [to_document(stamped) for stamped in two.stream]


async def test_as_fast_as_possible_is_in_the_same_order(tmp_path: Path) -> None:
    (exact,) = await runs(load_machine("small"), tmp_path / "one")
    (hasty,) = await runs(load_machine("small"), tmp_path / "two", speed=0)
    assert hasty.rolled_out == exact.rolled_out


async def test_an_image_that_cannot_be_pulled_is_diagnosed_and_ends_the_run(tmp_path: Path) -> None:
    (told,) = await runs(load_machine("image-pull"), tmp_path)
    assert told.code is ExitCode.COMPONENT_FAILED
    assert {(event.component, event.cause) for event in told.of(ComponentDiagnosed)} == {("metallb", "FT-203")}
    assert "metallb" not in {event.component for event in told.of(ComponentReady)}


async def test_stale_views_are_nudged_once(tmp_path: Path) -> None:
    (told,) = await runs(load_machine("stale"), tmp_path)
    assert told.code is ExitCode.DONE
    assert {(event.component, event.count) for event in told.of(ComponentNudged)} == {("cert-manager", 1), ("gateway-api", 1)}


async def test_a_recorded_run_is_rehearsed_in_the_same_order(tmp_path: Path) -> None:
    machine = load_machine("small")
    slower = replace(machine, components={**machine.components, "metallb": replace(machine.components["metallb"], seconds=90.0)})
    (told,) = await runs(slower, tmp_path / "one")
    (rehearsed,) = await runs(machine_of(record(told.stream)), tmp_path / "two")
    assert rehearsed.order == told.order


async def test_no_secret_of_the_vault_is_told(tmp_path: Path) -> None:
    journal = StateDirectory(tmp_path, "simulated")
    machine = load_machine("small")
    async with simulated_adapters(machine, speed=1.0, bundle=CHECKOUT, journal=journal, dump_values=dump_values) as adapters:
        told = await installed(adapters)
    kept = await journal.load_secret("openbao-keys")
    assert kept is not None
    words = [word for word in kept.replace('"', " ").split() if len(word) > 20]
    assert words
    assert not any(word in str(to_document(stamped)) for word in words for stamped in told.stream)
