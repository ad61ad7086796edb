"""FT-207: the API server refuses the pods of a workload."""

import pytest

from forge_tui.engine.causes.quota import CAUSE
from tests.engine.shapes import deployment, evidence

REFUSED = 'pods "till-6d5f9c7b8-x2x7k" is forbidden: exceeded quota: small, requested: pods=1, used: pods=10, limited: pods=10'


def test_a_quota_is_told_at_the_workload_in_the_servers_words() -> None:
    condition = {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": REFUSED}
    sighting = CAUSE.recognise(evidence(unready=(deployment(), deployment(conditions=[condition]))))
    assert sighting is not None
    assert (sighting.object, sighting.message) == ("Deployment shop/till", REFUSED)


@pytest.mark.parametrize(
    "condition", [{"type": "ReplicaFailure", "status": "False"}, {"type": "Progressing", "status": "True", "message": REFUSED}]
)
def test_a_workload_that_may_create_its_pods_is_none(condition: dict[str, str]) -> None:
    assert CAUSE.recognise(evidence(unready=(deployment(conditions=[condition]),))) is None
