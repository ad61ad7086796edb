"""The cache believes nothing without its digest, and indexes are read piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from forge_tui.adapters.chart_cache import ChartCache
from forge_tui.adapters.chart_fetch import entry_of
from forge_tui.adapters.values_file import dump_values


def test_what_a_killed_run_left_unfinished_is_never_taken_for_a_chart(tmp_path: Path) -> None:
    cache = ChartCache(tmp_path)
    (tmp_path / "vendored" / ".unfinished-x").mkdir(parents=True)
    (tmp_path / "vendored" / ".unfinished-x" / "half").write_text("h")
    folder = cache.folder_of({"charts/a/Chart.yaml": b"name: a\n"})
    assert folder.parent == tmp_path / "vendored"
    assert [path.name for path in folder.iterdir()] == ["charts"]


def test_a_blob_is_only_believed_with_its_digest(tmp_path: Path) -> None:
    cache = ChartCache(tmp_path)
    digest = cache.keep(b"content")
    assert cache.blob(digest) == b"content"
    (tmp_path / "blobs" / digest).write_bytes(b"other")
    assert cache.blob(digest) is None


def index_of(charts: int, versions: int) -> bytes:
    entry = {"created": "2026-01-01T00:00:00Z", "description": "line\n\nanother: line\n- and a list", "urls": ["x.tgz"]}
    entries = {
        f"chart{number}": [{**entry, "name": f"chart{number}", "version": f"1.0.{patch}"} for patch in range(versions)]
        for number in range(charts)
    }
    return dump_values({"apiVersion": "v1", "entries": entries, "generated": "now"})


@pytest.mark.parametrize("name", ["chart0", "chart1", "chart2"])
def test_each_version_of_each_chart_is_found_in_an_index(name: str) -> None:
    found = entry_of(index_of(3, 3), name, "v1.0.2")
    assert found is not None
    assert (found["name"], found["version"]) == (name, "1.0.2")
    assert entry_of(index_of(3, 3), name, "9.9.9") is None


def test_an_index_of_another_shape_is_read_whole() -> None:
    found = entry_of(b'{"entries": {"a": [{"version": "1.0.0", "urls": ["x"]}]}}', "a", "1.0.0")
    assert found == {"version": "1.0.0", "urls": ["x"]}


def test_a_large_index_is_not_parsed_whole() -> None:
    index = index_of(40, 200)
    broken_elsewhere = index.replace(b"chart39", b"{chart39", 1)
    with pytest.raises(yaml.YAMLError):
        yaml.load(broken_elsewhere, Loader=yaml.CSafeLoader)
    assert entry_of(broken_elsewhere, "chart7", "1.0.5") == entry_of(index, "chart7", "1.0.5") is not None
