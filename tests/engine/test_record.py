"""The memory that the cluster keeps."""

from __future__ import annotations

import json

from forge_tui.engine.names import RECORD_REF
from forge_tui.engine.record import ClusterRecord
from tests.engine.platform import Platform


async def record_of(platform: Platform) -> ClusterRecord:
    await platform.namespace("forge-system")
    record = ClusterRecord(platform.cluster)
    await record.load()
    return record


async def test_a_cluster_that_was_never_installed_remembers_nothing(platform: Platform) -> None:
    assert (await record_of(platform)).get("vault") is None


async def test_facts_survive_this_process(platform: Platform) -> None:
    record = await record_of(platform)
    await record.put("vault", "initialised")
    await record.put("crds", {"names": {"b": ["x"], "a": []}})
    again = await record_of(platform)
    assert (again.get("vault"), again.get("crds")) == ("initialised", {"names": {"a": [], "b": ["x"]}})


async def test_each_fact_is_one_key_of_json_in_order(platform: Platform) -> None:
    record = await record_of(platform)
    await record.put("b", {"z": 1, "a": [True]})
    await record.put("a", "word")
    live = await platform.live(RECORD_REF)
    assert live["data"] == {"a": '"word"', "b": '{"a": [true], "z": 1}'}
    assert json.loads(live["data"]["b"]) == {"z": 1, "a": [True]}


async def test_a_fact_that_is_already_kept_is_not_written_again(platform: Platform) -> None:
    record = await record_of(platform)
    await record.put("seeded", [])
    before = await platform.live(RECORD_REF)
    await record.put("seeded", [])
    assert await platform.live(RECORD_REF) == before


async def test_nothing_is_a_fact_too(platform: Platform) -> None:
    record = await record_of(platform)
    await record.put("fact", None)
    assert (await platform.live(RECORD_REF))["data"] == {"fact": "null"}
