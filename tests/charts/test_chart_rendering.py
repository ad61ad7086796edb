"""Every chart lints and renders with the values of every profile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS, NAMES, PROFILES, ROOT, chart_yaml, complete_copy, vendor_manifest
from tests.charts.helm_program import HelmProgram
from tests.charts.rendered_charts import every_chart, every_lint

pytestmark = pytest.mark.helm

THIN = [name for name in NAMES if chart_yaml(name).get("dependencies")]
MANIFEST = [name for name in NAMES if "forge-tui.io/manifest-url" in chart_yaml(name).get("annotations", {})]


def passed(name: str, profile: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((CHARTS / name / "ci" / f"{profile}.yaml").read_text())
    return values


def received(helm: HelmProgram, name: str, values: dict[str, Any], folder: Path) -> dict[str, str]:
    (stand_in,) = [it for it in helm.template(complete_copy(name, folder), values) if it["metadata"]["name"] == "received"]
    data: dict[str, str] = stand_in["data"]
    return data


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_lints_without_a_warning(helm: HelmProgram, name: str, profile: str) -> None:
    code, output = every_lint(helm).told[name, profile]
    assert code == 0, output
    assert "WARNING" not in output


@pytest.mark.parametrize("profile", PROFILES)
def test_a_chart_renders_nothing_only_where_its_manifest_is_fetched_or_answers_are_wanting(helm: HelmProgram, profile: str) -> None:
    rendered = every_chart(helm).manifests
    assert {name for name in NAMES if not rendered[name, profile]} == {*MANIFEST, "cert-manager-config", "metallb-config"}


def test_the_root_lints_without_a_warning(helm: HelmProgram) -> None:
    code, output = helm.lint(ROOT, ROOT / "values.yaml")
    assert code == 0, output
    assert "WARNING" not in output


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_value_is_named(helm: HelmProgram, tmp_path: Path, name: str) -> None:
    assert "'unknown'" in helm.refusal(complete_copy(name, tmp_path), {"unknown": 1})


@pytest.mark.parametrize("name", THIN)
def test_values_of_every_profile_reach_the_dependency(helm: HelmProgram, tmp_path: Path, name: str) -> None:
    (dependency,) = chart_yaml(name)["dependencies"]
    for profile in PROFILES:
        values = json.loads(received(helm, name, passed(name, profile), tmp_path / profile)["values"])
        own = yaml.safe_load((CHARTS / name / "values.yaml").read_text())[dependency["name"]]
        assert own.keys() - {"global"} <= values.keys()
        assert values["global"]["domain"] == "example.com"


@pytest.mark.parametrize("name", MANIFEST)
def test_a_manifest_chart_renders_nothing_before_it_is_vendored(helm: HelmProgram, tmp_path: Path, name: str) -> None:
    assert helm.template(complete_copy(name, tmp_path), passed(name, "small")) == []


@pytest.mark.parametrize("name", MANIFEST)
def test_a_manifest_chart_gives_the_vendored_file_unrendered(helm: HelmProgram, tmp_path: Path, name: str) -> None:
    copy = complete_copy(name, tmp_path)
    vendor_manifest(copy, "---\nkind: A\ndata: '{{ not a template }}'\n---\nkind: B\n")
    assert helm.template(copy, passed(name, "small")) == [{"kind": "A", "data": "{{ not a template }}"}, {"kind": "B"}]


def openbao_config(helm: HelmProgram, folder: Path, profile: str, seal: str = "static") -> str:
    values = passed("openbao", profile)
    values["global"]["openbao"]["seal"] = seal
    return received(helm, "openbao", values, folder)["config"]


def test_a_lone_vault_has_nobody_to_join(helm: HelmProgram, tmp_path: Path) -> None:
    config = openbao_config(helm, tmp_path, "small")
    assert 'storage "raft"' in config
    assert "retry_join" not in config


def test_every_replica_knows_every_other(helm: HelmProgram, tmp_path: Path) -> None:
    config = openbao_config(helm, tmp_path, "large")
    joined = [f'leader_api_addr = "http://openbao-{pod}.openbao-internal:8200"' for pod in range(3)]
    assert [line for line in joined if line in config] == joined
    assert config.count("retry_join") == 3
    assert config.count("{") == config.count("}")


def test_the_static_seal_reads_its_key_from_where_the_secret_is_mounted(helm: HelmProgram, tmp_path: Path) -> None:
    config = openbao_config(helm, tmp_path, "medium")
    server = yaml.safe_load((CHARTS / "openbao" / "values.yaml").read_text())["openbao"]["server"]
    (mount,), (volume,) = server["volumeMounts"], server["volumes"]
    assert 'seal "static"' in config
    assert f'current_key    = "file://{mount["mountPath"]}/key"' in config
    assert volume["secret"]["secretName"] == "openbao-seal"
    assert mount["name"] == volume["name"]


def test_shamir_knows_no_key(helm: HelmProgram, tmp_path: Path) -> None:
    assert "seal " not in openbao_config(helm, tmp_path, "medium", seal="shamir")


def test_the_store_logs_in_without_a_password(helm: HelmProgram, tmp_path: Path) -> None:
    rendered = helm.template(complete_copy("external-secrets-config", tmp_path), namespace="external-secrets")
    (store,) = [it for it in rendered if it["kind"] == "ClusterSecretStore"]
    vault = store["spec"]["provider"]["vault"]
    assert store["apiVersion"] == "external-secrets.io/v1beta1"
    assert (vault["path"], vault["version"]) == ("secrets", "v2")
    account = {"name": "external-secrets", "namespace": "external-secrets"}
    assert vault["auth"] == {"kubernetes": {"mountPath": "kubernetes", "role": "external-secrets", "serviceAccountRef": account}}


def test_the_domain_is_read_through_the_store_after_it_exists(helm: HelmProgram, tmp_path: Path) -> None:
    rendered = helm.template(complete_copy("external-secrets-config", tmp_path), namespace="external-secrets")
    (secret,) = [it for it in rendered if it["kind"] == "ExternalSecret"]
    (entry,) = secret["spec"]["data"]
    assert secret["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] == "1"
    assert secret["spec"]["secretStoreRef"] == {"kind": "ClusterSecretStore", "name": "openbao-secret-store"}
    assert (entry["remoteRef"]["key"], entry["remoteRef"]["property"]) == ("cluster-domain", "value")
