"""FT-204: a container that ends again and again."""

import pytest

from forge_tui.engine.causes.crash_loop import CAUSE
from tests.engine.shapes import evidence, pod


def test_a_crash_loop_is_told_with_restarts_and_where_the_log_is() -> None:
    message = "back-off 40s restarting failed container=till pod=till-6d5f9c7b8-x2x7k_shop(5f3c)"
    sighting = CAUSE.recognise(evidence(pods=(pod("CrashLoopBackOff", message, restarts=3),)))
    assert sighting is not None
    assert sighting.message == f"CrashLoopBackOff: container till ended 3 times ({message})"
    assert sighting.remedy == "Run: kubectl -n shop logs till-6d5f9c7b8-x2x7k -c till --previous"
    assert CAUSE.heals


def test_a_program_that_cannot_be_started_is_one_too() -> None:
    sighting = CAUSE.recognise(evidence(pods=(pod("RunContainerError", ""),)))
    assert sighting is not None
    assert sighting.message == "RunContainerError: container till ended 0 times"


@pytest.mark.parametrize("one", [pod(restarts=5), pod("ContainerCreating", ""), pod("ImagePullBackOff", "CrashLoopBackOff")])
def test_a_container_that_runs_or_waits_for_something_else_is_none(one: dict[str, object]) -> None:
    assert CAUSE.recognise(evidence(pods=(one,))) is None


def test_between_two_restarts_the_end_of_the_last_one_counts() -> None:
    ended = pod(restarts=2)
    ended["status"]["containerStatuses"][0]["state"] = {"terminated": {"exitCode": 1, "reason": "Error"}}
    sighting = CAUSE.recognise(evidence(pods=(ended,)))
    assert sighting is not None
    assert sighting.message == "CrashLoopBackOff: container till ended 2 times (exit code 1)"
