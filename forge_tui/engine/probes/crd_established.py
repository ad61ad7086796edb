"""CRDs that dependents use are served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_tui.domain.objects import CRD, ObjectRef
from forge_tui.engine.readiness import why_not_ready
from forge_tui.ports import Cluster

KIND = "crd-established"


async def why_not(cluster: Cluster, arguments: Mapping[str, Any]) -> str:
    """Arguments: `names`, a list of CRD names."""
    for name in arguments["names"]:
        live = await cluster.get(ObjectRef(CRD.api_version, CRD.kind, name))
        reason = why_not_ready(live) if live is not None else "not there"
        if reason:
            return f"CRD {name}: {reason}"
    return ""
