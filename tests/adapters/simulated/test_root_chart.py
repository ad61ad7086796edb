from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forge_tui.adapters import kubernetes_yaml
from forge_tui.adapters.catalogue_file import load_root_values
from forge_tui.adapters.simulated.root_chart import component_values, render_root
from forge_tui.adapters.simulated.templating import rendered
from forge_tui.adapters.values_file import dump_values
from forge_tui.domain.failures import HelmFailed

CHECKOUT = Path(__file__).parents[3]
OVERRIDES: dict[str, Any] = {"repoServer": {"replicas": 0}, "text": "{{ .Values.global.domain }}", "none": "", "disabled": False}
ANSWERED: dict[str, Any] = {
    "git": {"revision": "0123abc"},
    "global": {"domain": "demo.example", "storageClasses": {"readWriteOnce": "fast"}, "openbao": {"seal": "shamir"}},
    "components": {
        "metallb": {"enabled": False},
        "argocd": {
            "overrides": {"argo-cd": {"repoServer": {"replicas": 0}, "text": "{{ .Values.global.domain }}", "none": "", "off": False}}
        },
    },
}


def by_name(manifests: Any) -> dict[tuple[str, str], Any]:
    return {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in manifests if manifest}


@pytest.mark.helm
@pytest.mark.skipif(shutil.which("helm") is None, reason="no helm on PATH")
@pytest.mark.parametrize("profile", ["small", "medium", "large"])
def test_the_simulation_renders_the_root_as_helm_does(profile: str, tmp_path: Path) -> None:
    values = {**ANSWERED, "profile": profile}
    (tmp_path / "values.yaml").write_bytes(dump_values(values))
    command = ["helm", "template", "cluster-forge", str(CHECKOUT / "root"), "-n", "argocd", "-f", str(tmp_path / "values.yaml")]
    text = subprocess.run(command, capture_output=True, check=True).stdout
    assert by_name(render_root(load_root_values(CHECKOUT), values, "argocd")) == by_name(kubernetes_yaml.load_all(text))


def test_a_disabled_component_is_neither_rendered_nor_a_parent() -> None:
    defaults = {
        "profile": "small",
        "project": "p",
        "git": {"url": "http://git/org/repo.git", "revision": "r"},
        "global": {"domain": "d"},
        "components": {
            "a": {"enabled": True, "layer": "l", "namespace": "n", "wave": 0, "namespaces": ["only-with-a"]},
            "b": {
                "enabled": True,
                "layer": "l",
                "namespace": "m",
                "wave": 1,
                "dependsOn": [{"name": "a", "strength": "hard"}],
                "namespaces": ["k"],
            },
        },
    }
    found = by_name(render_root(defaults, {"components": {"a": {"enabled": False}}}, "argocd"))
    assert found.keys() == {("AppProject", "p"), ("Application", "b")}
    assert found["Application", "b"]["metadata"]["annotations"]["forge-tui.io/depends-on"] == ""
    assert [place["namespace"] for place in found["AppProject", "p"]["spec"]["destinations"]] == ["argocd", "k", "m"]


def test_values_are_laid_over_each_other_and_overrides_are_never_rendered() -> None:
    entry = {
        "values": {"a": "{{ .Values.global.domain }}", "b": {"c": 1, "d": 1}},
        "profiles": {"large": {"b": {"c": 2}}},
        "overrides": {"b": {"d": 0}, "text": "{{ .Values.global.domain }}"},
    }
    values = {"profile": "large", "global": {"domain": "x.example"}}
    assert component_values(entry, values) == {
        "global": {"domain": "x.example"},
        "a": "x.example",
        "b": {"c": 2, "d": 0},
        "text": "{{ .Values.global.domain }}",
    }


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("plain", "plain"),
        ("https://a.{{ .Values.global.domain }}/b", "https://a.x.example/b"),
        ('{{ eq .Values.global.seal "static" | ternary "yes" "no" }}', "yes"),
        ('{{ .Values.global.missing | default "nothing" | quote }}', '"nothing"'),
        ("{{ .Values.global.count }}-{{- .Values.global.on }}", "3-true"),
        ('{{ not .Values.global.on | ternary "a" "b" }}', "b"),
        ('{{ ne .Values.global.seal "shamir" }}', "true"),
        ('{{ lower "ABC" }}', "abc"),
        ("a {{- if .Values.global.on }} b {{ end -}} c", "a b c"),
        ("{{ if .Values.global.off }}a{{ else if .Values.global.on }}b{{ else }}c{{ end }}", "b"),
        ("{{ if .Values.global.off }}{{ if nothing }}a{{ end }}{{ else }}c{{ end }}", "c"),
        ('{{ and (index .Values.global "on") (eq .Values.global.seal "static") }}', "true"),
        ('{{ or .Values.global.off .Values.global.domain "x" }}', "x.example"),
        ('{{ (index .Values.nested "a").b }}', "deep"),
        ('{{ $n := .Values.nested }}{{ $n.a.b }}{{ dig "a" "z" "none" $n }}{{ dig "a" "b" "none" $n }}', "deepnonedeep"),
    ],
)
def test_strings_with_expressions_are_rendered(text: str, result: str) -> None:
    context = {"global": {"domain": "x.example", "seal": "static", "count": 3, "on": True, "off": False}, "nested": {"a": {"b": "deep"}}}
    assert rendered({"k": [text]}, context) == {"k": [result]}


@pytest.mark.parametrize("text", ['{{ include "x" . }}', "{{ now }}"])
def test_more_of_the_language_is_refused_by_name(text: str) -> None:
    with pytest.raises(HelmFailed, match="the simulation does not"):
        rendered(text, {})
