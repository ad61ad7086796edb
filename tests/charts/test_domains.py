"""A domain that reads like a boolean or a number stays what it is, wherever it gets to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import NAMES, chart_yaml
from tests.charts.helm_program import GoLoader, HelmProgram, Manifest
from tests.charts.rendered_charts import Renderings, every_chart
from tests.charts.rendered_root import applications, chart_values

pytestmark = pytest.mark.helm

DOMAINS = ("yes.no", "1e5.io", "1e5")
PLAIN = "example.com"
PROFILE = "medium"

each_domain = pytest.mark.parametrize("domain", DOMAINS)


def rendered(helm: HelmProgram, domain: str) -> Renderings:
    return every_chart(helm, domain, (PROFILE,), options=True)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar with its place; keys count as scalars, too."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield f"{path}.(key)", key
            yield from leaves(below, f"{path}.{key}")
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from leaves(below, f"{path}[{index}]")
    else:
        yield path, value


def named(manifest: Manifest) -> str:
    """Kind and name, without the hash that the name of a Job may end in."""
    return f"{manifest['kind']} {re.sub('-[0-9a-f]{10}$', '', manifest['metadata']['name'])}"


def places(manifests: Sequence[Manifest], domain: str) -> list[str]:
    """Where the domain stands, keys included."""
    texts = [(named(manifest) + path, it) for manifest in manifests for path, it in leaves(manifest)]
    return [path.replace(domain, "DOMAIN") for path, it in texts if isinstance(it, str) and domain in it]


def inner(text: str) -> Any:
    """What a text holds that is YAML or JSON itself, such as a file of a ConfigMap; None for any other."""
    try:
        found = yaml.load(text, Loader=GoLoader) if "\n" in text or text.startswith(("{", "[")) else None
    except yaml.YAMLError:
        return None
    return found if isinstance(found, dict | list) else None


def shape(manifests: Sequence[Manifest], domain: str) -> list[tuple[str, str]]:
    """Types of all scalars by their place, in the files that texts hold, too."""
    found = []
    for manifest in manifests:
        for path, it in leaves(manifest):
            below = list(leaves(inner(it))) if isinstance(it, str) else []
            found += [(named(manifest) + path + more, type(scalar).__name__) for more, scalar in [("", it), *below]]
    return [(path.replace(domain, "DOMAIN"), kind) for path, kind in found]


@pytest.mark.parametrize("name", NAMES)
@each_domain
def test_it_stands_wherever_another_domain_would_and_is_a_string_there(helm: HelmProgram, name: str, domain: str) -> None:
    usual, unusual = rendered(helm, PLAIN).manifests[name, PROFILE], rendered(helm, domain).manifests[name, PROFILE]
    assert shape(unusual, domain) == shape(usual, PLAIN)
    assert [it for it in places(usual, PLAIN) if it not in places(unusual, domain)] == []


def test_it_gets_to_more_than_a_few_charts(helm: HelmProgram) -> None:
    reached = {name for name in NAMES if places(rendered(helm, PLAIN).manifests[name, PROFILE], PLAIN)}
    assert {"airm", "airm-config", "argocd", "argocd-config", "gitea", "gitea-config", "keycloak", "kgateway-config", "kserve"} <= reached


@pytest.mark.parametrize("name", [name for name in NAMES if chart_yaml(name).get("dependencies")])
@each_domain
def test_a_dependency_gets_it_as_a_string(helm: HelmProgram, name: str, domain: str) -> None:
    (stand_in,) = [it for it in rendered(helm, domain).manifests[name, PROFILE] if it["metadata"]["name"] == "received"]
    assert json.loads(stand_in["data"]["values"])["global"]["domain"] == domain


@each_domain
def test_the_root_hands_it_on_as_a_string(helm: HelmProgram, domain: str) -> None:
    found = applications(helm, {"global": {"domain": domain}})
    assert {chart_values(it)["global"]["domain"] for it in found.values()} == {domain}
