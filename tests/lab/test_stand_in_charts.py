"""The stand-in charts are what they stand in for, seen from outside, and can be fetched like them."""

import http.client
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .api import Manifest
from .build import available, binary
from .chart_server import ChartServer
from .probe import fetch
from .stand_in_charts import StandIns, components, read

pytestmark = pytest.mark.lab
CHARTS = Path(__file__).parents[2] / "charts"
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def test_stand_ins_are_the_same_bytes_for_the_same_options() -> None:
    one, two = (StandIns(ready_after={"kueue": "8s"}).download("kueue") for _ in range(2))
    assert one.sha256 == two.sha256
    assert StandIns().download("kueue").sha256 != one.sha256


@pytest.mark.parametrize("component", components())
def test_a_stand_in_has_the_shape_of_the_real_one(component: str, tmp_path: Path) -> None:
    if reason := available():
        pytest.skip(reason)
    facts = read(component)
    rendered = list(objects_of(component, tmp_path))
    names = {(one["kind"], one["metadata"]["name"]) for one in rendered}
    assert {("CustomResourceDefinition", f"{crd['plural']}.{crd['group']}") for crd in facts.get("crds", [])} <= names
    for section in ("workloads", "services", "configMapsAndSecrets"):
        wanted = [entry for entry in facts.get(section, []) if by_default(facts, entry)]
        assert {(entry.get("kind", "Service"), entry["name"]) for entry in wanted} <= names
    assert len(names) == len(rendered)


def by_default(facts: dict[str, Any], entry: dict[str, Any]) -> bool:
    return "enabledFrom" not in entry or bool(given_at(facts["values"], entry["enabledFrom"]))


def given_at(values: dict[str, Any], path: str) -> Any:
    """What `values` hold at a path; fails where they hold nothing."""
    found: Any = values
    for key in path.split("."):
        found = found[key]
    return found


def holds(values: dict[str, Any], path: str) -> bool:
    try:
        given_at(values, path)
    except KeyError:
        return False
    return True


@pytest.mark.parametrize("component", components())
def test_every_value_that_a_stand_in_reads_has_a_default(component: str) -> None:
    facts = read(component)
    entries = [entry for section in ("workloads", "services", "configMapsAndSecrets") for entry in facts.get(section, [])]
    named = [entry[key] for entry in entries for key in entry if key.endswith("From")]
    paths = [path for each in named for path in (each if isinstance(each, list) else [each])]
    read_by_it = [*paths, *re.findall(r"@(?:value|text) ([^@]+)@", str(facts))]
    assert [path for path in read_by_it if not holds(facts["values"], path)] == []


def test_every_file_that_the_charts_fetch_has_a_stand_in_of_the_same_version() -> None:
    fetched = yaml.safe_load((CHARTS / "charts.lock").read_text())["dependencies"]
    stand_ins = {name: (read(name).get("chart") or read(name)["manifest"])["version"] for name in components()}
    assert stand_ins == {entry["component"]: entry["version"] for entry in fetched}


def test_values_reach_the_pods(tmp_path: Path) -> None:
    if reason := available():
        pytest.skip(reason)
    values = "controllerManager.replicas=2,controllerManager.manager.resources.requests.cpu=7"
    rendered = rendered_by_helm("kueue", StandIns().download("kueue").content, tmp_path, values)
    (manager,) = [one for one in yaml.load_all(rendered, Loader=Loader) if one and one["kind"] == "Deployment"]
    (container,) = manager["spec"]["template"]["spec"]["containers"]
    assert manager["spec"]["replicas"] == 2
    assert container["resources"]["requests"] == {"cpu": 7, "memory": "512Mi"}


def test_a_stand_in_leaves_out_what_values_switch_off(tmp_path: Path) -> None:
    if reason := available():
        pytest.skip(reason)
    content = StandIns().download("argocd").content
    rendered = rendered_by_helm("argocd", content, tmp_path, "dex.enabled=false,redis.enabled=false,redis-ha.enabled=true")
    names = {one["metadata"]["name"] for one in yaml.load_all(rendered, Loader=Loader) if one}
    assert not {"argocd-dex-server", "argocd-redis"} & names
    assert {"argocd-redis-ha-server", "argocd-redis-ha-haproxy"} <= names


def objects_of(component: str, folder: Path) -> Iterator[Manifest]:
    download = StandIns().download(component)
    text = download.content.decode() if not download.chart else rendered_by_helm(component, download.content, folder, "anything.goes=1")
    yield from (one for one in yaml.load_all(text, Loader=Loader) if one)


def rendered_by_helm(component: str, content: bytes, folder: Path, given: str) -> str:
    archive = folder / "chart.tgz"
    archive.write_bytes(content)
    values = ["--set", given, "--include-crds", "--kube-version", "1.34.4"]
    command = [str(binary("helm")), "template", component, str(archive), *values]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_helm_pulls_from_the_chart_server(chart_server: ChartServer, tmp_path: Path) -> None:
    if reason := available():
        pytest.skip(reason)
    for component in ("argocd", "cert-manager"):
        download = StandIns().download(component)
        repository = chart_server.address_of(download.url).removesuffix(f"/{download.chart}")
        command = [str(binary("helm")), "pull", download.chart, "--repo", repository, "--version", download.version, "-d", str(tmp_path)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1"})
        assert (tmp_path / f"{download.chart}-{download.version}.tgz").read_bytes() == download.content


def test_the_chart_server_fails_as_told_and_counts(chart_server: ChartServer) -> None:
    address = chart_server.address_of("https://argoproj.github.io/argo-helm/index.yaml")
    chart_server.fail("argo-helm", times=1)
    assert fetch_whole(address) is None
    assert fetch_whole(address)
    assert chart_server.requests["argoproj.github.io/argo-helm/index.yaml"] == 2


def fetch_whole(address: str) -> bytes | None:
    try:
        return fetch(address)
    except http.client.IncompleteRead:
        return None
