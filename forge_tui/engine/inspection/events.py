"""Events of Kubernetes about one component. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from forge_tui.domain.inspection import Happening
from forge_tui.domain.objects import Manifest, ObjectRef

SHOWN_AT_MOST = 500


def about(events: Sequence[Manifest], refs: Collection[ObjectRef], namespace: str) -> list[Happening]:
    """What is told about these objects, and about whatever they made in the component's own namespace; the latest first."""
    named = {(ref.kind, ref.namespace, ref.name) for ref in refs}
    found = [_happening(event) for event in events if _concerns(event, named, namespace)]
    found.sort(key=lambda happening: happening.at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return found[:SHOWN_AT_MOST]


def _concerns(event: Mapping[str, Any], named: Collection[tuple[str, str, str]], namespace: str) -> bool:
    subject = event.get("involvedObject") or event.get("regarding") or {}
    place = subject.get("namespace") or ""
    kind, name = str(subject.get("kind", "")), str(subject.get("name", ""))
    if (kind, place, name) in named:
        return True
    # Pods and replica sets carry the name of what made them; a namespace may be shared by several components.
    mine = any(of_namespace == place and name.startswith(f"{of_name}-") for _, of_namespace, of_name in named)
    return mine or (place == namespace and not any(of_namespace == namespace for _, of_namespace, _ in named))


def _happening(event: Mapping[str, Any]) -> Happening:
    subject = event.get("involvedObject") or event.get("regarding") or {}
    series = event.get("series") or {}
    told = event.get("lastTimestamp") or series.get("lastObservedTime") or event.get("eventTime")
    return Happening(
        at=_moment(told or event["metadata"].get("creationTimestamp")),
        warning=event.get("type") == "Warning",
        reason=str(event.get("reason") or ""),
        about=f"{subject.get('kind', '?')} {subject.get('name', '?')}",
        message=str(event.get("message") or event.get("note") or ""),
        count=int(event.get("count") or series.get("count") or 1),
    )


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
