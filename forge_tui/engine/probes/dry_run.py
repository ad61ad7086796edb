"""The API server, its webhooks included, would accept a sample object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_tui.domain.failures import ObjectRefused
from forge_tui.ports import Cluster

KIND = "dry-run"


async def why_not(cluster: Cluster, arguments: Mapping[str, Any]) -> str:
    """Arguments: `manifest`, a sample object. It must be accepted twice, since one webhook pod of two may answer first."""
    try:
        for _ in range(2):
            await cluster.dry_run(dict(arguments["manifest"]))
    except ObjectRefused as error:
        return error.message
    return ""
