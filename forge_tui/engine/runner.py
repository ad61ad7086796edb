"""Runs the steps of a plan: each as soon as those before it are done, side by side where nothing orders them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from forge_tui.domain.events import Change
from forge_tui.domain.plan import Step
from forge_tui.engine import rollout
from forge_tui.engine.journal import narrated
from forge_tui.engine.steps import charts, crds, handover, push, root, secrets, vault, verify
from forge_tui.engine.steps.install import installer
from forge_tui.engine.workspace import Workspace

Act = Callable[[Workspace], Awaitable[Change]]

ACTS: Mapping[str, Act] = {
    "charts": charts.run,
    "secrets": secrets.run,
    "crds": crds.run,
    "crds-established": crds.wait_established,
    "install-openbao": installer("openbao"),
    "install-gitea": installer("gitea"),
    "install-argocd": installer("argocd"),
    "vault": vault.run,
    "push": push.run,
    "root": root.run,
    "rollout": rollout.run,
    "verify": verify.run,
    "handover": handover.run,
}


async def run_step(workspace: Workspace, step: Step) -> Change:
    """One step with its start and its end."""
    async with narrated(workspace.narrator, workspace.adapters.clock, step.name, step.title) as report:
        report.change = await ACTS[step.name](workspace)
    return report.change


async def run_steps(workspace: Workspace, steps: tuple[Step, ...]) -> Change:
    """All of them in the order of their `after`. The first failure cancels the rest: whatever Git already holds goes on
    in the cluster, and the next run takes up what is missing.
    """
    names = {step.name for step in steps}
    tasks: dict[str, asyncio.Task[Change]] = {}

    async def run(step: Step) -> Change:
        for name in step.after:
            if name in names:
                await asyncio.shield(tasks[name])
        return await run_step(workspace, step)

    for step in steps:
        tasks[step.name] = asyncio.create_task(run(step), name=step.name)
    try:
        await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
        failed = next((task for task in tasks.values() if task.done() and not task.cancelled() and task.exception()), None)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    if failed is not None:
        failed.result()
    changes = [task.result() for task in tasks.values()]
    return Change.CHANGED if Change.CHANGED in changes else Change.UNCHANGED
