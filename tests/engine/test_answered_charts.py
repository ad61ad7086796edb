"""Charts take what answers become: every value is known to the chart's schema, at the limits of what may be answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from forge_tui.adapters.catalogue_file import load_root_values
from forge_tui.adapters.simulated.root_chart import render_root
from forge_tui.domain.answers import Answers
from forge_tui.domain.answers_software import Airm
from forge_tui.domain.plan import Plan
from forge_tui.wiring import catalogue_of, plan_of
from tests.charts.chart_copies import complete_copy
from tests.charts.conftest import helm  # noqa: F401  # the fixture
from tests.charts.helm_program import HelmProgram

pytestmark = pytest.mark.helm

CHECKOUT = Path(__file__).parents[2]
ROOT_VALUES = load_root_values(CHECKOUT)
CATALOGUE = catalogue_of(CHECKOUT)
NAME = "1 e5._-" + "x" * 55 + "Z"
ANSWERS: Mapping[str, Any] = {
    "domain": "1e5.io",
    "airm": {"demo": {"organisation": NAME, "cluster": NAME[::-1], "project": "yes", "user": "0." + "a" * 60 + "1"}},
    "tls": {
        "mode": "acme",
        "acme": {
            "email": "platform@example.com",
            "server": "https://acme.example/directory?a=b",
            "solver": {"dns01": {"route53": {"region": "eu-central-1"}}},
        },
    },
    "loadBalancer": {"mode": "metallb", "pool": ["10.0.0.240 - 10.0.0.250", "192.0.2.1/32", "fd00::/120"]},
    "openbao": {"seal": "shamir", "shares": 32, "threshold": 32},
}
ANSWERED = (
    "airm",
    "airm-config",
    "keycloak",
    "amd-gpu-operator-config",
    "otel-lgtm-stack",
    "openbao-config",
    "cert-manager-config",
    "metallb-config",
)


def planned(**answers: Any) -> Plan:
    return plan_of(Answers.model_validate({"version": 1, **ANSWERS, **answers}), CHECKOUT, CATALOGUE)


def received(component: str, **answers: Any) -> dict[str, Any]:
    """Values that the root hands to a component's chart."""
    applications = {m["metadata"]["name"]: m for m in render_root(ROOT_VALUES, planned(**answers).root_values, "argocd")}
    return dict(applications[component]["spec"]["source"]["helm"]["valuesObject"])


@pytest.mark.parametrize("component", ANSWERED)
def test_a_chart_accepts_and_uses_what_the_answers_become(helm: HelmProgram, tmp_path: Path, component: str) -> None:  # noqa: F811
    values = received(component)
    text = json.dumps(helm.template(complete_copy(component, tmp_path), values, release=component))
    wanted = {
        "airm": (NAME, NAME[::-1]),
        "airm-config": (NAME, NAME[::-1], "yes", "0.aaa"),
        "keycloak": (f"{ANSWERS['airm']['demo']['user']}@1e5.io",),
        "amd-gpu-operator-config": (NAME, NAME[::-1]),
        "otel-lgtm-stack": (NAME[::-1],),
        "openbao-config": ("key_32",),
        "cert-manager-config": ("platform@example.com", "https://acme.example/directory?a=b", "route53"),
        "metallb-config": ("10.0.0.240-10.0.0.250", "192.0.2.1/32", "fd00::/120"),
    }[component]
    assert [word for word in wanted if word not in text] == []


@pytest.mark.parametrize("version", get_args(Airm.model_fields["version"].annotation))
def test_every_version_of_airm_that_may_be_answered_renders(helm: HelmProgram, tmp_path: Path, version: str) -> None:  # noqa: F811
    answer = {**ANSWERS["airm"], "version": version}
    plan = planned(airm=answer)
    rendered = helm.template(complete_copy("airm", tmp_path), received("airm", airm=answer), release="airm")
    deployments = [manifest for manifest in rendered if manifest["kind"] == "Deployment"]
    images = {c["image"] for manifest in deployments for c in manifest["spec"]["template"]["spec"]["containers"]}
    assert len(images) == len(deployments) == 3
    assert images <= {image for image, users in plan.images().items() if "airm" in users}


@pytest.mark.parametrize("component", ["cert-manager-config", "trust-manager"])
def test_a_certificate_of_our_own_authority_renders(helm: HelmProgram, tmp_path: Path, component: str) -> None:  # noqa: F811
    assert helm.template(complete_copy(component, tmp_path), received(component, tls={"mode": "self-signed"}), release=component)
