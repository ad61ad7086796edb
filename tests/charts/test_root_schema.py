"""The root chart refuses what it does not know, and says where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.charts.chart_copies import ROOT
from tests.charts.helm_program import HelmProgram

pytestmark = pytest.mark.helm


def component(**fields: Any) -> dict[str, Any]:
    return {"components": {"metallb": fields}}


def edge(**fields: Any) -> dict[str, Any]:
    return component(dependsOn=[{"name": "gitea", "strength": "hard", "needs": "crd", "why": "it does"} | fields])


ROLE = {"serviceAccounts": ["me"], "namespaces": ["mine"], "policies": ["mine"]}

UNKNOWN = {
    "top": ({"profil": "small"}, "'profil'"),
    "git": ({"git": {"branch": "main"}}, "'branch'"),
    "global": ({"global": {"domains": "x"}}, "'domains'"),
    "storage class": ({"global": {"storageClasses": {"fast": "x"}}}, "'fast'"),
    "tls": ({"global": {"tls": {"key": "x"}}}, "'key'"),
    "openbao": ({"global": {"openbao": {"key": "x"}}}, "'key'"),
    "component": (component(enable=True), "'enable'"),
    "profile": (component(profiles={"huge": {}}), "'huge'"),
    "edge": (edge(because="x"), "'because'"),
    "probe": (component(probes=[{"kind": "crd-established", "names": ["a.b"], "group": "b"}]), "'group'"),
    "seed": (component(seeds=[{"path": "a", "generate": "domain", "value": "x"}]), "'value'"),
    "ignored": (component(ignoreDifferences=[{"kind": "Secret", "jsonPointer": "/data"}]), "'jsonPointer'"),
    "images of a version": (component(versions={"1.0.0": {"image": []}}), "'image'"),
    "vault": (component(vault={"role": {}}), "'role'"),
    "login to the vault": (component(vault={"roles": {"me": ROLE | {"ttl": "1h"}}}), "'ttl'"),
}

WRONG = {
    "wave": (component(wave="soon"), "/components/metallb/wave"),
    "negative wave": (component(wave=-11), "/components/metallb/wave"),
    "enabled": (component(enabled="yes"), "/components/metallb/enabled"),
    "namespace": (component(namespace="Metal_LB"), "/components/metallb/namespace"),
    "chart": (component(chart="../outside"), "/components/metallb/chart"),
    "values": (component(values=["a"]), "/components/metallb/values"),
    "overrides": (component(overrides="a: 1"), "/components/metallb/overrides"),
    "strength": (edge(strength="firm"), "/components/metallb/dependsOn/0/strength"),
    "probe without arguments": (component(probes=[{"kind": "secret-key", "name": "a"}]), "/components/metallb/probes/0"),
    "seed": (component(seeds=[{"path": "a", "generate": "random"}]), "/components/metallb/seeds/0/generate"),
    "more namespaces": (component(namespaces=["kube-system", "Kube"]), "/components/metallb/namespaces/1"),
    "image without a tag": (component(images=["docker.io/library/busybox"]), "/components/metallb/images/0"),
    "floating image": (component(images=["docker.io/library/busybox:latest"]), "/components/metallb/images/0"),
    "image of no size": (component(images=[{"image": "a/b:1", "profiles": ["huge"]}]), "/components/metallb/images/0"),
    "no versions": (component(versions={}), "/components/metallb/versions"),
    "login for nobody": (
        component(vault={"roles": {"me": ROLE | {"serviceAccounts": []}}}),
        "/components/metallb/vault/roles/me/serviceAccounts",
    ),
    "profile": ({"profile": "huge"}, "/profile"),
    "domain with scheme": ({"global": {"domain": "https://example.com"}}, "/global/domain"),
    "domain as number": ({"global": {"domain": 1.5}}, "/global/domain"),
    "revision as number": ({"git": {"revision": 1234567}}, "/git/revision"),
    "url with a credential": ({"git": {"url": "http://me:it@example.com/a.git"}}, "/git/url"),
    "seal": ({"global": {"openbao": {"seal": "wax"}}}, "/global/openbao/seal"),
}


@pytest.mark.parametrize(("values", "key"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_unknown_key_is_named(helm: HelmProgram, values: dict[str, Any], key: str) -> None:
    refusal = helm.refusal(ROOT, values)
    assert "additional properties" in refusal
    assert key in refusal


@pytest.mark.parametrize(("values", "place"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_named_by_its_place(helm: HelmProgram, values: dict[str, Any], place: str) -> None:
    assert f"'{place}'" in helm.refusal(ROOT, values)


def test_a_misspelt_component_is_no_new_component(helm: HelmProgram) -> None:
    refusal = helm.refusal(ROOT, {"components": {"metalb": {"enabled": False}}})
    assert "'/components/metalb': missing properties" in refusal


def test_a_component_with_a_capital_letter_is_refused(helm: HelmProgram) -> None:
    assert "'Metallb'" in helm.refusal(ROOT, {"components": {"Metallb": {"enabled": False}}})
