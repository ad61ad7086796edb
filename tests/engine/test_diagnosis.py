"""Chains from Argo CD's view down to the container that waits, and causes with remedies."""

from __future__ import annotations

import pytest

from forge_tui.engine.diagnosis import chain, diagnose
from forge_tui.engine.evidence import Evidence
from tests.engine.shapes import DEPLOYMENT_REF, application, deployment, evidence, pod


def test_a_chain_goes_from_the_application_to_the_container() -> None:
    found = evidence(app=application(), unready=(deployment(),), pods=(pod("ImagePullBackOff", 'Back-off pulling image "x"'),))
    assert chain(found) == (
        "Synced, Progressing",
        "Deployment till: 0 of 1 pods ready",
        'Pod till-6d5f9c7b8-x2x7k: ImagePullBackOff Back-off pulling image "x"',
    )


def test_a_pod_whose_containers_run_is_just_not_ready() -> None:
    assert chain(evidence(app=application(), pods=(pod(),)))[1] == "Pod till-6d5f9c7b8-x2x7k: not ready"


def test_what_is_missing_and_the_probe_are_links_too() -> None:
    found = Evidence("shop", None, missing=(DEPLOYMENT_REF,))
    assert chain(found, "probe crd-established: CRD x: not there") == (
        "no Application yet",
        "Deployment shop/till: not there yet",
        "probe crd-established: CRD x: not there",
    )


def test_a_settled_application_is_no_link() -> None:
    assert chain(evidence(app=application(health="Healthy")), "probe x: y") == ("probe x: y",)


@pytest.mark.parametrize(
    ("view", "link"),
    [
        (
            application(message="waiting for healthy state of apps/Deployment/till"),
            "Synced, Progressing: waiting for healthy state of apps/Deployment/till",
        ),
        (application(health="Degraded", phase=""), "Synced, Degraded"),
        (
            application(sync="Unknown", message="x", conditions=[{"type": "ComparisonError", "message": "authentication required"}]),
            "Unknown, Progressing: ComparisonError: authentication required",
        ),
    ],
    ids=["operation", "nothing said", "condition first"],
)
def test_argocds_own_words_stand_beside_its_view(view: object, link: str) -> None:
    assert chain(evidence(app=view)) == (link,)  # type: ignore[arg-type]  # an Application


def test_foreign_text_does_nothing_to_a_terminal_and_does_not_flood_it() -> None:
    found = evidence(pods=(pod("ImagePullBackOff", "\x1b[2J" + "x" * 1000),))
    assert all("\x1b" not in link and len(link) <= 300 for link in chain(found))
    diagnosis = diagnose(found)
    assert diagnosis is not None
    assert "\x1b" not in diagnosis.sighting.message


def test_nothing_recognised_is_none() -> None:
    assert diagnose(evidence(app=application(), unready=(deployment(),), pods=(pod(),))) is None


def test_a_diagnosis_reads_as_a_sentence() -> None:
    diagnosis = diagnose(evidence(pods=(pod("ErrImagePull", "not found"),)))
    assert str(diagnosis) == (
        "An image cannot be pulled (FT-203) at Pod shop/till-6d5f9c7b8-x2x7k: ErrImagePull: image registry.example/till:1.2 (not found)"
    )


def test_the_remedy_is_the_most_exact_one_that_is_known() -> None:
    exact = diagnose(evidence(pods=(pod("ErrImagePull", "not found"),)))
    general = diagnose(evidence(pods=(pod("CreateContainerConfigError", 'secret "x" not found'),)))
    assert exact is not None
    assert general is not None
    assert exact.remedy == "Check the image and registry.mirror, then: kubectl -n shop delete pod till-6d5f9c7b8-x2x7k"
    assert general.remedy == general.cause.remedy
