"""Events as lines of events.ndjson, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from forge_tui.domain.events import (
    Change,
    CheckFinished,
    ComponentApplied,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentNudged,
    ComponentObserved,
    ComponentReady,
    ComponentRecovered,
    ComponentSkipped,
    Endpoint,
    Event,
    Failure,
    HandoverGiven,
    Listed,
    NoticeRaised,
    Outcome,
    RunFinished,
    RunStarted,
    Stamped,
    StepFinished,
    StepProgressed,
    StepStarted,
    Verdict,
    ViewFresh,
    ViewStale,
)

EVENT_TYPES: Mapping[str, type[Event]] = {
    cls.type: cls
    for cls in (
        RunStarted, RunFinished, CheckFinished, StepStarted, StepProgressed, StepFinished, ComponentApplied, ComponentObserved,
        ComponentBlocked, ComponentDiagnosed, ComponentRecovered, ComponentNudged, ComponentReady, ComponentSkipped,
        ViewStale, ViewFresh, NoticeRaised, HandoverGiven,
    )
}  # fmt: skip
_NESTED: Mapping[str, type[Any]] = {"failure": Failure, "components": Listed, "endpoints": Endpoint}
_ENUMS: Mapping[str, type[StrEnum]] = {"outcome": Outcome, "verdict": Verdict, "change": Change}


def to_document(stamped: Stamped) -> dict[str, Any]:
    """One line of events.ndjson, as JSON types."""
    return {"seq": stamped.seq, "at": stamped.at.isoformat(), "type": stamped.event.type} | dataclasses.asdict(stamped.event)


def from_document(document: Mapping[str, Any]) -> Stamped:
    """The reverse of `to_document`; fields that a newer version added are ignored.

    Raises:
        KeyError, ValueError, TypeError: The line is not one that any version wrote.
    """
    cls = EVENT_TYPES[document["type"]]
    names = {field.name for field in dataclasses.fields(cls)}
    event = cls(**{name: _read(name, document[name]) for name in names if name in document})
    return Stamped(int(document["seq"]), datetime.fromisoformat(document["at"]), event)


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _NESTED:
        cls = _NESTED[name]
        return tuple(_nested(cls, entry) for entry in value) if isinstance(value, (list, tuple)) else _nested(cls, value)
    if name in _ENUMS:
        return _ENUMS[name](value)
    return tuple(value) if isinstance(value, list) else value


def _nested(cls: type[Any], entry: Mapping[str, Any]) -> Any:
    return cls(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
