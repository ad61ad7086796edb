"""FT-202: what schedulers say when no node fits."""

import pytest

from forge_tui.engine.causes.unschedulable import CAUSE
from tests.engine.shapes import evidence, pod, unscheduled

PREEMPTION = "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."


@pytest.mark.parametrize(
    "message",
    [
        f"0/3 nodes are available: 3 Insufficient memory. {PREEMPTION}",
        "0/3 nodes are available: 3 Insufficient amd.com/gpu.",
        "0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: gpu}.",
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
        '0/3 nodes are available: persistentvolumeclaim "data" not found.',
    ],
)
def test_the_schedulers_words_and_how_to_see_more_are_told(message: str) -> None:
    sighting = CAUSE.recognise(evidence(pods=(pod(), unscheduled(message))))
    assert sighting is not None
    assert sighting.message == message
    assert sighting.remedy == "Run: kubectl -n shop describe pod till-6d5f9c7b8-x2x7k"
    assert not CAUSE.heals


@pytest.mark.parametrize(
    "one",
    [
        unscheduled("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."),
        pod(conditions=[{"type": "PodScheduled", "status": "True"}]),
        pod(conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]),
        pod(conditions=[]),
    ],
    ids=["the claim's matter", "scheduled", "held by a queue", "not looked at yet"],
)
def test_a_pod_that_waits_for_something_else_is_none(one: dict[str, object]) -> None:
    assert CAUSE.recognise(evidence(pods=(one,))) is None
