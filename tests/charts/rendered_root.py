"""What the root chart renders, by kind and name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from tests.charts.chart_copies import ROOT
from tests.charts.helm_program import HelmProgram, Manifest

CATALOGUE: dict[str, Any] = yaml.safe_load((ROOT / "values.yaml").read_text())


def applications(helm: HelmProgram, values: Mapping[str, Any] | None = None) -> dict[str, Manifest]:
    """Applications by name, for the domain example.com unless `values` name another."""
    rendered = helm.template(ROOT, {"global": {"domain": "example.com"}} | dict(values or {}), release="cluster-forge")
    return {manifest["metadata"]["name"]: manifest for manifest in rendered if manifest["kind"] == "Application"}


def project(helm: HelmProgram, values: Mapping[str, Any] | None = None) -> Manifest:
    """The one AppProject."""
    (found,) = [manifest for manifest in helm.template(ROOT, values, release="cluster-forge") if manifest["kind"] == "AppProject"]
    return found


def chart_values(application: Manifest) -> dict[str, Any]:
    """What the component's chart gets."""
    values: dict[str, Any] = application["spec"]["source"]["helm"]["valuesObject"]
    return values
