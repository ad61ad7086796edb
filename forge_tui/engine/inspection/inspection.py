"""What a person may want to see of one component, read from the cluster when it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from forge_tui.domain.application import Application
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.inspection import Container, Difference, Happening, Resource
from forge_tui.domain.inspection_masks import masked
from forge_tui.domain.objects import EVENT, Manifest, ObjectRef
from forge_tui.engine.inspection import comparison, events, pods
from forge_tui.engine.inspection.rendering import Rendering
from forge_tui.engine.names import application_ref
from forge_tui.ports import Adapters

_AT_ONCE = 8
_READ_AT_MOST = 400
"""So many objects of one component are compared; the others are told as the same when Argo CD says so."""


class Inspection:
    """Serves the detail pane, over the ports only.

    Args:
        adapters: The ways into the world.
        catalogue: Where each component lives.
        redact: Replaces every secret that the run has learned.
    """

    def __init__(self, adapters: Adapters, catalogue: Catalogue, redact: Callable[[str], str] = str) -> None:
        self._adapters = adapters
        self._catalogue = catalogue
        self._redact = redact
        self._rendering = Rendering(adapters, catalogue)
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def resources(self, component: str) -> Sequence[Resource]:
        """What Argo CD manages for it, what needs a look first, the pods of each workload below it."""
        application = Application.of(await self._application(component))
        workloads = await self._live([entry.ref for entry in application.resources if entry.ref.kind in pods.OWNERS])
        found = await pods.of_workloads(self._adapters.cluster, workloads)
        return pods.listed(application, found)

    async def happenings(self, component: str) -> Sequence[Happening]:
        """Events of Kubernetes about its objects, the latest first."""
        application = Application.of(await self._application(component))
        about = {entry.ref for entry in application.resources}
        namespaces = sorted({ref.namespace for ref in about if ref.namespace} | {self._namespace(component)})
        told: list[Manifest] = []
        for namespace in namespaces:
            told += await self._adapters.cluster.list(EVENT, namespace)
        return await asyncio.to_thread(events.about, told, about, self._namespace(component))

    async def containers(self, component: str) -> Sequence[Container]:
        """Where its logs come from, the one that most needs a look first."""
        application = Application.of(await self._application(component))
        workloads = await self._live([entry.ref for entry in application.resources if entry.ref.kind in pods.OWNERS])
        found = await pods.of_workloads(self._adapters.cluster, workloads)
        return pods.containers([pod for group in found.values() for pod in group])

    async def logs(self, container: Container, *, follow: bool, previous: bool) -> AsyncGenerator[str]:
        """Lines of a log, with `follow` as they are written."""
        lines = self._adapters.cluster.logs(container.pod, container.name, follow=follow, previous=previous)
        async with aclosing(lines):
            async for line in lines:
                yield self._redact(line)

    async def differences(self, component: str) -> Sequence[Difference]:
        """Each object of it, live against Git, those that differ first."""
        raw = await self._application(component)
        application = Application.of(raw)
        wanted = await self._rendering.of(component, raw)
        asked = comparison.asked(application, wanted)
        read = asked[:_READ_AT_MOST]
        live = {comparison.place_of(ObjectRef.of(entry)): entry for entry in await self._live([ref for ref, _ in read])}
        ignored = raw["spec"].get("ignoreDifferences") or ()
        return await asyncio.to_thread(comparison.compared, read, live, ignored, self._yaml)

    async def document(self, component: str, ref: ObjectRef | None = None) -> str:
        """One of its objects as YAML; without `ref` its Application."""
        manifest = await self._application(component) if ref is None else await self._adapters.cluster.get(ref)
        if manifest is None:
            raise ObjectRefused(f"{ref} is not in the cluster")
        return await asyncio.to_thread(lambda: self._yaml(masked(manifest)))

    async def _application(self, component: str) -> Manifest:
        found = await self._adapters.cluster.get(application_ref(component))
        if found is None:
            raise ObjectRefused(f"there is no Application {component} yet")
        return found

    async def _live(self, refs: Sequence[ObjectRef]) -> list[Manifest]:
        async def one(ref: ObjectRef) -> Manifest | None:
            async with self._turn:
                return await self._adapters.cluster.get(ref)

        return [manifest for manifest in await asyncio.gather(*map(one, refs)) if manifest is not None]

    def _namespace(self, component: str) -> str:
        known = self._catalogue.components.get(component)
        return known.namespace if known else component

    def _yaml(self, manifest: Manifest) -> str:
        return self._redact(self._adapters.dump_values(manifest).decode())
