"""Live against Git, object by object. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forge_tui.domain.application import Application
from forge_tui.domain.inspection import Difference, Standing
from forge_tui.domain.inspection_diff import spoken_of, unified, without
from forge_tui.domain.inspection_masks import masked
from forge_tui.domain.objects import SECRET, Manifest, ObjectRef

LINES_AT_MOST = 2000
_ORDER = (Standing.DIFFERS, Standing.MISSING, Standing.EXTRA, Standing.SAME)
Asked = tuple[ObjectRef, Manifest | None]
"""An object, and what Git says of it; None when Git holds it no more."""
Place = tuple[str, str, str]
"""(kind, name, namespace)"""


def place_of(ref: ObjectRef) -> Place:
    """Where an object is, whatever version it is asked in."""
    return ref.kind, ref.name, ref.namespace


def asked(application: Application, wanted: Sequence[Manifest]) -> list[Asked]:
    """Every object that Git holds or Argo CD manages, once; those that Argo CD calls out of sync first."""
    managed = {(entry.ref.of_kind.group, entry.ref.kind, entry.ref.name): entry for entry in application.resources}
    found: list[tuple[bool, Asked]] = []
    for manifest in wanted:
        ref = ObjectRef.of(manifest)
        known = managed.pop((ref.of_kind.group, ref.kind, ref.name), None)
        found.append((known is None or known.sync != "Synced", (known.ref if known else ref, manifest)))
    found += [(True, (entry.ref, None)) for entry in managed.values() if not entry.hook]
    return [entry for _, entry in sorted(found, key=lambda pair: not pair[0])]


def compared(
    asked: Sequence[Asked], live: Mapping[Place, Manifest], ignored: Sequence[Mapping[str, Any]], dump: Callable[[Manifest], str]
) -> list[Difference]:
    """Each object with its unified diff; what differs first."""
    found = [_compared(ref, manifest, live.get(place_of(ref)), ignored, dump) for ref, manifest in asked]
    return sorted(found, key=lambda difference: (_ORDER.index(difference.standing), difference.ref.kind, difference.ref.name))


def _compared(
    ref: ObjectRef, wanted: Manifest | None, live: Manifest | None, ignored: Sequence[Mapping[str, Any]], dump: Callable[[Manifest], str]
) -> Difference:
    if wanted is None:
        return Difference(ref, Standing.EXTRA if live is not None else Standing.SAME)
    if live is None:
        return Difference(ref, Standing.MISSING, tuple(f"-{line}" for line in dump(masked(wanted)).splitlines())[:LINES_AT_MOST])
    pointers = [pointer for rule in ignored if _fits(rule, ref) for pointer in rule.get("jsonPointers") or ()]
    desired = without(_stored(wanted), pointers)
    actual = without(spoken_of(live, desired), pointers)
    if actual == desired:
        return Difference(ref, Standing.SAME)
    lines = unified(dump(masked(actual, desired)), dump(masked(desired)))
    return Difference(ref, Standing.DIFFERS if lines else Standing.SAME, lines[:LINES_AT_MOST])


def _stored(wanted: Manifest) -> dict[str, Any]:
    """As the API server keeps it: `stringData` is written only, status is not Git's to say, a namespace goes without saying."""
    kept = {key: value for key, value in wanted.items() if key not in ("status", "stringData")}
    if wanted.get("kind") == SECRET.kind and "stringData" in wanted:
        import base64

        encoded = {name: base64.b64encode(str(text).encode()).decode() for name, text in (wanted["stringData"] or {}).items()}
        kept["data"] = {**(kept.get("data") or {}), **encoded}
    return kept


def _fits(rule: Mapping[str, Any], ref: ObjectRef) -> bool:
    return (
        rule.get("kind") in (ref.kind, "*")
        and rule.get("group", "") in (ref.of_kind.group, "*")
        and rule.get("name") in (None, "", ref.name)
        and rule.get("namespace") in (None, "", ref.namespace)
    )
