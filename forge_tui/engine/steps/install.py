"""Helm brings up Argo CD, Gitea and OpenBao; our own watch says when each can be used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from forge_tui.domain.events import Change
from forge_tui.domain.failures import ComponentsFailed, NotReadyInTime
from forge_tui.domain.objects import CRD, DEPLOYMENT, POD, ObjectRef
from forge_tui.engine.attendant import Attendant
from forge_tui.engine.names import GITEA_NAMESPACE, VAULT_NAMESPACE, VAULT_POD
from forge_tui.engine.readiness import why_not_ready
from forge_tui.engine.workspace import Workspace
from forge_tui.ports import Cluster

_POLL_S = 0.5


async def _argocd_usable(cluster: Cluster) -> str:
    """The root Application needs nothing but its kind; the controller's pods are waited for in the rollout."""
    live = await cluster.get(ObjectRef(CRD.api_version, CRD.kind, "applications.argoproj.io"))
    return why_not_ready(live) if live is not None else "CRD applications.argoproj.io: not there"


async def _gitea_usable(cluster: Cluster) -> str:
    live = await cluster.get(ObjectRef(DEPLOYMENT.api_version, DEPLOYMENT.kind, "gitea", GITEA_NAMESPACE))
    return why_not_ready(live) if live is not None else "Deployment gitea: not there"


async def _openbao_usable(cluster: Cluster) -> str:
    """Running is enough: its pods become ready only when they are initialised and unsealed."""
    live = await cluster.get(ObjectRef(POD.api_version, POD.kind, VAULT_POD, VAULT_NAMESPACE))
    phase = ((live or {}).get("status") or {}).get("phase", "not there")
    return "" if phase == "Running" else f"Pod {VAULT_POD}: {phase}"


_USABLE: dict[str, Callable[[Cluster], Awaitable[str]]] = {
    "argocd": _argocd_usable,
    "gitea": _gitea_usable,
    "openbao": _openbao_usable,
}


def installer(name: str) -> Callable[[Workspace], Awaitable[Change]]:
    """The step that installs one foundation component."""

    async def run(workspace: Workspace) -> Change:
        return await _install(workspace, name)

    return run


async def _install(workspace: Workspace, name: str) -> Change:
    step = f"install-{name}"
    component = workspace.plan.catalogue[name]
    clock, cluster = workspace.adapters.clock, workspace.adapters.cluster
    changed = await workspace.adapters.helm.install(workspace.release_of(component))
    attendant = Attendant(workspace, component)
    started_at = clock.monotonic_s()
    said = ""
    while reason := await _USABLE[name](cluster):
        waited_s = clock.monotonic_s() - started_at
        if waited_s > workspace.options.foundation_timeout_s:
            raise NotReadyInTime(f"{name} is not usable after {waited_s:.0f} s: {reason}")
        if reason != said:
            workspace.progress(step, reason)
            said = reason
        await attendant.look(None)
        if (found := attendant.hopeless_for(workspace.options.patience_s)) is not None:
            raise ComponentsFailed(f"{name}: {found}", remedy=found.remedy)
        await clock.sleep(_POLL_S)
    attendant.recovered()
    return Change.CHANGED if changed else Change.UNCHANGED
