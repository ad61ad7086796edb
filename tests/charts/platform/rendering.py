"""Renders the root, then each Application's chart with stand-ins of what it fetches, once per profile and session."""

from __future__ import annotations

import copy
import functools
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS, ROOT
from tests.charts.helm_program import Manifest, find_helm
from tests.charts.rendered_root import CATALOGUE
from tests.lab.stand_in_charts import StandIns, components

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DOMAIN = "example.com"
KUBERNETES = "1.34.4"
DEFAULT_SET = frozenset(name for name, entry in CATALOGUE["components"].items() if entry["enabled"])
"""Components of an install whose answers say nothing about them."""
EVERYTHING = frozenset(CATALOGUE["components"])
ANSWERS: dict[str, dict[str, Any]] = {
    "airm": {"elasticsearch": {"enabled": True}},
    "kaiwo-config": {"demoVolume": {"enabled": True}},
    "kueue-config": {"resourceFlavors": {"cpu": {}}, "clusterQueues": {"cpu": {"namespaceSelector": {}}}},
    "metallb-config": {"pool": ["192.0.2.0/24"]},
}
"""Overrides that make what is left out otherwise."""

WORKERS = 2


@dataclass(frozen=True)
class Platform:
    """What an install of one profile consists of, all components of the catalogue."""

    manifests: Mapping[str, tuple[Manifest, ...]]
    """By component, in the order of the chart."""

    def objects(self, chosen: frozenset[str] = EVERYTHING) -> Iterator[tuple[str, Manifest]]:
        """Every object of the chosen components, with its component."""
        for component in sorted(chosen & self.manifests.keys()):
            for manifest in self.manifests[component]:
                yield component, manifest


def need_helm() -> str:
    """Path of helm; skips the test where there is none."""
    program = find_helm()
    if program is None:
        pytest.skip("needs the helm program: put it on PATH or name it in FORGE_TUI_HELM")
    return program


@functools.cache
def platform(profile: str, *, answered: bool = False) -> Platform:
    """Everything enabled, in one profile; with `answered` also what needs an answer to be made at all."""
    program = need_helm()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(WORKERS) as pool:
        folder = Path(scratch)
        rendered = pool.map(
            lambda one: (one["metadata"]["name"], _component(program, one, folder)), applications(profile, answered=answered).values()
        )
        return Platform(MappingProxyType(dict(rendered)))


@functools.cache
def in_version(component: str, version: str) -> tuple[Manifest, ...]:
    """One component of profile medium in a version that somebody answered."""
    application = copy.deepcopy(applications("medium")[component])
    application["spec"]["source"]["helm"]["valuesObject"]["version"] = version
    with tempfile.TemporaryDirectory() as scratch:
        return _component(need_helm(), application, Path(scratch))


@functools.cache
def applications(profile: str, *, answered: bool = False) -> Mapping[str, Manifest]:
    """What the root renders with everything enabled, by component."""
    overrides = ANSWERS if answered else {}
    enabled = {name: {"enabled": True, "overrides": overrides.get(name, {})} for name in CATALOGUE["components"]}
    given = {"domain": DOMAIN, **({"tls": {"mode": "self-signed"}, "openbao": {"seal": "shamir"}} if answered else {})}
    values = {"profile": profile, "global": given, "components": enabled}
    with tempfile.TemporaryDirectory() as scratch:
        rendered = _template(need_helm(), "cluster-forge", ROOT, "argocd", values, Path(scratch))
    return MappingProxyType({one["metadata"]["name"]: one for one in rendered if one["kind"] == "Application"})


def _component(program: str, application: Manifest, folder: Path) -> tuple[Manifest, ...]:
    name, spec = application["metadata"]["name"], application["spec"]
    place = folder / name
    chart = _with_stand_in(name, place)
    rendered = _template(program, name, chart, spec["destination"]["namespace"], spec["source"]["helm"]["valuesObject"], place)
    return tuple(rendered)


def _with_stand_in(name: str, place: Path) -> Path:
    """Link the chart into `place`, and put there what the chart source would fetch for it."""
    chart = place / "chart"
    chart.mkdir(parents=True)
    for path in (CHARTS / name).iterdir():
        if path.name not in ("charts", "files"):
            (chart / path.name).symlink_to(path)
    files = chart / "files"
    files.mkdir()
    for path in (CHARTS / name / "files").glob("*"):
        if path.name != "vendored":
            (files / path.name).symlink_to(path)
    if name in components():
        download = StandIns(bulk=False).download(name)
        archive = chart / "charts" / f"{download.chart}.tgz" if download.chart else files / "vendored" / "manifest.yaml"
        archive.parent.mkdir()
        archive.write_bytes(download.content)
    return chart


def _template(program: str, release: str, chart: Path, namespace: str, values: Mapping[str, Any], folder: Path) -> list[Manifest]:
    # JSON, since PyYAML writes the string 1e5 without quotes and helm then reads a number.
    given = folder / "values.json"
    given.write_text(json.dumps(values))
    places = {f"HELM_{name}_HOME": str(folder / name) for name in ("CACHE", "CONFIG", "DATA")}
    command = [program, "template", release, str(chart), "--namespace", namespace, "--values", str(given)]
    command += ["--include-crds", "--kube-version", KUBERNETES]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=os.environ | places)
    assert done.returncode == 0, f"{release}: {done.stderr}"
    return [document for document in yaml.load_all(done.stdout, Loader=Loader) if document]
