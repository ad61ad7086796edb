"""No namespace that the plan needs is being deleted."""

from __future__ import annotations

from forge_tui.domain.objects import NAMESPACE
from forge_tui.engine.checks import Finding, Question, failed, passed
from forge_tui.engine.names import ARGOCD_NAMESPACE, GITEA_NAMESPACE, SYSTEM_NAMESPACE, VAULT_NAMESPACE

NAME = "namespaces"
TITLE = "Namespaces"


async def check(question: Question) -> Finding:
    """None of them terminates."""
    needed = {component.namespace for component in question.plan.catalogue}
    needed |= {ARGOCD_NAMESPACE, GITEA_NAMESPACE, VAULT_NAMESPACE, SYSTEM_NAMESPACE}
    live = await question.adapters.cluster.list(NAMESPACE)
    going = sorted(n["metadata"]["name"] for n in live if n["metadata"].get("deletionTimestamp") and n["metadata"]["name"] in needed)
    if going:
        return failed(
            f"namespace {', '.join(going)} is being deleted",
            f"Wait until it is gone, or see what holds it: kubectl get namespace {going[0]} -o jsonpath='{{.status.conditions}}'",
        )
    return passed(f"{len(needed)} namespaces are free or in place")
