"""The root Application: from here on the cluster finishes by itself."""

from __future__ import annotations

from forge_tui.domain.application import Application
from forge_tui.domain.events import Change
from forge_tui.domain.objects import ARGOCD_FIELD_MANAGER, FIELD_MANAGER, Manifest
from forge_tui.engine.names import ARGOCD_NAMESPACE, CHARTS_URL, REFRESH_ANNOTATION, ROOT, ROOT_REF, VALUES_FILE, VALUES_URL
from forge_tui.engine.tracking import tracked
from forge_tui.engine.workspace import Workspace


async def run(workspace: Workspace) -> Change:
    """Apply the AppProject as the root renders it, then the root Application."""
    cluster = workspace.adapters.cluster
    before = await cluster.get(ROOT_REF)
    if workspace.project is not None:
        await cluster.apply(tracked(workspace.project), manager=ARGOCD_FIELD_MANAGER)
    after = await cluster.apply(root_application(workspace), manager=FIELD_MANAGER)
    if before is None:
        return Change.CHANGED
    if Application.of(after).revision != workspace.root_revision:
        # New values at the same commit of the charts change nothing in the spec: Argo CD would look again minutes later,
        # and until then put back what the rollout applies.
        await cluster.patch(ROOT_REF, {"metadata": {"annotations": {REFRESH_ANNOTATION: "normal"}}})
    return Change.UNCHANGED if before["spec"] == after["spec"] else Change.CHANGED


def root_application(workspace: Workspace) -> Manifest:
    """The app of apps: the root chart at this plan's commit, with the values of the values repository.

    Without a finalizer: deleting it by mistake must not delete the platform.
    """
    project = workspace.project["metadata"]["name"] if workspace.project else "default"
    return {
        "apiVersion": ROOT_REF.api_version,
        "kind": ROOT_REF.kind,
        "metadata": {"name": ROOT, "namespace": ARGOCD_NAMESPACE, "labels": {"app.kubernetes.io/part-of": ROOT}},
        "spec": {
            "project": project,
            "sources": [
                {
                    "repoURL": CHARTS_URL,
                    "targetRevision": workspace.revision,
                    "path": "root",
                    "helm": {"releaseName": ROOT, "valueFiles": [f"$values/{VALUES_FILE}"]},
                },
                {"repoURL": VALUES_URL, "targetRevision": "main", "ref": "values"},
            ],
            "destination": {"server": "https://kubernetes.default.svc", "namespace": ARGOCD_NAMESPACE},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True},
                # No RespectIgnoreDifferences: it copies an Application's live status into what is applied, and Application
                # has no status subresource, so a finished operation would be set back to Running for ever (Argo CD 3.1.4).
                "syncOptions": ["ServerSideApply=true"],
                "retry": {"limit": -1, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "1m"}},
            },
        },
    }
