"""root/values.yaml becomes the catalogue, and charts are told apart by content."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.adapters.catalogue_file import chart_digests, load_catalogue, load_root_values
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from forge_tui.domain.failures import CatalogueInvalid

ONE = """
components:
  alpha: {enabled: true, title: Alpha, layer: platform, namespace: alpha, version: 1.0.0, wave: WAVE}
"""


def bundle_with(tmp_path: Path, values: str) -> Path:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "values.yaml").write_text(values)
    return tmp_path


def catalogue_of(*names: str) -> Catalogue:
    return Catalogue({name: Component(name, name, "platform", name, f"charts/{name}", "1.0.0", 0) for name in names})


def test_a_component_of_the_file_is_in_the_catalogue(tmp_path: Path) -> None:
    catalogue = load_catalogue(bundle_with(tmp_path, ONE.replace("WAVE", "0")))
    assert catalogue["alpha"].chart == "charts/alpha"


def test_a_wave_that_contradicts_the_edges_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="alpha has wave 3"):
        load_catalogue(bundle_with(tmp_path, ONE.replace("WAVE", "3")))


@pytest.mark.parametrize(("text", "problem"), [("a: [", "is not YAML at line 2"), ("- a", "holds no mapping")])
def test_a_file_that_is_no_mapping_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(CatalogueInvalid, match=problem):
        load_root_values(bundle_with(tmp_path, text))


def test_a_bundle_without_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="cannot be read"):
        load_root_values(tmp_path)


def charts(tmp_path: Path, count: int, files: int = 12) -> Catalogue:
    for folder in [f"charts/c{number}" for number in range(count)] + ["root"]:
        (tmp_path / folder / "templates").mkdir(parents=True)
        for number in range(files):
            (tmp_path / folder / "templates" / f"{number}.yaml").write_text(f"{folder} {number}" * 100)
    return catalogue_of(*(f"c{number}" for number in range(count)))


def test_a_changed_template_changes_the_digest_of_its_chart_only(tmp_path: Path) -> None:
    catalogue = charts(tmp_path, 2)
    before = chart_digests(tmp_path, catalogue)
    (tmp_path / "charts/c0/templates/0.yaml").write_text("other")
    after = chart_digests(tmp_path, catalogue)
    assert {name for name in before if before[name] != after[name]} == {"c0"}
    assert before.keys() == {"c0", "c1", "root"}


def test_fetching_dependencies_leaves_the_digest_as_it_is(tmp_path: Path) -> None:
    catalogue = charts(tmp_path, 1)
    before = chart_digests(tmp_path, catalogue)
    (tmp_path / "charts/c0/charts").mkdir()
    (tmp_path / "charts/c0/charts/x-1.0.0.tgz").write_bytes(b"archive")
    assert chart_digests(tmp_path, catalogue) == before


def test_a_missing_chart_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="the chart of ghost is not there"):
        chart_digests(tmp_path, catalogue_of("ghost"))
