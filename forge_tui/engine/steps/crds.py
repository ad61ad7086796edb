"""CRDs first: all of the plan's CRDs, before Argo CD's controller watches.

Each CRD that arrives while the controller watches makes it restart its watches and read the whole OpenAPI
schema again; applied before, byte for byte what Git holds, they cost nothing later (docs/performance.md).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence

from forge_tui.domain.events import Change
from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.objects import ARGOCD_FIELD_MANAGER, CRD, Manifest, ObjectRef, WatchEvent
from forge_tui.domain.sanitise import clean_line
from forge_tui.engine.readiness import condition, why_not_ready
from forge_tui.engine.workspace import Workspace

NAME = "crds"
AT_ONCE = 8
STUCK_AFTER_S = 5.0
WOKEN_ANNOTATION = "forge-tui.io/woken"


async def run(workspace: Workspace) -> Change:
    """Apply the CRDs of every component that Helm does not install itself."""
    if not workspace.options.crds_first:
        return Change.UNCHANGED
    live = {entry["metadata"]["name"]: entry for entry in await workspace.adapters.cluster.list(CRD)}
    fingerprint = _fingerprint(workspace)
    known = workspace.record.get("crds") or {}
    if known.get("fingerprint") == fingerprint and all(name in live for names in known["names"].values() for name in names):
        workspace.crds = {component: tuple(names) for component, names in known["names"].items()}
        return Change.UNCHANGED
    definitions = await _definitions(workspace)
    workspace.crds = {component: tuple(crd["metadata"]["name"] for crd in crds) for component, crds in definitions.items()}
    wanted = [crd for crds in definitions.values() for crd in crds]
    changed = await _apply_all(workspace, wanted, live)
    await workspace.record.put("crds", {"fingerprint": fingerprint, "names": {c: list(n) for c, n in workspace.crds.items()}})
    return Change.CHANGED if changed else Change.UNCHANGED


async def wait_established(workspace: Workspace) -> Change:
    """Follow the CRDs until each is served, and tell those who wait for one."""
    wanted = {name for names in workspace.crds.values() for name in names}
    if not wanted:
        return Change.UNCHANGED
    following = asyncio.create_task(_follow(workspace, wanted), name="follow CRDs")
    waking = asyncio.create_task(_wake_stuck(workspace, wanted), name="wake CRDs")
    try:
        await asyncio.wait({following, waking}, return_when=asyncio.FIRST_COMPLETED)
        (following if following.done() else waking).result()
    finally:
        following.cancel()
        waking.cancel()
        await asyncio.gather(following, waking, return_exceptions=True)
    return Change.UNCHANGED


async def _follow(workspace: Workspace, wanted: set[str]) -> None:
    async with workspace.adapters.cluster.watch(CRD) as events:
        async for event in events:
            if await _note(workspace, event) and wanted <= workspace.established:
                break


async def _wake_stuck(workspace: Workspace, wanted: set[str]) -> None:
    """Write to CRDs whose names are accepted and that are not served, when for a while none has moved.

    An API server that ended between the two goes on with a CRD only when that is written to, or minutes later (Kubernetes
    1.34, apiextensions-apiserver, customresource_handler.go, updateCustomResourceDefinition). Metadata only, and taken back.
    """
    before: set[str] = set()
    while True:
        await workspace.adapters.clock.sleep(STUCK_AFTER_S)
        left = wanted - workspace.established
        for name in sorted(left) if left == before else ():
            ref = ObjectRef(CRD.api_version, CRD.kind, name)
            live = await workspace.adapters.cluster.get(ref) or {}
            if condition(live, "NamesAccepted").get("status") == "False":
                workspace.progress("crds-established", clean_line(f"{name}: {why_not_ready(live)}", 300))
            if condition(live, "NamesAccepted").get("status") == "True" and condition(live, "Established").get("status") != "True":
                workspace.progress("crds-established", f"{name} is accepted and not served: writes to it once more")
                for mark in ("true", None):
                    await workspace.adapters.cluster.patch(ref, {"metadata": {"annotations": {WOKEN_ANNOTATION: mark}}})
        before = left


async def _note(workspace: Workspace, event: WatchEvent) -> bool:
    if event.change not in ("added", "modified") or why_not_ready(event.manifest):
        return False
    workspace.established.add(event.manifest["metadata"]["name"])
    await workspace.notify()
    return True


async def _definitions(workspace: Workspace) -> dict[str, list[Manifest]]:
    components = [component for component in workspace.plan.catalogue if not component.foundation]
    found: dict[str, list[Manifest]] = {}
    done = 0

    async def render(name: str) -> None:
        nonlocal done
        found[name] = [manifest for manifest in await workspace.rendered(name) if manifest["kind"] == CRD.kind]
        done += 1
        workspace.progress(NAME, f"rendered {name}", done, len(components))

    await asyncio.gather(*(render(component.name) for component in components))
    return {component.name: found[component.name] for component in components}


async def _apply_all(workspace: Workspace, wanted: Sequence[Manifest], live: dict[str, Manifest]) -> int:
    """Server-side apply, several at once, as the manager that Argo CD uses itself; returns how many changed."""
    for definition in wanted:
        _refuse_lost_version(definition, live.get(definition["metadata"]["name"]))
    turn = asyncio.Semaphore(AT_ONCE)
    changed = 0
    done = 0

    async def apply(definition: Manifest) -> None:
        nonlocal changed, done
        before = live.get(definition["metadata"]["name"])
        async with turn:
            after = await workspace.adapters.cluster.apply(definition, manager=ARGOCD_FIELD_MANAGER)
        done += 1
        if before is None or before["metadata"]["resourceVersion"] != after["metadata"]["resourceVersion"]:
            changed += 1
        workspace.progress(NAME, f"applied {definition['metadata']['name']}", done, len(wanted))

    tasks = [asyncio.create_task(apply(definition)) for definition in wanted]
    try:
        await asyncio.gather(*tasks)
    finally:  # a refused one ends the step: the others must not go on behind its back
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return changed


def _refuse_lost_version(definition: Manifest, live: Manifest | None) -> None:
    """Objects stored in a version that the new definition lacks could never be read again."""
    stored = set(((live or {}).get("status") or {}).get("storedVersions") or ())
    lost = stored - {version["name"] for version in definition["spec"]["versions"]}
    if lost:
        raise ObjectRefused(
            f"{ObjectRef.of(definition)} drops version {', '.join(sorted(lost))}, in which objects are stored",
            remedy=f"Migrate the stored objects first: kubectl get {definition['spec']['names']['plural']} -A -o yaml",
        )


def _fingerprint(workspace: Workspace) -> str:
    """What the rendered CRDs depend on: charts, values and the server's version."""
    facts = {
        "charts": sorted((path, hashlib.sha256(content).hexdigest()) for path, content in workspace.charts.files.items()),
        "values": workspace.plan.root_values,
        "version": workspace.identity.version,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
