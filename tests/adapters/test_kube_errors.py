"""What the API server's refusals become."""

from __future__ import annotations

import pytest

from forge_tui.adapters.kube_errors import NotKubernetes, Refused, failure_of, translated
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.failures import (
    ClusterOverloaded,
    ClusterUnreachable,
    NamespaceTerminating,
    NotAuthenticated,
    NotAuthorised,
    ObjectRefused,
)

RBAC = 'secrets "x" is forbidden: User "eve" cannot patch resource "secrets" in API group "" in the namespace "argocd"'
QUOTA = 'pods "x" is forbidden: exceeded quota: small, requested: cpu=2, used: cpu=1, limited: cpu=2'
ENDING = 'configmaps "x" is forbidden: unable to create new content in namespace lab because it is being terminated'
WEBHOOK = 'Internal error occurred: failed calling webhook "v.example": no endpoints available for service "hook"'


@pytest.mark.parametrize(
    ("refused", "failure", "words"),
    [
        (Refused(401, "Unauthorized", "Unauthorized"), NotAuthenticated, "while applying Secret x"),
        (Refused(403, "Forbidden", RBAC), NotAuthorised, "user eve may not patch secrets in namespace argocd"),
        (Refused(403, "Forbidden", RBAC.replace("eve", "system:anonymous")), NotAuthenticated, "anonymous"),
        (Refused(403, "Forbidden", 'forbidden: User "eve" cannot get path "/version"'), NotAuthorised, "may not get /version"),
        (Refused(403, "", ""), NotAuthorised, "no reason given"),
        (Refused(403, "Forbidden", QUOTA), ObjectRefused, "exceeded quota"),
        (Refused(403, "Forbidden", ENDING), NamespaceTerminating, "namespace lab is being deleted"),
        (Refused(422, "Invalid", "spec.x: Required value"), ObjectRefused, "spec.x: Required value"),
        (Refused(400, "BadRequest", "strict decoding error"), ObjectRefused, "strict decoding error"),
        (Refused(409, "Conflict", 'conflict with "kubectl"'), ObjectRefused, 'conflict with "kubectl"'),
        (Refused(500, "InternalError", WEBHOOK), ObjectRefused, "failed calling webhook"),
        (Refused(500, "", "failed to create typed patch object (x): .dta: field not declared in schema"), ObjectRefused, "not declared"),
        (Refused(503, "ServiceUnavailable", "etcd is down"), ClusterOverloaded, "answers 503"),
        (Refused(429, "", "too many requests"), ClusterOverloaded, "too many requests"),
        (NotKubernetes("its answer is not JSON"), ClusterUnreachable, "not as a Kubernetes API server"),
        (TimeoutError(), ClusterUnreachable, "timed out"),
        (ConnectionResetError("reset"), ClusterUnreachable, "reset"),
    ],
)
def test_each_refusal_has_its_failure(refused: Exception, failure: type[ForgeError], words: str) -> None:
    with pytest.raises(failure, match=words.replace(".", r"\.")) as caught, translated("applying Secret x"):
        raise refused
    assert caught.value.__cause__ is refused


def test_a_missing_permission_comes_with_the_command_that_checks_it() -> None:
    failure = failure_of(Refused(403, "Forbidden", RBAC), "applying Secret x")
    assert failure is not None
    assert failure.remedy.endswith("kubectl auth can-i patch secrets -n argocd")


def test_a_mistake_in_our_own_code_is_not_taken_for_a_failure_of_the_cluster() -> None:
    with pytest.raises(KeyError), translated("applying Secret x"):
        raise KeyError("oops")


def test_a_webhook_that_cannot_be_asked_ends_a_write_at_once_and_a_read_waits() -> None:
    refused = Refused(500, "InternalError", WEBHOOK)
    assert not refused.worth_a_retry(writing=True)
    assert refused.worth_a_retry(writing=False)
