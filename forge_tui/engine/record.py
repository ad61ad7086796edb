"""The memory that the cluster itself keeps: which steps were finished, so that any machine can continue."""

from __future__ import annotations

import json
from typing import Any

from forge_tui.domain.objects import FIELD_MANAGER, Manifest
from forge_tui.engine.names import RECORD_REF
from forge_tui.ports import Cluster


class ClusterRecord:
    """ConfigMap forge-system/forge-tui-journal, one key a fact, each value JSON. Holds no secret."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._facts: dict[str, Any] = {}

    async def load(self) -> None:
        """Read what earlier runs left."""
        live = await self._cluster.get(RECORD_REF)
        data = (live or {}).get("data") or {}
        self._facts = {key: json.loads(value) for key, value in data.items()}

    def get(self, fact: str) -> Any:
        """The value of a fact, or None."""
        return self._facts.get(fact)

    async def put(self, fact: str, value: Any) -> None:
        """Keep a fact; it is in the cluster when this returns."""
        if self._facts.get(fact) == value and fact in self._facts:
            return
        self._facts[fact] = value
        await self._cluster.apply(self._manifest(), manager=FIELD_MANAGER)

    def _manifest(self) -> Manifest:
        return {
            "apiVersion": RECORD_REF.api_version,
            "kind": RECORD_REF.kind,
            "metadata": {"name": RECORD_REF.name, "namespace": RECORD_REF.namespace},
            "data": {key: json.dumps(value, sort_keys=True) for key, value in sorted(self._facts.items())},
        }
