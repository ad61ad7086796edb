"""FT-201 and FT-206: claims without a volume, for ever or for now."""

import pytest

from forge_tui.engine.causes import claim_pending, storage_class
from tests.engine.shapes import claim, deployment, event, evidence

NOT_FOUND = 'storageclass.storage.k8s.io "fast" not found'
WAITS = "waiting for first consumer to be created before binding"


def test_a_class_that_does_not_exist_is_told_at_its_claim() -> None:
    pending = claim()
    sighting = storage_class.CAUSE.recognise(evidence(unready=(pending,), events=(event(pending, "ProvisioningFailed", NOT_FOUND),)))
    assert sighting is not None
    assert (sighting.object, sighting.message) == ("PersistentVolumeClaim shop/data-till-0", NOT_FOUND)
    assert not storage_class.CAUSE.heals


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("ProvisioningFailed", 'failed to provision volume with StorageClass "fast": rpc error: code = ResourceExhausted'),
        ("FailedMount", NOT_FOUND),
        ("ProvisioningFailed", "node not found"),
    ],
    ids=["it exists and is full", "another reason", "something else is not found"],
)
def test_a_class_that_exists_is_not_missing(reason: str, message: str) -> None:
    pending = claim()
    assert storage_class.CAUSE.recognise(evidence(unready=(pending,), events=(event(pending, reason, message),))) is None


def test_a_claim_without_volume_is_told_in_the_last_words_about_it() -> None:
    pending, other = claim(), deployment()
    events = (
        event(pending, "ExternalProvisioning", "first"),
        event(pending, "WaitForFirstConsumer", WAITS),
        event(other, "X", "of another"),
    )
    sighting = claim_pending.CAUSE.recognise(evidence(unready=(deployment(), pending), events=events))
    assert sighting is not None
    assert (sighting.object, sighting.message) == ("PersistentVolumeClaim shop/data-till-0", WAITS)
    assert sighting.remedy == "Run: kubectl -n shop describe pvc data-till-0"
    assert claim_pending.CAUSE.heals


@pytest.mark.parametrize(
    ("name", "said"), [("fast", "waits for a volume of fast"), (None, "waits for a volume of no class and no default class")]
)
def test_a_claim_of_which_nobody_speaks_is_told_with_its_class(name: str | None, said: str) -> None:
    strange = {**event(claim(), "X", "x"), "involvedObject": None}
    sighting = claim_pending.CAUSE.recognise(evidence(unready=(claim(name),), events=(strange,)))
    assert sighting is not None
    assert sighting.message == said


def test_a_workload_that_is_not_ready_is_no_claim() -> None:
    assert claim_pending.CAUSE.recognise(evidence(unready=(deployment(),))) is None


def test_a_claim_without_class_where_there_is_no_default_does_not_heal() -> None:
    pending = claim(None)
    message = "no persistent volumes available for this claim and no storage class is set"
    sighting = storage_class.CAUSE.recognise(
        evidence(unready=(pending,), events=(event(pending, "FailedBinding", message, kind="Normal"),))
    )
    assert sighting is not None
    assert sighting.message == message
