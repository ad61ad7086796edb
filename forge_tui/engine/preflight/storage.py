"""The storage classes that the answers name exist, and there is a default where they name none."""

from __future__ import annotations

from forge_tui.domain.objects import STORAGE_CLASS
from forge_tui.engine.checks import Finding, Question, failed, passed
from forge_tui.engine.names import STORAGE_COMPONENT

NAME = "storage"
TITLE = "Storage classes"
_MADE = "local-path"
_DEFAULT = "storageclass.kubernetes.io/is-default-class"


async def check(question: Question) -> Finding:
    """Each class of `storage`, or the default class: the cluster's, or the one that the plan makes."""
    live = {entry["metadata"]["name"]: entry for entry in await question.adapters.cluster.list(STORAGE_CLASS)}
    defaults = [name for name, entry in live.items() if (entry["metadata"].get("annotations") or {}).get(_DEFAULT) == "true"]
    made = {_MADE} - live.keys() if STORAGE_COMPONENT in question.plan.catalogue else set()
    offered = ", ".join(sorted(live.keys() | made)) or "none"
    wanted = {role: name for role, name in question.plan.answers["storage"].items() if name}
    missing = [f"storage.{role}: {name}" for role, name in sorted(wanted.items()) if name not in live.keys() | made]
    if missing:
        return failed(f"no storage class {', '.join(missing)} (the cluster has: {offered})", "Name a class of: kubectl get storageclass")
    chosen = wanted.get("readWriteOnce") or next(iter((*defaults, *made)), "")
    if not chosen:
        return failed(
            f"storage.readWriteOnce is not answered and the cluster has no default class (it has: {offered})",
            f"Answer storage.readWriteOnce, or mark a class as default; where there is none, add {STORAGE_COMPONENT} to components.enable.",
        )
    note = " (the cluster's default)" if chosen in defaults and not wanted.get("readWriteOnce") else ""
    return passed(f"ReadWriteOnce from {chosen}{', which this plan makes' if chosen in made else note}")
