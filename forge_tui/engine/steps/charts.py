"""Fetch and verify the charts; nothing in the cluster changes."""

from __future__ import annotations

from forge_tui.domain.events import Change, NoticeRaised
from forge_tui.engine.workspace import Workspace

NAME = "charts"


async def run(workspace: Workspace) -> Change:
    """Vendor every chart of the plan and render the root."""
    workspace.charts = await workspace.adapters.charts.vendor(
        workspace.plan.catalogue, lambda message, done, total: workspace.progress(NAME, message, done, total)
    )
    if unpinned := workspace.charts.unpinned:
        message = f"{len(unpinned)} downloads have no pinned digest and were trusted: {', '.join(unpinned)}"
        workspace.narrator.emit(NoticeRaised(message, "Pin them in charts/charts.lock."))
    await workspace.render_root()
    return Change.UNCHANGED
