"""The handover as the cluster keeps it, so that a console on any machine can show it. Holds no secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forge_tui.domain.events import Endpoint, HandoverGiven
from forge_tui.engine.record import ClusterRecord
from forge_tui.ports import Cluster

RECORDED = "handover"
"""Name of the fact."""


def recorded(given: HandoverGiven) -> Mapping[str, Any]:
    """As JSON types."""
    return {
        "endpoints": [{"name": one.name, "url": one.url, "login": one.login} for one in given.endpoints],
        "credentials": list(given.credentials),
    }


async def handed_over(cluster: Cluster) -> HandoverGiven | None:
    """What the last install handed over; None when it did not come so far, or when the record is not ours to read."""
    record = ClusterRecord(cluster)
    try:
        await record.load()
    except ValueError:
        return None
    kept = record.get(RECORDED)
    if not isinstance(kept, dict):
        return None
    endpoints = tuple(
        Endpoint(str(one.get("name", "")), str(one.get("url", "")), str(one.get("login", "")))
        for one in _listed(kept.get("endpoints"))
        if isinstance(one, dict)
    )
    return HandoverGiven(endpoints, tuple(str(one) for one in _listed(kept.get("credentials"))), ())


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()
