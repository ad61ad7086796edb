"""The secret store serves the namespaces that read from it, and no other."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import PROFILES
from tests.charts.helm_program import HelmProgram, Manifest
from tests.charts.rendered_charts import every_chart
from tests.charts.rendered_root import applications, chart_values

pytestmark = pytest.mark.helm

STORE = "openbao-secret-store"


def reads_from_store(manifest: Manifest) -> bool:
    reference = (manifest.get("spec") or {}).get("secretStoreRef") if manifest["kind"] == "ExternalSecret" else None
    return reference == {"kind": "ClusterSecretStore", "name": STORE}


def project_of(helm: HelmProgram, profile: str) -> str:
    """Namespace of the project that airm-config sets up, which gets an ExternalSecret through AIRM."""
    manifests = every_chart(helm, options=True).manifests["airm-config", profile]
    (job,) = [it for it in manifests if it["kind"] == "Job"]
    environment = {it["name"]: it.get("value") for it in job["spec"]["template"]["spec"]["containers"][0]["env"]}
    (scripts,) = [it for it in manifests if it["kind"] == "ConfigMap"]
    assert reads_from_store(yaml.safe_load(scripts["data"]["minio-credentials.yaml"]))
    return str(environment["PROJECT"])


@pytest.mark.parametrize("profile", PROFILES)
def test_it_serves_every_namespace_that_reads_and_no_other(helm: HelmProgram, profile: str) -> None:
    each = list(every_chart(helm, options=True).own(profile))
    readers = {it["metadata"]["namespace"] for _, it in each if reads_from_store(it)}
    (store,) = [it for _, it in each if it["kind"] == "ClusterSecretStore" and it["metadata"]["name"] == STORE]
    assert store["spec"]["conditions"] == [{"namespaces": sorted({*readers, project_of(helm, profile)})}]


@pytest.mark.parametrize(
    ("setup", "projects"),
    [({}, ["demo"]), ({"overrides": {"project": "vision"}}, ["vision"]), ({"overrides": {"user": {"name": "me"}}}, ["demo"])],
    ids=["default", "another project", "other answers"],
)
def test_the_project_is_the_one_that_airm_config_is_told(helm: HelmProgram, setup: dict[str, Any], projects: list[str]) -> None:
    found = applications(helm, {"components": {"airm-config": setup}})
    assert chart_values(found["external-secrets-config"])["projects"] == projects
