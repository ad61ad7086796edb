"""A stream read back from its file."""

import json
from pathlib import Path

import pytest

from forge_tui.domain.event_format import to_document
from forge_tui.domain.events import (
    Stamped,
)
from forge_tui.domain.failures import UsageError
from forge_tui.frontends.replay import parse, play, read
from tests.domain.streams import FAILED, STARTED, at


def lines_of(stream: list[Stamped]) -> list[bytes]:
    return [json.dumps(to_document(one)).encode() + b"\n" for one in stream]


def test_a_whole_file_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_bytes(b"".join(lines_of(FAILED)))
    assert list(read(path)) == FAILED


def test_a_last_line_cut_short_by_a_crash_is_left_out() -> None:
    lines = lines_of(FAILED)
    for length in range(len(lines[-1]) - 1):
        assert list(parse([*lines[:-1], lines[-1][:length]])) == FAILED[:-1]


def test_a_last_line_that_lacks_only_its_end_counts() -> None:
    lines = lines_of(FAILED)
    assert list(parse([*lines[:-1], lines[-1].rstrip()])) == FAILED


BROKEN = {
    "no JSON": b"{oops\n",
    "no object": b"[1]\n",
    "invalid UTF-8": b"\xff\xfe\n",
    "unknown type": b'{"seq": 3, "at": "2026-03-04T12:41:00+00:00", "type": "moon.landed"}\n',
    "a number where text belongs": json.dumps(to_document(FAILED[3]) | {"step": 7}).encode() + b"\n",
    "text where a list belongs": json.dumps(to_document(FAILED[0]) | {"steps": "abc"}).encode() + b"\n",
    "a list of numbers": json.dumps(to_document(FAILED[0]) | {"steps": [1]}).encode() + b"\n",
    "a time without a zone": json.dumps(to_document(FAILED[0]) | {"at": "2026-03-04T12:41:00"}).encode() + b"\n",
    "deep nesting": b"[" * 100_000 + b"\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_line_is_named_with_its_number(broken: bytes) -> None:
    events = parse([*lines_of(FAILED[:2]), broken, *lines_of(FAILED[2:])], name="events.ndjson")
    assert [next(events), next(events)] == FAILED[:2]
    with pytest.raises(UsageError, match=r"line 3 of events\.ndjson is not an event"):
        next(events)


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.ndjson"):
        list(read(tmp_path / "absent.ndjson"))


async def test_pauses_shrink_with_the_speed_and_long_ones_are_cut() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    stream = [Stamped(n, at(when), STARTED) for n, when in enumerate((0, 4, 4, 3, 1000))]
    assert [one async for one in play(stream, speed=2, sleep=sleep)] == stream
    assert slept == [2.0, 5.0]


async def test_speed_zero_does_not_pause() -> None:
    async def sleep(seconds: float) -> None:
        raise AssertionError(seconds)

    assert [one async for one in play(FAILED, speed=0, sleep=sleep)] == FAILED
