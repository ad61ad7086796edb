"""The simulated helm program: renders the root chart and components, and installs releases into the simulated cluster."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from forge_tui.adapters.simulated.cluster import SimulatedCluster
from forge_tui.adapters.simulated.manifests import Renderer
from forge_tui.adapters.simulated.root_chart import render_root
from forge_tui.domain.objects import CRD, NAMESPACE, SECRET, Manifest, ObjectRef
from forge_tui.ports import Clock, Release

_MANAGER = "helm"
_CALL_S = 0.3


class SimulatedHelm:
    """`ports.Helm`. A component's chart renders to what the machine knows of the component, not to its templates."""

    def __init__(
        self, cluster: SimulatedCluster, renderer: Renderer, defaults: Mapping[str, Any], clock: Clock, *, install_s: float = 2.0
    ) -> None:
        """`defaults` is the content of root/values.yaml."""
        self._cluster = cluster
        self._renderer = renderer
        self._defaults = defaults
        self._clock = clock
        self._install_s = install_s

    async def version(self) -> str:
        """See the port."""
        await self._clock.sleep(_CALL_S)
        return "3.21.0"

    async def template(self, release: Release, *, kube_version: str) -> Sequence[Manifest]:
        """See the port."""
        await self._clock.sleep(_CALL_S)
        return self._rendered(release)

    async def install(self, release: Release) -> bool:
        """See the port."""
        await self._clock.sleep(_CALL_S)
        manifests = self._rendered(release)
        fingerprint = hashlib.sha256(json.dumps([manifests, release.values], sort_keys=True, default=str).encode()).hexdigest()
        ref = ObjectRef(SECRET.api_version, SECRET.kind, f"sh.helm.release.v1.{release.name}.v1", release.namespace)
        if self._fingerprint(await self._cluster.get(ref)) == fingerprint:
            return False
        await self._clock.sleep(self._install_s)
        await self._apply({"apiVersion": NAMESPACE.api_version, "kind": NAMESPACE.kind, "metadata": {"name": release.namespace}})
        for manifest in manifests:
            await self._apply(_marked(manifest, release))
        await self._apply(_release_secret(ref, release, fingerprint))
        return True

    def _rendered(self, release: Release) -> list[Manifest]:
        if release.chart.name == "root":
            return render_root(self._defaults, release.values, release.namespace)
        return self._renderer.objects(release.chart.name, release.namespace, release.values)

    async def _apply(self, manifest: Manifest) -> None:
        if manifest["kind"] == CRD.kind and await self._cluster.get(ObjectRef.of(manifest)) is not None:
            return
        await self._cluster.apply(manifest, manager=_MANAGER)

    @staticmethod
    def _fingerprint(live: Manifest | None) -> str:
        return base64.b64decode(((live or {}).get("data") or {}).get("release", "")).decode()


def _marked(manifest: Manifest, release: Release) -> Manifest:
    """With what helm adds to whatever it installs."""
    metadata = dict(manifest["metadata"])
    ours = {"meta.helm.sh/release-name": release.name, "meta.helm.sh/release-namespace": release.namespace}
    metadata["annotations"] = {**(metadata.get("annotations") or {}), **ours}
    metadata["labels"] = {**(metadata.get("labels") or {}), "app.kubernetes.io/managed-by": "Helm"}
    return {**manifest, "metadata": metadata}


def _release_secret(ref: ObjectRef, release: Release, fingerprint: str) -> Manifest:
    labels = {"owner": "helm", "name": release.name, "status": "deployed", "version": "1"}
    return {
        "apiVersion": ref.api_version,
        "kind": ref.kind,
        "type": "helm.sh/release.v1",
        "metadata": {"name": ref.name, "namespace": ref.namespace, "labels": labels},
        "data": {"release": base64.b64encode(fingerprint.encode()).decode()},
    }
