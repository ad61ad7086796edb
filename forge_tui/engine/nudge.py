"""Heals a stale view: the live objects are ready and Argo CD does not say so.

Argo CD then waits for its next periodic comparison, minutes away. Asking it to compare again puts it right in
seconds; asking without looking makes everything slower (both measured, architecture.md section 7). Only an
annotation that Argo CD itself removes is set: no spec changes, safe at any time.
"""

from __future__ import annotations

from forge_tui.domain.application import Application, HealthStatus, ManagedResource, SyncStatus
from forge_tui.domain.events import ComponentNudged
from forge_tui.engine.names import REFRESH_ANNOTATION, application_ref
from forge_tui.engine.readiness import has_rule, why_not_ready
from forge_tui.engine.workspace import Workspace
from forge_tui.ports import Cluster

STALE_AFTER_S = 10.0
EVERY_S = 30.0
AT_ONCE = 2
_WINDOW_S = 10.0


class Nudger:
    """Nudges at most once per half minute and component, and two at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._last_s: dict[str, float] = {}
        self._count: dict[str, int] = {}
        self._suspected_since_s: dict[str, float] = {}

    async def consider(self, application: Application) -> bool:
        """Nudge when the live objects have been ready for a while and the Application has not noticed."""
        now_s = self._workspace.adapters.clock.monotonic_s()
        reason = await stale_because(self._workspace.adapters.cluster, application)
        if not reason:
            self._suspected_since_s.pop(application.name, None)
            return False
        since_s = self._suspected_since_s.setdefault(application.name, now_s)
        if now_s - since_s < STALE_AFTER_S or not self._may(application.name, now_s):
            return False
        self._last_s[application.name] = now_s
        self._count[application.name] = self._count.get(application.name, 0) + 1
        patch = {"metadata": {"annotations": {REFRESH_ANNOTATION: "normal"}}}
        await self._workspace.adapters.cluster.patch(application_ref(application.name), patch)
        self._workspace.narrator.emit(ComponentNudged(application.name, self._count[application.name], reason))
        return True

    def _may(self, name: str, now_s: float) -> bool:
        if now_s - self._last_s.get(name, -EVERY_S) < EVERY_S:
            return False
        return sum(now_s - last_s < _WINDOW_S for last_s in self._last_s.values()) < AT_ONCE


async def stale_because(cluster: Cluster, application: Application) -> str:
    """What Argo CD misses: every object that it calls unready or missing is there and ready. Empty when its view is right.

    An Application whose operation runs is busy, not stale. One that could not be compared stays so until the next
    periodic comparison, so it is asked again as well.
    """
    if application.settled or application.operation_phase in ("Running", "Terminating"):
        return ""
    for text in application.conditions:
        if text.startswith("ComparisonError"):
            return "the last comparison with Git failed"
    if not application.resources:
        return ""
    doubtful = [resource for resource in application.resources if _doubtful(resource)]
    for resource in doubtful:
        live = await cluster.get(resource.ref)
        if live is None or why_not_ready(live) or not (resource.health is HealthStatus.MISSING or has_rule(resource.ref.kind)):
            return ""
    if doubtful:
        first = doubtful[0]
        others = f" and {len(doubtful) - 1} more" if doubtful[1:] else ""
        return f"{first.ref} is ready, Argo CD says {first.health or first.sync}{others}"
    if application.sync is SyncStatus.SYNCED and application.health is not HealthStatus.HEALTHY:
        return f"all {len(application.resources)} objects are healthy, Argo CD says {application.health}"
    return ""


def _doubtful(resource: ManagedResource) -> bool:
    return not resource.hook and resource.health in (
        HealthStatus.DEGRADED,
        HealthStatus.MISSING,
        HealthStatus.PROGRESSING,
        HealthStatus.UNKNOWN,
    )
