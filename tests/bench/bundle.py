"""A bundle with more components than the program's own: thirteen that bring CRDs, as the platform will have them."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.lab.stand_in_charts import read

REPOSITORY = Path(__file__).parents[2]
EXTRA: dict[str, tuple[str, ...]] = {
    "amd-gpu-operator": ("cert-manager",),
    "appwrapper": (),
    "cnpg-operator": (),
    "kaiwo-crds": (),
    "kgateway-crds": (),
    "kserve-crds": (),
    "kuberay-operator": (),
    "kueue": (),
    "kyverno": (),
    "minio-operator": (),
    "opentelemetry-operator": ("cert-manager",),
    "prometheus-crds": (),
    "rabbitmq": (),
}
"""Upstream component to the components that it cannot become ready without."""


def make(folder: Path) -> Path:
    """Copy charts/ and root/ into `folder` and add the extra components; returns `folder`, for --charts."""
    for name in ("charts", "root"):
        shutil.copytree(REPOSITORY / name, folder / name)
    place = folder / "root" / "values.yaml"
    values = yaml.safe_load(place.read_text())
    for name, parents in EXTRA.items():
        facts = read(name)
        values["components"][name] = _entry(facts, parents)
        _write_chart(folder / "charts" / name, facts)
    place.write_text(yaml.safe_dump(values, sort_keys=False))
    return folder


def crd_count() -> int:
    """How many CRDs the extra components bring."""
    return sum(len(read(name).get("crds", ())) for name in EXTRA)


def _entry(facts: dict[str, Any], parents: tuple[str, ...]) -> dict[str, Any]:
    return {
        "enabled": True,
        "title": f"{facts['name']} of the bench",
        "layer": "platform",
        "namespace": facts["namespace"],
        "version": _upstream(facts)["version"],
        "wave": 1 if parents else 0,
        "dependsOn": [{"name": parent, "strength": "hard", "needs": "crd+webhook", "why": "its certificates"} for parent in parents],
        "probes": [{"kind": "crd-established", "names": [f"{crd['plural']}.{crd['group']}" for crd in facts["crds"]]}],
    }


def _upstream(facts: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = facts.get("manifest") or facts["chart"]
    return found


def _write_chart(folder: Path, facts: dict[str, Any]) -> None:
    chart: dict[str, Any] = {"apiVersion": "v2", "name": facts["name"], "version": "1.0.0", "type": "application"}
    upstream = _upstream(facts)
    (folder / "templates").mkdir(parents=True)
    if "manifest" in facts:
        chart["annotations"] = {"forge-tui.io/manifest-url": upstream["url"], "forge-tui.io/manifest-version": upstream["version"]}
        (folder / "templates" / "manifest.yaml").write_text('{{ .Files.Get "files/vendored/manifest.yaml" }}\n')
    else:
        chart["dependencies"] = [{"name": upstream["name"], "version": upstream["version"], "repository": upstream["repo"]}]
    (folder / "Chart.yaml").write_text(yaml.safe_dump(chart, sort_keys=False))
    (folder / "values.yaml").write_text("global: {}\n")
