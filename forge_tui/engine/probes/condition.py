"""An object's status condition has the wanted value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_tui.domain.objects import ObjectRef
from forge_tui.engine.readiness import condition
from forge_tui.ports import Cluster

KIND = "condition"


async def why_not(cluster: Cluster, arguments: Mapping[str, Any]) -> str:
    """Arguments: apiVersion, objectKind, name, namespace (empty for cluster-scoped), type, status."""
    ref = ObjectRef(arguments["apiVersion"], arguments["objectKind"], arguments["name"], arguments.get("namespace", ""))
    live = await cluster.get(ref)
    if live is None:
        return f"{ref}: not there yet"
    found = condition(live, arguments["type"])
    if found.get("status") == arguments.get("status", "True"):
        return ""
    return f"{ref}: {arguments['type']} is {found.get('status', 'unknown')} {found.get('message', '')}".rstrip()
