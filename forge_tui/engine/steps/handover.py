"""What the operator takes over."""

from __future__ import annotations

from forge_tui.domain.events import Change, Endpoint, HandoverGiven
from forge_tui.engine.steward.handed_over import RECORDED, recorded
from forge_tui.engine.workspace import Workspace


async def run(workspace: Workspace) -> Change:
    """Addresses and where credentials are; never the credentials themselves."""
    domain = workspace.plan.answers["domain"]
    # What people come for is at the end of the graph.
    latest_first = sorted(workspace.plan.catalogue, key=lambda component: -component.wave)
    endpoints = tuple(
        Endpoint(address.title, f"https://{address.host}.{domain}", address.login)
        for component in latest_first
        for address in component.addresses
    )
    credentials = (
        "OpenBao root token: revoked",
        "OpenBao seal key and recovery key: keep a copy of both outside the cluster",
        "Argo CD reads Git with a token that can only read",
    )
    given = HandoverGiven(endpoints, credentials, ())
    workspace.narrator.emit(given)
    await workspace.record.put(RECORDED, recorded(given))
    await workspace.record.put("installed", {"plan": workspace.plan.hash, "revision": workspace.revision})
    return Change.UNCHANGED
