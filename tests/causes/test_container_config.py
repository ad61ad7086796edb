"""FT-205: a Secret or ConfigMap that does not exist yet."""

import pytest

from forge_tui.engine.causes.container_config import CAUSE
from tests.engine.shapes import evidence, pod


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("CreateContainerConfigError", 'secret "till-db" not found'),
        ("CreateContainerConfigError", "couldn't find key password in Secret shop/till-db"),
        ("CreateContainerError", 'failed to generate container "f00" spec: no command specified'),
    ],
)
def test_a_missing_secret_or_key_is_told_in_the_kubelets_words(reason: str, message: str) -> None:
    sighting = CAUSE.recognise(evidence(pods=(pod(reason, message),)))
    assert sighting is not None
    assert (sighting.object, sighting.message) == ("Pod shop/till-6d5f9c7b8-x2x7k", f"{reason}: {message}")


def test_without_words_the_reason_stands_alone() -> None:
    sighting = CAUSE.recognise(evidence(pods=(pod("CreateContainerConfigError", ""),)))
    assert sighting is not None
    assert sighting.message == "CreateContainerConfigError"


@pytest.mark.parametrize("reason", ["ContainerCreating", "CrashLoopBackOff"])
def test_a_volume_that_is_still_being_mounted_is_none(reason: str) -> None:
    assert CAUSE.recognise(evidence(pods=(pod(reason, 'secret "till-db" not found'),))) is None
