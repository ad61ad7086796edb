"""Charts complete enough to render: copies with a stand-in of what the chart source would vendor."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).parents[2]
CHARTS = CHECKOUT / "charts"
ROOT = CHECKOUT / "root"
PROFILES = ("small", "medium", "large")
NAMES = sorted(path.name for path in CHARTS.iterdir() if path.is_dir())

# Tells which values reached the dependency, and renders the one value that upstream renders as a template.
RECEIVED = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: received
data:
  values: {{ toJson .Values | quote }}
  config: {{ tpl (((((.Values.server).ha).raft).config) | default "") . | quote }}
"""


def chart_yaml(name: str) -> dict[str, Any]:
    """Content of a chart's Chart.yaml."""
    content: dict[str, Any] = yaml.safe_load((CHARTS / name / "Chart.yaml").read_text())
    return content


def complete_copy(name: str, folder: Path) -> Path:
    """Copy the chart below `folder` and put a stand-in for each dependency into it."""
    copy = folder / name
    shutil.copytree(CHARTS / name, copy, ignore=shutil.ignore_patterns("charts", "vendored"))
    for dependency in chart_yaml(name).get("dependencies", ()):
        place = copy / "charts" / dependency["name"]
        (place / "templates").mkdir(parents=True)
        (place / "Chart.yaml").write_text(
            yaml.safe_dump(
                {"apiVersion": "v2", "name": dependency["name"], "version": dependency["version"], "icon": "https://example.com/i"}
            )
        )
        (place / "templates" / "received.yaml").write_text(RECEIVED)
    return copy


def vendor_manifest(copy: Path, text: str) -> None:
    """Put a manifest where the chart source puts it."""
    place = copy / "files" / "vendored" / "manifest.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(text)
