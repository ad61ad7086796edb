"""What holds for every cause, and which one is picked where several fit."""

import re

import pytest

from forge_tui.engine import causes, plugins
from forge_tui.engine.cause import Cause
from forge_tui.engine.diagnosis import diagnose, known_causes
from forge_tui.engine.evidence import Evidence
from tests.engine.shapes import application, claim, deployment, event, evidence, pod, unscheduled


def test_every_file_is_a_cause_of_its_own() -> None:
    assert len(known_causes()) == len(plugins.modules_of(causes)) >= 10


@pytest.mark.parametrize("cause", known_causes().values(), ids=lambda cause: cause.id)
def test_every_cause_can_be_explained_without_a_cluster(cause: Cause) -> None:
    assert re.fullmatch(r"FT-2\d\d", cause.id)
    assert cause.title
    assert not cause.title.endswith(".")
    assert cause.meaning.endswith(".")
    assert cause.remedy
    assert cause.recognise(evidence()) is None


def test_causes_come_in_the_order_of_their_ids() -> None:
    assert list(known_causes()) == sorted(known_causes())


PENDING = claim()
NO_CLASS = event(PENDING, "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found')
UNBOUND = unscheduled("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.")
WEBHOOK = 'failed calling webhook "x.example": failed to call webhook: connection refused'


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (evidence(unready=(PENDING,), pods=(UNBOUND,), events=(NO_CLASS,)), "FT-201"),
        (evidence(unready=(PENDING,), pods=(UNBOUND,)), "FT-206"),
        (evidence(unready=(deployment(),), pods=(pod("CrashLoopBackOff", "", name="a"), pod("ErrImagePull", "", name="b"))), "FT-203"),
        (evidence(pods=(unscheduled("0/3 nodes are available: 3 Insufficient cpu."), pod("CrashLoopBackOff", "x"))), "FT-202"),
        (evidence(app=application(phase="Running", message=WEBHOOK), pods=(pod("ImagePullBackOff", "x"),)), "FT-203"),
        (evidence(app=application(conditions=[{"type": "ComparisonError", "message": WEBHOOK}])), "FT-208"),
        (evidence(app=application(conditions=[{"type": "ComparisonError", "message": 'no matches for kind "Till"'}])), "FT-209"),
        (evidence(app=application(conditions=[{"type": "ComparisonError", "message": "connection refused"}])), "FT-210"),
    ],
)
def test_the_most_specific_cause_is_picked(found: Evidence, wanted: str) -> None:
    diagnosis = diagnose(found)
    assert diagnosis is not None
    assert diagnosis.cause.id == wanted
