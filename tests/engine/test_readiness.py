"""Whether a live object is ready, by its own status."""

from __future__ import annotations

from typing import Any

import pytest

from forge_tui.engine.readiness import condition, why_not_ready


def live(kind: str, status: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"generation": 2}, "spec": spec, "status": status}


def with_condition(kind: str, type_: str, status: str, message: str = "") -> dict[str, Any]:
    return live(kind, {"conditions": [{"type": "Other", "status": "True"}, {"type": type_, "status": status, "message": message}]})


@pytest.mark.parametrize(
    "manifest",
    [
        live("Deployment", {"observedGeneration": 2, "availableReplicas": 3}, replicas=3),
        live("Deployment", {"observedGeneration": 2}, replicas=0),
        live("StatefulSet", {"observedGeneration": 2, "readyReplicas": 1}),
        live("DaemonSet", {"observedGeneration": 2, "desiredNumberScheduled": 3, "numberReady": 3}),
        live("DaemonSet", {"observedGeneration": 2}),
        with_condition("Job", "Complete", "True"),
        with_condition("CustomResourceDefinition", "Established", "True"),
        live("PersistentVolumeClaim", {"phase": "Bound"}),
        live("Pod", {"phase": "Succeeded"}),
        with_condition("Pod", "Ready", "True"),
        live("Service"),
        {},
    ],
)
def test_ready(manifest: dict[str, Any]) -> None:
    assert why_not_ready(manifest) == ""


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (live("Deployment"), "not observed yet"),
        (live("Deployment", {"observedGeneration": 1, "availableReplicas": 3}, replicas=3), "not observed yet"),
        (live("Deployment", {"observedGeneration": 2, "availableReplicas": None, "readyReplicas": 3}, replicas=3), "0 of 3 pods ready"),
        (live("StatefulSet", {"observedGeneration": 2, "readyReplicas": 1}, replicas=3), "1 of 3 pods ready"),
        (live("DaemonSet", {"observedGeneration": 1}), "not observed yet"),
        (live("DaemonSet", {"observedGeneration": 2, "desiredNumberScheduled": 3}), "0 of 3 pods ready"),
        (live("Job"), "not complete"),
        (with_condition("Job", "Failed", "True", "backoff limit reached"), "failed: backoff limit reached"),
        (with_condition("CustomResourceDefinition", "Established", "False"), "not established"),
        (with_condition("CustomResourceDefinition", "NamesAccepted", "False", "taken"), "names not accepted: taken"),
        (live("PersistentVolumeClaim"), "claim is Pending"),
        (live("PersistentVolumeClaim", {"phase": "Lost"}), "claim is Lost"),
        (with_condition("Pod", "Ready", "False"), "not ready"),
    ],
)
def test_not_ready_with_the_reason(manifest: dict[str, Any], reason: str) -> None:
    assert why_not_ready(manifest) == reason


def test_a_condition_that_is_not_there_is_empty() -> None:
    assert condition({}, "Ready") == {}
