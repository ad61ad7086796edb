"""The format of the event stream."""

import dataclasses
import json

import pytest
from hypothesis import given

from forge_tui.domain.event_format import EVENT_TYPES, from_document, to_document
from forge_tui.domain.events import (
    Event,
    Stamped,
)
from tests.domain.streams import EVENTS, FAILED, at


@given(EVENTS)
def test_every_event_survives_the_way_through_a_file(event: Event) -> None:
    stamped = Stamped(7, at(1.5), event)
    assert from_document(json.loads(json.dumps(to_document(stamped)))) == stamped


def test_a_field_of_a_newer_version_is_ignored() -> None:
    document = to_document(FAILED[0]) | {"colour": "green"}
    assert from_document(document) == FAILED[0]


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(KeyError):
        from_document({"seq": 1, "at": at(0).isoformat(), "type": "moon.landed"})


def test_every_type_is_named_object_verb_and_frozen() -> None:
    for name, cls in EVENT_TYPES.items():
        thing, verb = name.split(".")
        assert thing
        assert verb.endswith("ed") or verb in ("stale", "fresh", "ready", "given")
        assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_no_field_is_called_like_a_column_of_the_stamp() -> None:
    taken = {"seq", "at", "type"}
    assert all(taken.isdisjoint(field.name for field in dataclasses.fields(cls)) for cls in EVENT_TYPES.values())
