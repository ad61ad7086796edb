"""Brings the components up in the order of their graph, faster than the root's waves would.

For each component: wait for its hard parents, apply its Application exactly as the root would render it, wait until
Argo CD has settled it and its probes pass. The engine creates nothing that Git does not hold, so it may die at any
moment: the root Application finishes by waves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from forge_tui.domain import graph
from forge_tui.domain.application import Application
from forge_tui.domain.component import Component, Dependency
from forge_tui.domain.events import Change, ComponentApplied, ComponentReady, ComponentSkipped
from forge_tui.domain.failures import ComponentsFailed
from forge_tui.domain.objects import ARGOCD_FIELD_MANAGER
from forge_tui.domain.plan import VAULT_COMPONENT
from forge_tui.engine import probing
from forge_tui.engine.attendant import Attendant
from forge_tui.engine.nudge import Nudger
from forge_tui.engine.observer import Observer
from forge_tui.engine.tracking import tracked
from forge_tui.engine.workspace import Workspace

NAME = "rollout"
_TICK_S = 1.0
_LOOK_AFTER_S = 4.0
_APPLY_AT_ONCE = 8


class Rollout:
    """One run's rollout. Readiness is latched: a component that was ready stays ready for its dependents."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._observer = Observer(workspace)
        self._nudger = Nudger(workspace)
        self._attendants = {component.name: Attendant(workspace, component) for component in workspace.plan.catalogue}
        self._begun_s: dict[str, float] = {}
        self._probe: dict[str, str] = {}
        self._ready: set[str] = set()
        self._skipped: set[str] = set()
        self._applied = 0
        self._turn = asyncio.Semaphore(_APPLY_AT_ONCE)

    async def run(self) -> Change:
        """Return when every component is ready, or skipped by the operator.

        Raises:
            ComponentsFailed: What is not ready waits for something that does not heal by itself, for longer than the patience.
        """
        tasks = [asyncio.create_task(self._observer.follow(), name="observe"), asyncio.create_task(self._tick(), name="tick")]
        tasks += [asyncio.create_task(self._bring_up(component), name=component.name) for component in self._by_remaining_path()]
        tasks.append(asyncio.create_task(self._care(), name="care"))
        finished = asyncio.create_task(self._until(self._nothing_pending), name="finished")
        try:
            await _until_finished(finished, tasks)
        finally:
            self._workspace.skips.close(self._skipped - self._ready)
            for task in (*tasks, finished):
                task.cancel()
            await asyncio.gather(*tasks, finished, return_exceptions=True)
        return Change.CHANGED if self._applied else Change.UNCHANGED

    def _by_remaining_path(self) -> list[Component]:
        """Longest remaining chain first: what most waits for comes first wherever there is a queue."""
        plan = self._workspace.plan
        left = graph.remaining(self._edges(), {component.name: component.seconds for component in plan.catalogue})
        return sorted(plan.catalogue, key=lambda component: (-left[component.name], component.name))

    def _edges(self) -> dict[str, tuple[str, ...]]:
        catalogue = self._workspace.plan.catalogue
        return {name: tuple(parent for parent in parents if parent in catalogue) for name, parents in catalogue.hard_edges.items()}

    def _nothing_pending(self) -> bool:
        return self._attendants.keys() <= self._ready | self._skipped

    async def _bring_up(self, component: Component) -> None:
        for edge in component.depends_on:
            if edge.hard and edge.name in self._workspace.plan.catalogue:
                await self._edge_holds(component, edge)
        await self._until(lambda: self._observer.synced)
        if self._workspace.options.accelerate:
            await self._apply(component)
        await self._until(lambda: component.name in self._observer.applications)
        self._begun_s.setdefault(component.name, self._now_s())
        while True:
            await self._until(lambda: self._settled(component.name))
            self._probe[component.name] = await self._why_not_usable(component)
            if not self._probe[component.name]:
                break
            await self._workspace.adapters.clock.sleep(_TICK_S)
        duration_s = self._now_s() - self._begun_s[component.name]
        self._workspace.narrator.seconds[component.name] = duration_s
        self._ready.add(component.name)
        self._attendants[component.name].recovered()
        self._workspace.narrator.emit(ComponentReady(component.name, duration_s))
        await self._workspace.notify()

    async def _why_not_usable(self, component: Component) -> str:
        """Beyond its probes, the vault is usable when the seeds are there."""
        if component.name == VAULT_COMPONENT and not self._workspace.seeded.is_set():
            return "the vault is not seeded yet"
        return await probing.why_not(self._workspace.adapters.cluster, component)

    async def _edge_holds(self, component: Component, edge: Dependency) -> None:
        """A hard parent is ready or skipped; where only its CRDs are needed, these being served is enough."""
        if not self._holds(edge):
            self._attendants[component.name].waits_for(f"{edge.name}: {edge.why}")
            await self._until(lambda: self._holds(edge))

    def _holds(self, edge: Dependency) -> bool:
        if edge.name in self._ready or edge.name in self._skipped:
            return True
        definitions = set(self._workspace.crds.get(edge.name, ()))
        return edge.holds_with_crds and bool(definitions) and definitions <= self._workspace.established

    async def _apply(self, component: Component) -> None:
        live = self._observer.applications.get(component.name)
        if live is not None and live.compared_to_spec and self._is_current(live):
            return
        async with self._turn:
            manifest = tracked(self._workspace.applications[component.name])
            await self._workspace.adapters.cluster.apply(manifest, manager=ARGOCD_FIELD_MANAGER)
        self._begun_s[component.name] = self._now_s()
        self._applied += 1
        self._workspace.narrator.emit(ComponentApplied(component.name))

    def _is_current(self, application: Application) -> bool:
        """Of this plan: other values at the same commit of the charts are another source."""
        wanted = self._workspace.applications[application.name]["spec"]["source"]
        return bool(application.revision == wanted["targetRevision"] and application.names(wanted))

    def _settled(self, name: str) -> bool:
        application = self._observer.applications.get(name)
        return application is not None and application.settled and self._is_current(application)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._workspace.changed:
            await self._workspace.changed.wait_for(holds)

    async def _tick(self) -> None:
        while True:
            await self._workspace.adapters.clock.sleep(_TICK_S)
            self._take_skips()
            await self._workspace.notify()

    def _take_skips(self) -> None:
        """What the operator skips keeps nobody waiting any more; it is watched on, and may still become ready."""
        for name, reason in self._workspace.skips.asked.items():
            if name in self._attendants and name not in self._skipped and name not in self._ready:
                self._skipped.add(name)
                self._workspace.narrator.emit(ComponentSkipped(name, reason))

    async def _care(self) -> None:
        """Diagnose and nudge what has begun and is not ready; give up when nothing is left to wait for."""
        while True:
            await self._workspace.adapters.clock.sleep(_TICK_S)
            waiting = [name for name in self._begun_s if name not in self._ready]
            await asyncio.gather(*(self._care_for(name) for name in waiting))
            self._end_if_hopeless()

    async def _care_for(self, name: str) -> None:
        application = self._observer.applications.get(name)
        if application is not None and not application.settled:
            await self._nudger.consider(application)
        if self._now_s() - self._begun_s[name] < _LOOK_AFTER_S:
            return
        probe = self._probe.get(name, "") if application is not None and application.settled else ""
        await self._attendants[name].look(application, probe)

    def _end_if_hopeless(self) -> None:
        """Give up when all that is not ready has failed for good, or waits behind what has."""
        patience_s = self._workspace.options.patience_s
        waiting = self._attendants.keys() - self._ready - self._skipped
        found = {name: self._attendants[name].hopeless_for(patience_s) for name in waiting}
        lost = {name: diagnosis for name, diagnosis in sorted(found.items()) if diagnosis is not None}
        edges = self._open_edges()
        behind = set(lost).union(*(graph.dependents(edges, name) for name in lost))
        if lost and waiting <= behind:
            reasons = "; ".join(f"{name}: {diagnosis}" for name, diagnosis in lost.items())
            held = sorted(waiting - set(lost))
            message = reasons + (f"; waiting behind it: {', '.join(held)}" if held else "")
            raise ComponentsFailed(message, remedy=next(iter(lost.values())).remedy)

    def _open_edges(self) -> dict[str, tuple[str, ...]]:
        """Component to the hard parents that it still waits for: an edge that holds without its parent keeps nobody waiting."""
        catalogue = self._workspace.plan.catalogue
        return {
            component.name: tuple(
                edge.name for edge in component.depends_on if edge.hard and edge.name in catalogue and not self._holds(edge)
            )
            for component in catalogue
        }

    def _now_s(self) -> float:
        return self._workspace.adapters.clock.monotonic_s()


async def _until_finished(finished: asyncio.Task[None], tasks: list[asyncio.Task[None]]) -> None:
    """Until the first task has ended, or one of the others has failed: then its error is raised."""
    working = {finished, *tasks}
    while not finished.done():
        done, working = await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


async def run(workspace: Workspace) -> Change:
    """The step of the plan."""
    return await Rollout(workspace).run()
