"""Follows Argo CD's Applications and tells each change once."""

from __future__ import annotations

from forge_tui.domain.application import Application
from forge_tui.domain.events import ComponentObserved, ViewFresh, ViewStale
from forge_tui.domain.objects import APPLICATION, WatchEvent
from forge_tui.domain.sanitise import clean_line
from forge_tui.engine.names import ARGOCD_NAMESPACE, ROOT
from forge_tui.engine.workspace import Workspace

_WHAT = "Applications"


class Observer:
    """The current view of every Application in namespace argocd."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._said: dict[str, tuple[str, str]] = {}
        self._stale = False
        self.applications: dict[str, Application] = {}
        self.changed_at_s: dict[str, float] = {}
        """When (monotonic) an Application's own view last changed."""
        self.synced = False
        """Whether the first list is complete."""

    @property
    def root(self) -> Application | None:
        """The app of apps."""
        return self.applications.get(ROOT)

    async def follow(self) -> None:
        """Run until cancelled."""
        async with self._workspace.adapters.cluster.watch(APPLICATION, ARGOCD_NAMESPACE) as events:
            async for event in events:
                self._take(event)
                await self._workspace.notify()

    def _take(self, event: WatchEvent) -> None:
        match event.change:
            case "synced":
                self.synced = True
                if self._stale:
                    self._stale = False
                    self._workspace.narrator.emit(ViewFresh(_WHAT))
            case "stale":
                if not self._stale:
                    self._stale = True
                    self._workspace.narrator.emit(ViewStale(_WHAT))
            case "deleted":
                self.applications.pop(event.manifest["metadata"]["name"], None)
            case _:
                self._observe(Application.of(event.manifest))

    def _observe(self, application: Application) -> None:
        before = self.applications.get(application.name)
        self.applications[application.name] = application
        if before != application:
            self.changed_at_s[application.name] = self._workspace.adapters.clock.monotonic_s()
        words = (application.sync.value, application.health.value)
        if application.name in self._workspace.plan.catalogue and self._said.get(application.name) != words:
            self._said[application.name] = words
            message = application.health_message or application.operation_message
            self._workspace.narrator.emit(ComponentObserved(application.name, *words, clean_line(message, 500)))
