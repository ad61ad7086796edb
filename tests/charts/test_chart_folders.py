"""Every chart folder has what a reader, Argo CD and the chart source expect of it; read without helm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.charts.chart_copies import CHARTS, NAMES, PROFILES, ROOT, chart_yaml
from tests.charts.rendered_root import CATALOGUE

LOCK = yaml.safe_load((CHARTS / "charts.lock").read_text())["dependencies"]
SOURCES = sorted(
    path
    for folder in (CHARTS, ROOT)
    for path in folder.rglob("*")
    if path.is_file() and not {"vendored", "charts"} & set(path.relative_to(folder).parts)
)


def test_there_is_a_chart_for_every_component_and_the_other_way_round() -> None:
    assert sorted(Path(entry.get("chart", f"charts/{name}")).name for name, entry in CATALOGUE["components"].items()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_folder_is_complete(name: str) -> None:
    wanted = ["Chart.yaml", "values.yaml", "values.schema.json", "README.md", "templates", *(f"ci/{profile}.yaml" for profile in PROFILES)]
    assert [path for path in wanted if not (CHARTS / name / path).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    chart = chart_yaml(name)
    assert chart["name"] == name
    assert chart["icon"].startswith("https://")
    assert chart["sources"]
    assert len(chart.get("dependencies", [])) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_names_the_version_that_the_chart_pins(name: str) -> None:
    chart = chart_yaml(name)
    annotated = chart.get("annotations", {}).get("forge-tui.io/manifest-version", chart["version"])
    pinned = [dependency["version"] for dependency in chart.get("dependencies", [])] or [annotated]
    assert pinned == [CATALOGUE["components"][name]["version"]]


@pytest.mark.parametrize("name", NAMES)
def test_a_readme_names_problems_and_images(name: str) -> None:
    text = (CHARTS / name / "README.md").read_text()
    assert re.search(r"## Known problems.*\n\n.*\d", text)
    assert re.search(r"## Images\n\n- ", text)


def test_the_lock_names_exactly_what_is_fetched() -> None:
    wanted = []
    for name in NAMES:
        chart = chart_yaml(name)
        wanted += [(name, it["name"], it["version"], it["repository"]) for it in chart.get("dependencies", ())]
        notes = chart.get("annotations", {})
        if url := notes.get("forge-tui.io/manifest-url"):
            wanted.append((name, name, notes["forge-tui.io/manifest-version"], url))
    found = [(it["component"], it["name"], it["version"], it.get("repository") or it["url"]) for it in LOCK]
    assert sorted(found) == sorted(wanted)


def test_a_digest_in_the_lock_is_a_sha256_or_not_known_yet() -> None:
    assert [it for it in LOCK if not re.fullmatch(r"|[0-9a-f]{64}", it["sha256"])] == []


# A Secret's key, whether a pod gets the token of its account, and what the schema refuses: they only look like what is looked for.
HARMLESS = re.compile(r"key: password\b|automountServiceAccountToken: (true|false)\b|\"not\": { \"pattern\": \":latest\$\" }")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CHARTS.parent)))
def test_no_floating_tag_and_no_credential_in_a_file(path: Path) -> None:
    text = HARMLESS.sub("", path.read_text())
    assert not re.search(r":latest\b|tag:\s*[\"']?latest", text)
    assert not re.search(r"(?i)(passw(or)?d|token)[\"']?\s*[:=]\s*[\"']?[^\s\"'{},]", text)
