"""What the steps of one run share: the plan, the ways into the world, and what earlier steps produced."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forge_tui.domain.component import Component
from forge_tui.domain.objects import APPLICATION, Manifest
from forge_tui.domain.plan import Plan
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.journal import Narrator
from forge_tui.engine.names import CHARTS_URL, ROOT
from forge_tui.engine.record import ClusterRecord
from forge_tui.ports import Adapters, ClusterIdentity, Release, VendoredCharts


@dataclass(frozen=True, slots=True)
class Options:
    """How a run behaves; none of it changes what gets installed."""

    accelerate: bool = True
    crds_first: bool = True
    timeout_s: float = 45 * 60.0
    patience_s: float = 60.0
    """How long a failure that does not heal by itself is given before a run without anything else to do ends."""
    foundation_timeout_s: float = 15 * 60.0
    waive: tuple[str, ...] = ()
    """Names of checks whose failure does not stop the run."""


@dataclass(slots=True)
class Workspace:
    """One run's shared state. A step reads what the steps named in its `after` have put here."""

    plan: Plan
    adapters: Adapters
    narrator: Narrator
    options: Options
    identity: ClusterIdentity
    record: ClusterRecord
    charts: VendoredCharts = field(default_factory=lambda: VendoredCharts(Path(), {}))
    applications: dict[str, Manifest] = field(default_factory=dict)
    """Component to its Application as the root chart renders it."""
    project: Manifest | None = None
    revision: str = "main"
    """Commit of the charts repository that Applications name."""
    values_revision: str = ""
    """Commit of the values repository that the root renders with."""
    crds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Component to the names of its CRDs that were applied first."""
    established: set[str] = field(default_factory=set)
    """Names of CRDs that the API server serves."""
    seeded: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the vault is unsealed and seeded."""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    """Notified when `established` grows or an Application changes."""
    skips: Skips = field(default_factory=Skips)
    """What the operator asked not to wait for."""
    _rendered: dict[str, asyncio.Task[list[Manifest]]] = field(default_factory=dict)

    def values_of(self, component: str) -> dict[str, Any]:
        """Values that Argo CD will render a component's chart with; Helm gets the same, so that nothing differs afterwards."""
        return dict(self.applications[component]["spec"]["source"]["helm"]["valuesObject"])

    def release_of(self, component: Component) -> Release:
        """A component as Helm sees it."""
        return Release(component.name, component.namespace, self.charts.directory / component.chart, self.values_of(component.name))

    async def rendered(self, component: str) -> list[Manifest]:
        """What a component's chart renders to; rendered once a run, on first use."""
        if component not in self._rendered or self._rendered[component].cancelled():
            release = self.release_of(self.plan.catalogue[component])
            self._rendered[component] = asyncio.create_task(self._render(release))
        return await asyncio.shield(self._rendered[component])

    async def render_root(self) -> None:
        """Render the root chart for `revision` into `applications` and `project`."""
        values = dict(self.plan.root_values) | {"git": {"url": CHARTS_URL, "revision": self.revision}}
        manifests = await self._render(Release(ROOT, "argocd", self.charts.directory / "root", values))
        self.applications = {m["metadata"]["name"]: m for m in manifests if m["kind"] == APPLICATION.kind}
        self.project = next((m for m in manifests if m["kind"] == "AppProject"), None)

    @property
    def root_revision(self) -> str:
        """What the root Application shows once it was compared with this plan's commits (`Application.revision`)."""
        return f"{self.revision},{self.values_revision}"

    async def notify(self) -> None:
        """Wake whoever waits for a change."""
        async with self.changed:
            self.changed.notify_all()

    def progress(self, step: str, message: str, done: int = 0, total: int = 0) -> None:
        """Say what a step does now."""
        self.narrator.progress(step, message, done, total)

    async def _render(self, release: Release) -> list[Manifest]:
        return list(await self.adapters.helm.template(release, kube_version=self.identity.version))
