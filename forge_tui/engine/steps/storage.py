"""A class of volumes for a cluster without any: the foundation's claims need it before Argo CD can bring anything."""

from __future__ import annotations

from forge_tui.domain.events import Change
from forge_tui.domain.objects import ARGOCD_FIELD_MANAGER, FIELD_MANAGER, NAMESPACE, ObjectRef
from forge_tui.engine.names import STORAGE_COMPONENT
from forge_tui.engine.workspace import Workspace

NAME = "install-storage"


async def run(workspace: Workspace) -> Change:
    """Apply what the chart renders, as the manager that Argo CD uses itself. What is there is Argo CD's and left alone."""
    cluster = workspace.adapters.cluster
    place = ObjectRef(NAMESPACE.api_version, NAMESPACE.kind, workspace.plan.catalogue[STORAGE_COMPONENT].namespace)
    namespace = {"apiVersion": place.api_version, "kind": place.kind, "metadata": {"name": place.name}}
    manifests = await workspace.rendered(STORAGE_COMPONENT)
    # First, and labelled as the chart has it: its pods need more rights than a namespace gives by itself.
    manifests.sort(key=lambda manifest: manifest["kind"] != NAMESPACE.kind)
    if not any(ObjectRef.of(manifest) == place for manifest in manifests):
        manifests = [namespace, *manifests]
    made = 0
    for manifest in manifests:
        if await cluster.get(ObjectRef.of(manifest)) is None:
            await cluster.apply(manifest, manager=FIELD_MANAGER if manifest is namespace else ARGOCD_FIELD_MANAGER)
            made += 1
            workspace.progress(NAME, f"made {ObjectRef.of(manifest)}", made, len(manifests))
    return Change.CHANGED if made else Change.UNCHANGED
