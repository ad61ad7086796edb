"""No other Argo CD works in the namespace that ours needs."""

from __future__ import annotations

from forge_tui.domain.objects import STATEFUL_SET, ObjectRef
from forge_tui.engine.checks import Finding, Question, failed, passed
from forge_tui.engine.names import ARGOCD_NAMESPACE

NAME = "foreign-argocd"
TITLE = "Another Argo CD"
_RELEASE = "meta.helm.sh/release-name"


async def check(question: Question) -> Finding:
    """The controller in namespace argocd, if any, belongs to the release that forge-tui makes."""
    ref = ObjectRef(STATEFUL_SET.api_version, STATEFUL_SET.kind, "argocd-application-controller", ARGOCD_NAMESPACE)
    live = await question.adapters.cluster.get(ref)
    if live is None:
        return passed("no Argo CD yet")
    release = (live["metadata"].get("annotations") or {}).get(_RELEASE)
    if release != "argocd":
        return failed(
            f"namespace argocd holds an Argo CD that forge-tui did not install ({release or 'not by Helm'})",
            "Remove it or move it to another namespace before you install.",
        )
    return passed("the Argo CD that forge-tui installed")
