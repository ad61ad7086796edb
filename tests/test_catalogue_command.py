"""`forge-tui catalogue` as a person types it, on the catalogue that is shipped."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from forge_tui import cli
from forge_tui.adapters.bundle_files import find_bundle
from forge_tui.adapters.catalogue_file import load_catalogue
from forge_tui.frontends import catalogue_text
from forge_tui.frontends.paint import Paint
from tests.test_import_rules import loaded_by


def printed(line: str, capsys: pytest.CaptureFixture[str], *, code: int = 0) -> str:
    assert cli.run(line.split()) == code
    out, err = capsys.readouterr()
    return out if code == 0 else err


def test_the_table_fits_eighty_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = printed("catalogue", capsys).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("50 components in ")


def test_every_component_has_a_detail_page(capsys: pytest.CaptureFixture[str]) -> None:
    entries = json.loads(printed("catalogue --json", capsys))
    catalogue = load_catalogue(find_bundle())
    assert [entry["name"] for entry in entries] == list(catalogue.components)
    for entry in entries:
        page = catalogue_text.as_detail(catalogue[entry["name"]], catalogue, Paint())
        assert page.startswith(f"{entry['name']}  {entry['title']}\n")
        assert all(edge["name"] in page for edge in (*entry.get("dependsOn", ()), *entry["neededBy"]))


def test_the_detail_of_one_component(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed("catalogue airm", capsys).startswith("airm  AIRM, AMD Resource Manager\n")


def test_json_of_one_component_is_a_list_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert [entry["name"] for entry in json.loads(printed("catalogue airm --json", capsys))] == ["airm"]


@pytest.mark.parametrize("line", ["catalogue --graph svg", "catalogue keycloak --graph svg"])
def test_the_graph_as_svg_is_xml(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ElementTree.fromstring(printed(line, capsys)).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(("kind", "first"), [("mermaid", "flowchart LR"), ("dot", "digraph catalogue {")])
def test_the_graph_in_another_language(kind: str, first: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(f"catalogue --graph {kind}", capsys).splitlines()[0] == first


def test_the_graph_of_one_component_is_a_part_of_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    part = printed("catalogue metallb --graph dot", capsys)
    assert '"metallb-config"' in part
    assert '"keda"' not in part


def test_an_unknown_component_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no component keyclok; did you mean keycloak?" in printed("catalogue keyclok", capsys, code=2)


def test_an_unknown_graph_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--graph png: is not one of svg, mermaid, dot" in printed("catalogue --graph png", capsys, code=2)


def test_it_loads_nothing_heavy_but_yaml() -> None:
    heavy = {"textual", "rich", "kubernetes", "pyhelm3", "hvac", "dulwich", "pydantic", "aiohttp", "asyncio", "cryptography"}
    assert not loaded_by("from forge_tui import cli\nassert cli.run(['catalogue', '--graph', 'svg']) == 0") & heavy
