"""Watches one component that is not ready, and tells its blockers and causes as they change."""

from __future__ import annotations

from forge_tui.domain.application import Application
from forge_tui.domain.component import Component
from forge_tui.domain.events import ComponentBlocked, ComponentDiagnosed, ComponentRecovered
from forge_tui.engine.diagnosis import Diagnosis, chain, diagnose
from forge_tui.engine.evidence import gather, workloads_in, workloads_of
from forge_tui.engine.workspace import Workspace

LOOK_EVERY_S = 3.0


class Attendant:
    """One component's diagnosis over time; says each thing once."""

    def __init__(self, workspace: Workspace, component: Component) -> None:
        self._workspace = workspace
        self._component = component
        self._next_look_s = 0.0
        self._said: tuple[str, ...] = ()
        self._suspected = ""
        self._diagnosis: Diagnosis | None = None
        self._hopeless_since_s: float | None = None

    def hopeless_for(self, patience_s: float) -> Diagnosis | None:
        """The cause that does not heal by itself, once it has held for that long."""
        if self._hopeless_since_s is None or self._workspace.adapters.clock.monotonic_s() - self._hopeless_since_s < patience_s:
            return None
        return self._diagnosis

    async def look(self, application: Application | None, probe: str = "") -> None:
        """Gather evidence, at most every few seconds, and tell what is new."""
        now_s = self._workspace.adapters.clock.monotonic_s()
        if now_s < self._next_look_s:
            return
        self._next_look_s = now_s + LOOK_EVERY_S
        name = self._component.name
        wanted = workloads_in(application) if application is not None else []
        wanted = wanted or workloads_of(await self._workspace.rendered(name), self._component.namespace)
        evidence = await gather(self._workspace.adapters.cluster, name, application, wanted)
        links = chain(evidence, probe)
        if links and links != self._said:
            self._workspace.narrator.emit(ComponentBlocked(name, links))
            self._said = links
        self._judge(self._confirmed(diagnose(evidence)), now_s)

    def waits_for(self, reason: str) -> None:
        """Say why the component has not even begun."""
        if self._said != (reason,):
            self._said = (reason,)
            self._workspace.narrator.emit(ComponentBlocked(self._component.name, self._said))

    def recovered(self) -> None:
        """The component is ready: no cause holds any more."""
        self._judge(None, 0.0)

    def _confirmed(self, found: Diagnosis | None) -> Diagnosis | None:
        """A cause counts when two looks in a row see it: what passes within seconds is nobody's concern."""
        seen_before = self._suspected
        self._suspected = found.cause.id if found is not None else ""
        return found if found is not None and found.cause.id == seen_before else None

    def _judge(self, found: Diagnosis | None, now_s: float) -> None:
        before, self._diagnosis = self._diagnosis, found
        if found is None or found.cause.heals:
            self._hopeless_since_s = None
        elif self._hopeless_since_s is None:
            self._hopeless_since_s = now_s
        if found is None:
            if before is not None:
                self._workspace.narrator.emit(ComponentRecovered(self._component.name))
        elif before is None or (before.cause.id, before.sighting.object) != (found.cause.id, found.sighting.object):
            self._workspace.narrator.emit(
                ComponentDiagnosed(
                    self._component.name,
                    found.cause.id,
                    found.cause.title,
                    found.sighting.object,
                    found.sighting.message,
                    found.remedy,
                    found.cause.heals,
                )
            )
