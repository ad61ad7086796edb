"""One run from the first event to the last, whatever happens in between."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from forge_tui import __version__
from forge_tui.domain import graph
from forge_tui.domain.errors import ExitCode, ForgeError
from forge_tui.domain.events import FORMAT_VERSION, Change, CheckFinished, NoticeRaised, Outcome, RunFinished, RunStarted, Verdict
from forge_tui.domain.failures import Cancelled, ComponentsSkipped, LeaseHeld, PreflightFailed, TimedOut
from forge_tui.domain.plan import Plan
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.announcement import listed
from forge_tui.engine.checks import Question, run_checks
from forge_tui.engine.journal import Narrator, described, narrated, unexpected
from forge_tui.engine.lease import ClusterLease, Holder
from forge_tui.engine.record import ClusterRecord
from forge_tui.engine.runner import run_step, run_steps
from forge_tui.engine.unused_answers import unused
from forge_tui.engine.workspace import Options, Workspace
from forge_tui.ports import Adapters, ClusterIdentity


@dataclass(frozen=True, slots=True)
class Run:
    """What identifies a run."""

    run_id: str
    mode: str
    """`install` or `simulate`."""


async def run(
    plan: Plan,
    adapters: Adapters,
    narrator: Narrator,
    options: Options,
    this: Run,
    identity: ClusterIdentity,
    skips: Skips | None = None,
) -> ExitCode:
    """Carry out a plan and tell it; returns the exit code; raises only cancellation and what nobody foresaw, both told before.

    Cancelling the task ends every step in order, releases the lease and emits the last event. Through `skips` an operator
    says what the rollout need not wait for; what of it is not ready at the end makes the run fail, with all else done.
    """
    started_at_s = adapters.clock.monotonic_s()
    narrator.emit(_announcement(plan, this, identity))
    record = ClusterRecord(adapters.cluster)
    workspace = Workspace(plan, adapters, narrator, options, identity, record, skips=skips or Skips())
    change = Change.UNCHANGED
    error: ForgeError | None = None
    outcome = Outcome.SUCCEEDED
    try:
        change = await _limited(workspace, this)
        if workspace.skips.left:
            raise ComponentsSkipped(f"not waited for: {'; '.join(workspace.skips.left)}")
    except asyncio.CancelledError:
        outcome, error = Outcome.CANCELLED, Cancelled("stopped before the end")
        raise
    except ForgeError as failure:
        outcome, error = Outcome.FAILED, failure
    except Exception as failure:
        outcome, error = Outcome.FAILED, unexpected(failure)
        raise
    finally:
        code = ExitCode.DONE if error is None else error.exit_code
        path_s, path = _critical_path(plan, narrator)
        duration_s = adapters.clock.monotonic_s() - started_at_s
        told = None if error is None else described(error)
        narrator.emit(RunFinished(outcome, int(code), change, duration_s, path_s, path, told))
    return code


async def _limited(workspace: Workspace, this: Run) -> Change:
    """The run within its time limit."""
    clock, limit_s = workspace.adapters.clock, workspace.options.timeout_s
    working = asyncio.create_task(_work(workspace, this), name="work")
    limit = asyncio.create_task(clock.sleep(limit_s), name="limit")
    try:
        await asyncio.wait({working, limit}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise TimedOut(f"not finished after {limit_s:.0f} s")
        return working.result()
    finally:
        limit.cancel()
        working.cancel()
        await asyncio.gather(working, limit, return_exceptions=True)


async def _work(workspace: Workspace, this: Run) -> Change:
    await _preflight(workspace)
    steps = {step.name: step for step in workspace.plan.steps}
    await run_step(workspace, steps.pop("charts"))
    taking = steps.pop("lease")
    me = asyncio.current_task()
    lost: list[LeaseHeld] = []

    def give_up(error: LeaseHeld) -> None:
        lost.append(error)
        if me is not None:
            me.cancel()

    lease = ClusterLease(workspace.adapters.cluster, workspace.adapters.clock, Holder.this_process(this.run_id))
    holding = lease.held(lambda message: workspace.progress("lease", message), give_up)
    async with narrated(workspace.narrator, workspace.adapters.clock, taking.name, taking.title):
        await holding.__aenter__()
    try:
        await workspace.record.load()
        return await run_steps(workspace, tuple(steps.values()))
    except asyncio.CancelledError:
        if lost:
            raise lost[0] from None
        raise
    finally:
        await holding.__aexit__(None, None, None)


async def _preflight(workspace: Workspace) -> None:
    if paths := unused(workspace.plan.answers):
        workspace.narrator.emit(NoticeRaised(f"this version does not act on {', '.join(paths)} yet"))
    async with narrated(workspace.narrator, workspace.adapters.clock, "preflight", "check the cluster"):
        question = Question(workspace.plan, workspace.adapters, workspace.identity)
        findings = await run_checks(question, workspace.options.waive)
        for finding in findings:
            workspace.narrator.emit(finding)
        failed = [finding for finding in findings if finding.verdict is Verdict.FAIL]
        if failed:
            raise _preflight_error(failed)


def _preflight_error(failed: list[CheckFinished]) -> PreflightFailed:
    return PreflightFailed("; ".join(f"{finding.title}: {finding.message}" for finding in failed), remedy=failed[0].remedy)


def _announcement(plan: Plan, this: Run, identity: ClusterIdentity) -> RunStarted:
    estimate_s, _ = plan.critical_path()
    components = listed(plan.catalogue)
    steps = ("preflight", *(step.name for step in plan.steps))
    return RunStarted(
        FORMAT_VERSION, __version__, this.run_id, this.mode, identity.context, identity.server, plan.hash, steps, components, estimate_s
    )


def _critical_path(plan: Plan, narrator: Narrator) -> tuple[float, tuple[str, ...]]:
    """The longest chain of what this run measured itself; the rollout counts by its components, not as a whole."""
    measured = {name: seconds for name, seconds in narrator.seconds.items() if name != "rollout"}
    nodes = {name: tuple(parents) for name, parents in plan.nodes.items()}
    nodes["charts"] = ("preflight",)
    nodes["preflight"] = ()
    length_s, path = graph.critical_path(nodes, measured)
    return length_s, tuple(name for name in path if name in measured)
