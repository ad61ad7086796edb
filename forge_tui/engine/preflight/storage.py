"""The storage classes that the answers name exist, and there is a default where they name none."""

from __future__ import annotations

from forge_tui.domain.objects import STORAGE_CLASS
from forge_tui.engine.checks import Finding, Question, failed, passed

NAME = "storage"
TITLE = "Storage classes"
_DEFAULT = "storageclass.kubernetes.io/is-default-class"


async def check(question: Question) -> Finding:
    """Each class of `storage`, or the cluster's default class."""
    live = {entry["metadata"]["name"]: entry for entry in await question.adapters.cluster.list(STORAGE_CLASS)}
    defaults = [name for name, entry in live.items() if (entry["metadata"].get("annotations") or {}).get(_DEFAULT) == "true"]
    offered = ", ".join(sorted(live)) or "none"
    wanted = {role: name for role, name in question.plan.answers["storage"].items() if name}
    missing = [f"storage.{role}: {name}" for role, name in sorted(wanted.items()) if name not in live]
    if missing:
        return failed(f"no storage class {', '.join(missing)} (the cluster has: {offered})", "Name a class of: kubectl get storageclass")
    if not wanted.get("readWriteOnce") and not defaults:
        return failed(
            f"storage.readWriteOnce is not answered and the cluster has no default class (it has: {offered})",
            "Answer storage.readWriteOnce, or mark a class as default.",
        )
    chosen = wanted.get("readWriteOnce") or f"{defaults[0]} (the cluster's default)"
    return passed(f"ReadWriteOnce from {chosen}")
