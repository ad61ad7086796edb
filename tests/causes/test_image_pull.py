"""FT-203: in the words that kubelets use."""

import pytest

from forge_tui.engine.causes.image_pull import CAUSE
from tests.engine.shapes import evidence, pod

NOT_FOUND = (
    'rpc error: code = NotFound desc = failed to pull and unpack image "registry.example/till:1.2": '
    'failed to resolve reference "registry.example/till:1.2": registry.example/till:1.2: not found'
)


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("ErrImagePull", NOT_FOUND),
        ("ImagePullBackOff", 'Back-off pulling image "registry.example/till:1.2"'),
        ("InvalidImageName", 'Failed to apply default image tag "REGISTRY/till": invalid reference format'),
        ("ErrImageNeverPull", 'Container image "till:1.2" is not present with pull policy of Never'),
        ("RegistryUnavailable", "dial tcp 203.0.113.9:443: i/o timeout"),
    ],
)
def test_every_way_in_which_a_pull_fails_is_recognised_with_the_image(reason: str, message: str) -> None:
    sighting = CAUSE.recognise(evidence(pods=(pod(), pod(reason, message))))
    assert sighting is not None
    assert sighting.object == "Pod shop/till-6d5f9c7b8-x2x7k"
    assert sighting.message == f"{reason}: image registry.example/till:1.2 ({message})"
    assert sighting.remedy.endswith("kubectl -n shop delete pod till-6d5f9c7b8-x2x7k")


def test_an_init_container_counts_and_a_reason_without_message_stands_alone() -> None:
    sighting = CAUSE.recognise(evidence(pods=(pod("ErrImagePull", "", init=True),)))
    assert sighting is not None
    assert sighting.message == "ErrImagePull: image registry.example/till:1.2"


def test_a_container_that_the_spec_does_not_name_is_told_without_image() -> None:
    strange = pod("ErrImagePull", "")
    strange["spec"] = {"containers": [{"name": "another", "image": "another"}]}
    sighting = CAUSE.recognise(evidence(pods=(strange,)))
    assert sighting is not None
    assert sighting.message == "ErrImagePull: image "


@pytest.mark.parametrize("reason", ["ContainerCreating", "PodInitializing", "CrashLoopBackOff", "CreateContainerConfigError"])
def test_a_container_that_waits_for_something_else_is_not(reason: str) -> None:
    assert CAUSE.recognise(evidence(pods=(pod(reason, "image"),))) is None
