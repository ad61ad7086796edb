"""A Secret that dependents read exists and holds a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_tui.domain.objects import SECRET, ObjectRef
from forge_tui.ports import Cluster

KIND = "secret-key"


async def why_not(cluster: Cluster, arguments: Mapping[str, Any]) -> str:
    """Arguments: namespace, name, key."""
    ref = ObjectRef(SECRET.api_version, SECRET.kind, arguments["name"], arguments["namespace"])
    live = await cluster.get(ref)
    if live is None:
        return f"{ref}: not there yet"
    return "" if (live.get("data") or {}).get(arguments["key"]) else f"{ref}: has no key {arguments['key']}"
