"""FT-208, FT-209 and FT-210: what Argo CD says of an Application that it cannot sync or compare."""

import pytest

from forge_tui.domain.application import Application
from forge_tui.engine.cause import Cause
from forge_tui.engine.causes import manifest_error, missing_kind, webhook_unavailable
from tests.engine.shapes import application, evidence

WEBHOOK = (
    "one or more objects failed to apply, reason: Internal error occurred: failed calling webhook "
    '"validate.till.example": failed to call webhook: Post "https://till-webhook.shop.svc:443/validate?timeout=10s": '
    'no endpoints available for service "till-webhook"'
)
NO_KIND = (
    "one or more synchronization tasks are not valid due to application controller sync timeout: "
    'resource mapping not found for name: "till" namespace: "shop" from "STDIN": no matches for kind "Till" in version "example.com/v1"; '
    "ensure CRDs are installed first"
)
NOT_FOUND = "The Kubernetes API could not find the requested resource example.com/Till for requested resource shop/till"
UNREADABLE = (
    "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = authentication required"
)


def condition(kind: str, message: str) -> Application:
    return application(sync="Unknown", phase="", conditions=[{"type": kind, "message": message}])


@pytest.mark.parametrize(
    ("cause", "view", "said"),
    [
        (webhook_unavailable.CAUSE, application(phase="Running", message=WEBHOOK), WEBHOOK),
        (webhook_unavailable.CAUSE, condition("SyncError", WEBHOOK), f"SyncError: {WEBHOOK}"),
        (missing_kind.CAUSE, application(phase="Failed", message=NO_KIND), NO_KIND),
        (missing_kind.CAUSE, application(phase="Failed", message=NOT_FOUND), NOT_FOUND),
        (missing_kind.CAUSE, condition("ComparisonError", NO_KIND), f"ComparisonError: {NO_KIND}"),
        (manifest_error.CAUSE, condition("ComparisonError", UNREADABLE), f"ComparisonError: {UNREADABLE}"),
        (manifest_error.CAUSE, condition("InvalidSpecError", "project x not found"), "InvalidSpecError: project x not found"),
    ],
)
def test_argocds_words_name_the_cause(cause: Cause, view: Application, said: str) -> None:
    sighting = cause.recognise(evidence(app=view))
    assert sighting is not None
    assert (sighting.object, sighting.message) == ("Application shop", said)
    assert cause.heals


@pytest.mark.parametrize("cause", [webhook_unavailable.CAUSE, missing_kind.CAUSE, manifest_error.CAUSE], ids=lambda cause: cause.id)
@pytest.mark.parametrize(
    "view",
    [
        None,
        application(),
        application(phase="Running", message="waiting for healthy state of apps/Deployment/till-webhook"),
        condition("OrphanedResourceWarning", "Application has 2 orphaned resources"),
    ],
    ids=["no application", "nothing said", "waits for a webhook's pod", "a warning"],
)
def test_an_application_that_is_merely_not_ready_is_none(cause: Cause, view: Application | None) -> None:
    assert cause.recognise(evidence(app=view)) is None
