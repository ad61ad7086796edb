"""What Git holds for a component: its chart, rendered with the values that its Application names."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.objects import Manifest
from forge_tui.ports import Adapters, Release, VendoredCharts

_HOOK = "helm.sh/hook"
_KEPT = 8
"""Rendered components that are kept; an operator goes back and forth between few."""


class Rendering:
    """Vendors the charts once, renders each Application's source once as long as it stays the same."""

    def __init__(self, adapters: Adapters, catalogue: Catalogue) -> None:
        self._adapters = adapters
        self._catalogue = catalogue
        self._charts: VendoredCharts | None = None
        self._vendoring = asyncio.Lock()
        self._rendered: dict[str, tuple[object, list[Manifest]]] = {}

    async def of(self, component: str, application: Manifest) -> Sequence[Manifest]:
        """Manifests without hooks, which come and go. Raises HelmFailed, ChartSourceUnreachable."""
        source = application["spec"].get("source") or {}
        held = self._rendered.get(component)
        if held is not None and held[0] == source:
            return held[1]
        known = self._catalogue.components.get(component)
        if known is None or not source:
            raise ObjectRefused(f"{component} is not in the catalogue of this program, so there is nothing to compare with")
        charts = await self._vendored()
        values = (source.get("helm") or {}).get("valuesObject") or {}
        release = Release(component, known.namespace, charts.directory / known.chart, values)
        version = (await self._adapters.cluster.identity()).version
        manifests = [entry for entry in await self._adapters.helm.template(release, kube_version=version) if not _is_hook(entry)]
        self._rendered[component] = (source, manifests)
        while len(self._rendered) > _KEPT:
            del self._rendered[next(iter(self._rendered))]
        return manifests

    async def _vendored(self) -> VendoredCharts:
        async with self._vendoring:
            if self._charts is None:
                self._charts = await self._adapters.charts.vendor(self._catalogue, lambda message, done, total: None)
            return self._charts


def _is_hook(manifest: Manifest) -> bool:
    return _HOOK in (manifest["metadata"].get("annotations") or {})
