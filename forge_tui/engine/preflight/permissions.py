"""The user of the kubeconfig may do what the install does."""

from __future__ import annotations

import asyncio

from forge_tui.engine.checks import Finding, Question, failed, passed

NAME = "permissions"
TITLE = "Permissions"

NEEDED = (
    ("create", "namespaces", "", ""),
    ("patch", "customresourcedefinitions", "apiextensions.k8s.io", ""),
    ("create", "clusterroles", "rbac.authorization.k8s.io", ""),
    ("escalate", "clusterroles", "rbac.authorization.k8s.io", ""),
    ("create", "secrets", "", "argocd"),
    ("create", "secrets", "", "cf-openbao"),
    ("create", "pods/portforward", "", "cf-gitea"),
    ("create", "leases", "coordination.k8s.io", "forge-system"),
    ("patch", "applications", "argoproj.io", "argocd"),
    ("watch", "applications", "argoproj.io", "argocd"),
)
"""(verb, resource, API group, namespace)"""


async def check(question: Question) -> Finding:
    """Every verb is asked for with a SelfSubjectAccessReview."""
    cluster = question.adapters.cluster
    answers = await asyncio.gather(
        *(cluster.allowed(verb, resource, group=group, namespace=namespace) for verb, resource, group, namespace in NEEDED)
    )
    missing = [
        f"{verb} {resource}" + (f".{group}" if group else "") + (f" in namespace {namespace}" if namespace else "")
        for (verb, resource, group, namespace), allowed in zip(NEEDED, answers, strict=True)
        if not allowed
    ]
    if missing:
        return failed(f"no permission to {', '.join(missing)}", "Ask for these verbs, or use a user bound to ClusterRole cluster-admin.")
    return passed(f"{len(NEEDED)} of {len(NEEDED)} verbs are allowed")
