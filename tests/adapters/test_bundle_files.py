"""Where the charts are found, and what counts as part of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.bundle_files import chart_files, digest_of, find_bundle
from forge_tui.domain.failures import CatalogueInvalid


def written(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    return folder


def test_a_checkout_comes_before_what_is_packed_into_the_package(tmp_path: Path) -> None:
    package = tmp_path / "forge_tui"
    written(package / "_bundle", "root/values.yaml", "charts/a/Chart.yaml")
    assert find_bundle(package) == package / "_bundle"
    written(tmp_path, "root/values.yaml", "charts/a/Chart.yaml")
    assert find_bundle(package) == tmp_path


def test_a_package_without_charts_names_both_places(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match=r"no folder with charts/ .* or .*_bundle"):
        find_bundle(tmp_path / "forge_tui")


def test_fetched_dependencies_and_dot_files_are_no_part_of_a_chart(tmp_path: Path) -> None:
    chart = written(tmp_path, "Chart.yaml", "templates/a.yaml", ".hidden", "templates/.b", "charts/x-1.0.0.tgz", "files/vendored/m.yaml")
    assert [path for path, _ in chart_files(chart)] == ["Chart.yaml", "templates/a.yaml"]
    vendored = ["Chart.yaml", "charts/x-1.0.0.tgz", "files/vendored/m.yaml", "templates/a.yaml"]
    assert [path for path, _ in chart_files(chart, vendored=True)] == vendored


def test_a_digest_changes_when_content_moves_between_files() -> None:
    assert digest_of([("a", b"xy"), ("b", b"")]) != digest_of([("a", b"x"), ("b", b"y")])
    assert digest_of([("a", b"xy")]) == digest_of(iter([("a", b"xy")]))
