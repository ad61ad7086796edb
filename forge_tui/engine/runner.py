"""Runs the steps of a plan: each as soon as those before it are done, side by side where nothing orders them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping

from forge_tui.domain.events import Change
from forge_tui.domain.failures import ClusterOverloaded, ClusterUnreachable, VaultUnreachable
from forge_tui.domain.plan import Step
from forge_tui.engine import rollout
from forge_tui.engine.journal import narrated
from forge_tui.engine.steps import certificate, charts, crds, handover, push, root, secrets, storage, vault, verify
from forge_tui.engine.steps.install import installer
from forge_tui.engine.workspace import Workspace

Act = Callable[[Workspace], Awaitable[Change]]

ACTS: Mapping[str, Act] = {
    "charts": charts.run,
    "secrets": secrets.run,
    "certificate": certificate.run,
    "crds": crds.run,
    "crds-established": crds.wait_established,
    "install-storage": storage.run,
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


_PASSING = (ClusterUnreachable, ClusterOverloaded, VaultUnreachable)
"""What a server says, or fails to say, while it restarts."""
_PATIENCE_S = 60.0
_AGAIN_AFTER_S = 2.0


async def run_step(workspace: Workspace, step: Step) -> Change:
    """One step with its start and its end."""
    async with narrated(workspace.narrator, workspace.adapters.clock, step.name, step.title) as report:
        report.change = await _carried_out(workspace, step)
    return report.change


async def _carried_out(workspace: Workspace, step: Step) -> Change:
    """Carry a step out, and once more when a server restarts meanwhile: each looks before it acts, so repeating it is safe."""
    clock = workspace.adapters.clock
    failing_since_s = last_s = -math.inf
    while True:
        try:
            change = await ACTS[step.name](workspace)
        except _PASSING as error:
            now_s = clock.monotonic_s()
            if now_s - last_s > _PATIENCE_S:
                failing_since_s = now_s
            last_s = now_s
            # The rollout follows the cluster through restarts by itself; to begin it again would tell everything twice.
            if step.name == rollout.NAME or now_s - failing_since_s >= _PATIENCE_S:
                raise
            workspace.progress(step.name, f"tries again: {error.message}")
            await clock.sleep(_AGAIN_AFTER_S)
        else:
            # What was cut off may have changed something, and nobody knows.
            return change if last_s == -math.inf else Change.CHANGED


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
