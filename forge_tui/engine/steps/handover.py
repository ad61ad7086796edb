"""What the operator takes over."""

from __future__ import annotations

from forge_tui.domain.events import Change, Endpoint, HandoverGiven
from forge_tui.engine.workspace import Workspace

_ADDRESSES = (
    ("argocd", "Argo CD", "argocd", "admin: kubectl -n argocd get secret argocd-initial-admin-secret"),
    ("gitea", "Gitea", "gitea", "forge-admin: kubectl -n cf-gitea get secret gitea-admin-credentials"),
    ("openbao", "OpenBao", "openbao", "recovery key: kubectl -n cf-openbao get secret openbao-keys"),
)


async def run(workspace: Workspace) -> Change:
    """Addresses and where credentials are; never the credentials themselves."""
    domain = workspace.plan.answers["domain"]
    endpoints = tuple(
        Endpoint(title, f"https://{host}.{domain}", login)
        for component, title, host, login in _ADDRESSES
        if component in workspace.plan.catalogue
    )
    credentials = (
        "OpenBao root token: revoked",
        "OpenBao seal key and recovery key: keep a copy of both outside the cluster",
        "Argo CD reads Git with a token that can only read",
    )
    workspace.narrator.emit(HandoverGiven(endpoints, credentials, ()))
    await workspace.record.put("installed", {"plan": workspace.plan.hash, "revision": workspace.revision})
    return Change.UNCHANGED
