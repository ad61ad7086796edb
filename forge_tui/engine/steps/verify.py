"""The root Application agrees: it has adopted every child and is itself Synced and Healthy.

It cannot while a skipped component is not ready; then it is enough that it has seen the newest commits.
"""

from __future__ import annotations

import asyncio

from forge_tui.domain.application import Application
from forge_tui.domain.events import Change
from forge_tui.domain.objects import APPLICATION
from forge_tui.engine.names import ARGOCD_NAMESPACE, REFRESH_ANNOTATION, ROOT, ROOT_REF
from forge_tui.engine.workspace import Workspace

NAME = "verify"
_ASK_AGAIN_S = 15.0


async def run(workspace: Workspace) -> Change:
    """Wait for the root; ask Argo CD to compare again when it does not notice by itself."""
    following = asyncio.create_task(_follow(workspace), name="root")
    clock = workspace.adapters.clock
    try:
        while not following.done():
            waiting = asyncio.create_task(clock.sleep(_ASK_AGAIN_S))
            await asyncio.wait({following, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if not following.done():
                await workspace.adapters.cluster.patch(ROOT_REF, {"metadata": {"annotations": {REFRESH_ANNOTATION: "normal"}}})
        following.result()
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    return Change.UNCHANGED


async def _follow(workspace: Workspace) -> None:
    said = ""
    async with workspace.adapters.cluster.watch(APPLICATION, ARGOCD_NAMESPACE) as events:
        async for event in events:
            if event.change not in ("added", "modified") or event.manifest["metadata"]["name"] != ROOT:
                continue
            root = Application.of(event.manifest)
            seen = root.compared_to_spec and root.revision == workspace.root_revision
            if seen and (root.settled or workspace.skips.left):
                return
            if root.settled:
                message = "root has not seen the newest commits yet"
            else:
                message = f"root is {root.sync}, {root.health}: {root.operation_message or root.health_message}".rstrip(": ")
            if message != said:
                workspace.progress(NAME, message)
                said = message
