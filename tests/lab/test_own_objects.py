"""Every object that the charts' own templates render passes a dry run of a real API server that serves all custom kinds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS, NAMES, PROFILES, complete_copy
from tests.charts.helm_program import HelmProgram, find_helm
from tests.charts.rendered_root import CATALOGUE, applications, chart_values
from tests.lab import argocd_chart
from tests.lab.api import AGGREGATED, ApiRefusal, KubeApi, Manifest, path_of
from tests.lab.control_plane import Lab
from tests.lab.crd_schemas import definition
from tests.lab.stand_in_charts import components, read
from tests.lab.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.helm]

THREADS = 2
CRDS = ("apiextensions.k8s.io/v1", "customresourcedefinitions")
DRY_RUN = "dryRun=All&fieldManager=argocd-controller&force=true&fieldValidation=Strict"
POOL = {"metallb-config": {"pool": ["192.0.2.0/28"]}}
CHOICES: dict[str, dict[str, Any]] = {
    **{profile: {"profile": profile, "tls": "self-signed", "overrides": POOL} for profile in PROFILES},
    "acme": {"profile": "small", "tls": "acme", "overrides": {"cert-manager-config": {"acme": {"email": "a@example.com"}}}},
    "oldest AIRM": {"profile": "small", "tls": "existing", "overrides": {"airm": {"version": "0.1.0"}}},
}


@dataclass(frozen=True)
class Own:
    """One rendered object."""

    component: str
    namespace: str
    manifest: Manifest

    def __str__(self) -> str:
        return f"{self.component}: {self.manifest['kind']} {self.manifest['metadata']['name']}"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> list[Own]:
    """What the own templates of all charts render for any of CHOICES, each once."""
    program = find_helm()
    if program is None:
        pytest.skip("needs the helm program: put it on PATH or name it in FORGE_TUI_HELM")
    folder = tmp_path_factory.mktemp("own")
    asked = [applications(HelmProgram(program, folder), root_values(**choice)) for choice in CHOICES.values()]

    def rendered(component: str) -> list[Own]:
        scratch = tmp_path_factory.mktemp(component)
        return list(objects_of([one[component] for one in asked], HelmProgram(program, scratch), complete_copy(component, folder)))

    with ThreadPoolExecutor(THREADS) as pool:
        return list(chain.from_iterable(pool.map(rendered, NAMES)))


def root_values(profile: str, tls: str, overrides: dict[str, Any]) -> dict[str, Any]:
    chosen = {name: {"enabled": True, "overrides": overrides.get(name, {})} for name in CATALOGUE["components"]}
    return {"profile": profile, "global": {"domain": "forge.example", "tls": {"mode": tls}}, "components": chosen}


def objects_of(asked: list[Manifest], helm: HelmProgram, chart: Path) -> Iterator[Own]:
    """Objects that a chart renders for any of these Applications of it, each once."""
    seen: set[str] = set()
    for values in {json.dumps(chart_values(one)) for one in asked}:
        namespace = asked[0]["spec"]["destination"]["namespace"]
        for manifest in helm.template(chart, json.loads(values), release=chart.name, namespace=namespace):
            text = json.dumps(manifest, sort_keys=True)
            if text not in seen and manifest["metadata"]["name"] != "received":
                yield Own(chart.name, namespace, manifest)
            seen.add(text)


@pytest.fixture(scope="module")
def api(lab: Lab, own: list[Own]) -> KubeApi:
    """An API server with every custom kind of the platform, and every namespace that an object names."""
    lab.reset()
    crds = [definition(crd, keep=False) for name in components() for crd in read(name).get("crds", ())]
    crds += [yaml.safe_load(text.partition("}}")[2].rpartition("{{")[0]) for _, text in argocd_chart.definitions()]
    for crd in crds:
        lab.api.create(*CRDS, crd)
    for namespace in {one.manifest["metadata"].get("namespace", one.namespace) for one in own}:
        lab.api.create("v1", "namespaces", {"metadata": {"name": namespace}})
    until(lambda: {kind for crd in crds for kind in kinds_of(crd)} <= set(kinds(lab.api)), 120, what="all custom kinds are served")
    return lab.api


def kinds_of(crd: Manifest) -> list[tuple[str, str]]:
    spec = crd["spec"]
    return [(f"{spec['group']}/{version['name']}", spec["names"]["kind"]) for version in spec["versions"] if version["served"]]


def kinds(api: KubeApi) -> dict[tuple[str, str], tuple[str, bool]]:
    """(apiVersion, kind) of everything that is served to its plural, and whether it lives in namespaces."""
    found = {}
    for root in ("/api", "/apis"):
        for group in api.call("GET", root, accept=AGGREGATED)["items"]:
            for version in group.get("versions", []):
                name = "/".join(part for part in (group["metadata"].get("name"), version["version"]) if part)
                for resource in version.get("resources", []):
                    found[name, resource["responseKind"]["kind"]] = (resource["resource"], resource["scope"] == "Namespaced")
    return found


def refusal(api: KubeApi, one: Own, served: dict[tuple[str, str], tuple[str, bool]]) -> str:
    """Why the API server would not take an object; empty when it would."""
    manifest, metadata = one.manifest, one.manifest["metadata"]
    plural, namespaced = served.get((manifest["apiVersion"], manifest["kind"]), ("", False))
    if not plural:
        return f"{one}: nobody serves {manifest['apiVersion']}"
    namespace = metadata.get("namespace", one.namespace) if namespaced else None
    path = path_of(manifest["apiVersion"], plural, namespace, metadata["name"])
    try:
        api.call("PATCH", f"{path}?{DRY_RUN}", manifest, kind="application/apply-patch+yaml")
    except ApiRefusal as error:
        return f"{one}: {error}"
    return ""


def test_the_api_server_would_take_every_object_that_the_own_templates_render(api: KubeApi, own: list[Own]) -> None:
    served = kinds(api)
    refused = [reason for one in own if (reason := refusal(api, one, served))]
    print(f"\n{len(own)} objects of {len({one.component for one in own})} charts, {len({one.manifest['kind'] for one in own})} kinds")
    assert refused == [], "\n".join(refused)
    assert {one.component for one in own} == with_own_templates()


@pytest.mark.parametrize("wrong", [{"spec": {"schedul": "* * * * *"}}, {"apiVersion": "batch/v9"}, {"spec": {"schedule": 7}}])
def test_an_object_that_is_wrong_would_be_refused(api: KubeApi, own: list[Own], wrong: Manifest) -> None:
    sound = next(one for one in own if one.manifest["kind"] == "CronJob")
    assert refusal(api, replace(sound, manifest=sound.manifest | wrong), kinds(api)) != ""


def with_own_templates() -> set[str]:
    """Charts with a template that makes objects by itself, and not out of a vendored manifest."""
    return {name for name in NAMES if any(path.name != "manifest.yaml" for path in (CHARTS / name / "templates").glob("*.yaml"))}


def test_the_dry_run_has_stored_nothing_but_what_it_stood_on(api: KubeApi) -> None:
    assert api.items("apps/v1", "deployments") == []
    assert api.items("external-secrets.io/v1beta1", "externalsecrets") == []
