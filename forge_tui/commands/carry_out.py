"""Carries out a plan for a front end: keeps the journal, listens to signals, writes what was asked for."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forge_tui.arguments import Arguments
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import Failure, Stamped
from forge_tui.domain.failures import PlanDrift, UsageError
from forge_tui.domain.plan import Plan
from forge_tui.domain.redact import Redactor
from forge_tui.frontends import plan_text, summary
from forge_tui.frontends.headless import Headless
from forge_tui.frontends.junit import write_junit
from forge_tui.frontends.paint import Paint
from forge_tui.wiring import Session, new_run_id

if TYPE_CHECKING:
    from forge_tui.engine.actions_skips import Skips

Sink = Callable[[Stamped], None]
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@asynccontextmanager
async def stopped_by_signals() -> AsyncIterator[None]:
    """SIGINT, SIGTERM and SIGHUP cancel the current task, which then ends in order."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, task.cancel)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def carry_out(
    arguments: Arguments,
    plan: Plan,
    session: Session,
    sinks: Callable[[str], Sequence[Sink]],
    *,
    redactor: Redactor | None = None,
    skips: Skips | None = None,
) -> int:
    """Run the engine; `sinks` gets the path of the event file and gives the listeners of the front end.

    A front end that shows more than events gives the `redactor`, so that it knows every secret that the run learns,
    and `skips`, through which its operator says what not to wait for.

    Returns:
        The exit code. On cancellation all files are complete before the cancellation goes on.
    """
    from forge_tui.adapters.state_directory import EventFile, write_private
    from forge_tui.engine import run as engine
    from forge_tui.engine.journal import Narrator
    from forge_tui.engine.workspace import Options

    this = engine.Run(new_run_id(), session.mode)
    directory = session.state.run_directory(this.run_id)
    write_private(directory / "plan.json", plan_text.as_json(plan).encode())
    files = [EventFile(path) for path in (directory / "events.ndjson", arguments.events and arguments.events.absolute()) if path]
    clock = session.adapters.clock
    front = Headless([*sinks(str(files[0].path) if session.lasting else ""), *files], now=clock.now, sleep=clock.sleep)
    narrator = Narrator(clock, redactor or Redactor(), [front.emit])
    options = Options(arguments.accelerate, arguments.crds_first, arguments.timeout_s, arguments.patience_s, waive=arguments.waive)
    try:
        async with front.ticking():
            code = await engine.run(plan, session.adapters, narrator, options, this, session.identity, skips)
    finally:
        for file in files:
            file.close()
        if arguments.junit:
            write_junit(arguments.junit.absolute(), front.view)
    return _with_journal(int(code), next((file.failure for file in files if file.failure), None))


def _with_journal(code: int, failure: ForgeError | None) -> int:
    """A run that could not keep its journal did not fully succeed, and says so."""
    if failure is None:
        return code
    told = Failure(failure.id, failure.message, failure.remedy)
    sys.stderr.write("\n".join(summary.failure(told, Paint(colour=False, ascii=False))) + "\n")
    return code or int(failure.exit_code)


def refuse_drift(plan: Plan, saved_in: Path | None) -> None:
    """`--plan FILE`: go on only when the saved plan is this one. Raises PlanDrift, UsageError."""
    if saved_in is None:
        return
    try:
        saved = json.loads(saved_in.read_text())["hash"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"--plan {saved_in}: not a saved plan ({error})", remedy="Save one: forge-tui plan ANSWERS -o FILE") from error
    if saved != plan.hash:
        raise PlanDrift(f"the saved plan is {str(saved)[:16]}, these answers and charts give {plan.hash[:16]}")
