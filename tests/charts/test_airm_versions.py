"""AIRM is one chart: a version is an answer, and what differs between versions is what the vendor changed."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS, complete_copy
from tests.charts.helm_program import HelmProgram, Manifest
from tests.charts.rendered_root import CATALOGUE, applications, chart_values

pytestmark = pytest.mark.helm

DEFAULT = "0.2.7"
OLDEST = "0.1.0"
NEWER = tuple(f"0.2.{patch}" for patch in range(8))
VERSIONS = (OLDEST, *NEWER)
VENDOR = {version: "ghcr.io/silogen" if version < "0.2.5" else "docker.io/amdenterpriseai" for version in VERSIONS}
TAGS = {
    "0.1.0": "v2025.09-rc.6",
    "0.2.0": "0.2.0-rc.2",
    "0.2.1": "0.2.0-rc.2",
    "0.2.2": "0.2.0",
    "0.2.3": "0.2.1",
} | dict.fromkeys(("0.2.4", "0.2.5", "0.2.6", "0.2.7"), "0.2.3")
MODELS = {"0.1.0": 0, "0.2.0": 26, "0.2.1": 24, "0.2.2": 2, "0.2.3": 2, "0.2.4": 9, "0.2.5": 9, "0.2.6": 9, "0.2.7": 9}
# Request and backend time-outs of the routes: of streams, of other calls, of the user interface.
SLOW, SHORT = ("30m", "30m"), ("90s", "20s")
TIMEOUTS = (
    {"0.1.0": (None, SHORT, SHORT)}
    | dict.fromkeys(("0.2.0", "0.2.1", "0.2.2", "0.2.3", "0.2.4", "0.2.5"), (SLOW, SHORT, SHORT))
    | {"0.2.6": (SLOW, ("10m", "10m"), SHORT), "0.2.7": (SLOW, ("10m", "10m"), ("1m", "1m"))}
)
SINCE_0_2 = {
    "DISABLE_JWT_VALIDATION",
    "KEYCLOAK_SERVER_URL",
    "AIM_OTEL_COLLECTOR_SIDECAR_REF",
    "CLUSTER_AUTH_URL",
    "CLUSTER_AUTH_ADMIN_TOKEN",
}

each_version = pytest.mark.parametrize("version", VERSIONS)


@cache
def rendered(program: str, version: str) -> dict[tuple[str, str], Manifest]:
    with tempfile.TemporaryDirectory() as folder:
        helm = HelmProgram(program, Path(folder))
        values = chart_values(applications(helm, {"components": {"airm": {"overrides": {"version": version}}}})["airm"])
        found = helm.template(complete_copy("airm", Path(folder) / "charts"), values, release="airm", namespace="airm")
    return {(it["kind"], it["metadata"]["name"]): it for it in found}


def of(helm: HelmProgram, version: str) -> dict[tuple[str, str], Manifest]:
    assert helm.program
    return rendered(helm.program, version)


def api_pod(found: dict[tuple[str, str], Manifest]) -> dict[str, Any]:
    pod: dict[str, Any] = found["Deployment", "airm-api"]["spec"]["template"]["spec"]
    return pod


def test_the_default_is_the_newest(helm: HelmProgram) -> None:
    assert yaml.safe_load((CHARTS / "airm" / "values.yaml").read_text())["version"] == DEFAULT
    assert CATALOGUE["components"]["airm"]["version"] == DEFAULT == VERSIONS[-1]
    assert "version" not in chart_values(applications(helm)["airm"])


def test_an_unknown_version_is_refused_with_those_that_there_are(helm: HelmProgram, tmp_path: Path) -> None:
    refusal = helm.refusal(complete_copy("airm", tmp_path), {"version": "0.3.0", "global": {"domain": "example.com"}})
    assert "'/version'" in refusal
    assert [it for it in VERSIONS if f"'{it}'" not in refusal] == []


@each_version
def test_the_applications_come_from_where_the_vendor_put_them(helm: HelmProgram, version: str) -> None:
    found = of(helm, version)
    images = {
        container["image"]
        for (kind, _), it in found.items()
        if kind == "Deployment"
        for container in (*it["spec"]["template"]["spec"].get("initContainers", ()), *it["spec"]["template"]["spec"]["containers"])
    }
    own = {it for it in images if "/airm-" in it}
    assert own == {f"{VENDOR[version]}/airm-{part}:{TAGS[version]}" for part in ("api", "ui", "dispatcher")}


@each_version
def test_models_are_those_of_the_version(helm: HelmProgram, version: str) -> None:
    models = {name: it["spec"]["image"] for (kind, name), it in of(helm, version).items() if kind == "AIMClusterModel"}
    assert len(models) == MODELS[version]
    assert {it.rpartition("/aim-")[0] for it in models.values()} <= {VENDOR[version] if version != "0.2.4" else VENDOR[DEFAULT]}
    tags = {it.rpartition(":")[2] for it in models.values()}
    assert tags <= {"0.7.0", "0.7.0-preview", "0.8.2-preview", "0.8.4", "0.8.4-preview"}


def test_the_two_models_of_an_older_series_are_offered_by_their_version_only(helm: HelmProgram) -> None:
    older = {
        v: sum(":0.7.0" in it["spec"]["image"] for (kind, _), it in of(helm, v).items() if kind == "AIMClusterModel") for v in VERSIONS
    }
    assert older == {version: 2 if version == "0.2.0" else 0 for version in VERSIONS}


@each_version
def test_models_get_a_runtime_and_later_a_limit_in_time(helm: HelmProgram, version: str) -> None:
    settings = of(helm, version).get(("AIMClusterRuntimeConfig", "amd-aim-cluster-runtime-config"))
    assert (settings is None) == (version == OLDEST)
    if settings is not None:
        assert settings["spec"]["routing"].get("requestTimeout") == ("30m" if version >= "0.2.6" else None)


@each_version
def test_routes_wait_as_long_as_the_vendor_lets_them(helm: HelmProgram, version: str) -> None:
    found = of(helm, version)
    rules = [*found["HTTPRoute", "airmapi-route"]["spec"]["rules"], *found["HTTPRoute", "airmui-route"]["spec"]["rules"]]
    waits = [(rule["timeouts"]["request"], rule["timeouts"]["backendRequest"]) for rule in rules]
    assert waits == [it for it in TIMEOUTS[version] if it is not None]


@each_version
def test_the_oldest_one_knows_neither_keys_nor_sidecars(helm: HelmProgram, version: str) -> None:
    found = of(helm, version)
    environment = {it["name"] for it in api_pod(found)["containers"][0]["env"]}
    assert environment & SINCE_0_2 == (set() if version == OLDEST else SINCE_0_2)
    newer = {("OpenTelemetryCollector", "airm-vllm-sidecar-collector"), ("ExternalSecret", "airm-cluster-auth-admin")}
    assert newer & found.keys() == (set() if version == OLDEST else newer)


@each_version
def test_models_are_registered_where_there_are_any(helm: HelmProgram, version: str) -> None:
    registrations = [it["name"] for it in api_pod(of(helm, version))["initContainers"] if it["name"].endswith("-registration")]
    assert registrations == (["charts-registration"] if version == OLDEST else ["charts-registration", "aim-metadata-registration"])


def test_nothing_else_differs_between_versions(helm: HelmProgram) -> None:
    changing = {"AIMClusterModel", "AIMClusterRuntimeConfig", "OpenTelemetryCollector"}
    kept = {version: {it for it in of(helm, version) if it[0] not in changing} for version in VERSIONS}
    assert {version: kept[DEFAULT] - it for version, it in kept.items() if kept[DEFAULT] != it} == {
        OLDEST: {("ExternalSecret", "airm-cluster-auth-admin")}
    }


@each_version
def test_every_object_names_its_version_and_every_image_is_pinned(helm: HelmProgram, version: str) -> None:
    labelled = {it["metadata"]["labels"]["app.kubernetes.io/version"] for it in of(helm, version).values()}
    assert labelled == {version}
    images = re.findall(r"image(?:Name)?: (\S+)", yaml.safe_dump(list(of(helm, version).values())))
    assert [it for it in images if not re.search(r":[^/:]*\d[^/:]*$", it)] == []
