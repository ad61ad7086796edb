"""The catalogue as table, detail, JSON, SVG, Mermaid and DOT."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from forge_tui.domain.catalogue import parse
from forge_tui.frontends import catalogue_graph, catalogue_svg, catalogue_text
from forge_tui.frontends.catalogue_document import as_json, images_of
from forge_tui.frontends.paint import Paint, columns

HOSTILE = 'evil \x1b[2J</title><script>alert("1")</script> & more'
LONG = "a-component-with-quite-a-long-name-indeed"


def entry(wave: int, *needs: tuple[str, str], **more: object) -> dict[str, object]:
    edges = [{"name": name, "strength": strength, "needs": "service", "why": f"uses {name}"} for name, strength in needs]
    return {"title": "T", "layer": "config", "namespace": "n", "version": "1.2", "wave": wave, "enabled": True, "dependsOn": edges} | more


VALUES = {
    "components": {
        "base": entry(0, title="The base, of all", layer="data-storage", foundation=True, seeds=[{"path": "p", "generate": "random:16"}]),
        "end": entry(0, enabled=False, title=HOSTILE, images=["docker.io/x/y:1", {"image": "docker.io/x/z:2", "profiles": ["large"]}]),
        LONG: entry(1, ("base", "hard"), ("end", "soft"), profiles={"small": {"replicas": 1}}),
        "app": entry(
            2,
            (LONG, "hard"),
            ("base", "hard"),
            version="3",
            versions={"1": {"images": ["i:1", "j:1"]}, "2": {"images": ["i:2", "j:1"]}, "3": {"images": ["i:2", "j:1"]}},
            probes=[
                {"kind": "condition", "objectKind": "Deployment", "namespace": "n", "name": "app", "type": "Available", "status": "True"},
                {"kind": "secret-key", "namespace": "n", "name": "s", "key": "k"},
                {"kind": "dry-run", "manifest": {"kind": "Thing"}},
                {"kind": "crd-established", "names": ["a.b", "c.d"]},
                {"kind": "news", "about": "it"},
            ],
            seeds=[{"path": "d", "generate": "domain"}, {"path": "l", "generate": "literal:x"}],
        ),
    }
}
CATALOGUE = parse(VALUES).checked()
PLAIN = Paint()


def detail(name: str, width: int = 80) -> str:
    return catalogue_text.as_detail(CATALOGUE[name], CATALOGUE, PLAIN, width)


def test_the_table_has_every_component_under_its_layer_with_what_it_needs() -> None:
    assert catalogue_text.as_table(CATALOGUE, PLAIN).splitlines() == [
        "4 components in 3 waves, 3 on by default",
        "more about one: forge-tui catalogue NAME",
        "",
        "  NAME                     VERSION      WAVE  ON   NEEDS",
        "data-storage",
        "  base                     1.2             0  on",
        "config",
        "  end                      1.2             0  off",
        f"  {LONG}",
        "                           1.2             1  on   base",
        f"  app                      3               2  on   {LONG},",
        "                                                   base",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_only_a_name_that_is_too_long_passes_the_width(width: int) -> None:
    lines = catalogue_text.as_table(CATALOGUE, PLAIN, width).splitlines()
    assert [line for line in lines if columns(line) > width and LONG not in line] == []


def test_long_cells_are_wrapped_beside_the_name() -> None:
    assert detail("end", 60).splitlines()[4:6] == [
        "  default    off; an answers file enables it:",
        "             components.enable: [end]",
    ]


def test_one_component_says_what_it_needs_and_why_and_who_needs_it() -> None:
    text = detail(LONG)
    assert re.search(
        r"NEEDS\n  hard  base  uses base \(service\)\n  soft  end   uses end \(service\)\n\nNEEDED BY\n  hard  app  uses", text
    )


def test_one_component_says_its_probes_secrets_versions_and_images() -> None:
    text = detail("app")
    for line in (
        "condition        Deployment n/app: Available=True",
        "secret-key       Secret n/s has k",
        "dry-run          the API server accepts a Thing",
        "crd-established  a.b, c.d",
        "news             about: it",
        "d  the platform's domain",
        "l  fixed: x",
        "version    3 (also 1, 2)",
        "i:2",
        "j:1",
    ):
        assert f"  {line}\n" in text
    assert "IMAGES OF VERSION 3\n" in text
    assert "i:1" not in text
    assert "p  16 random bytes" in detail("base")
    assert detail("end").endswith("IMAGES\n  docker.io/x/y:1\n  docker.io/x/z:2 (profile large)\n")


def test_a_component_that_is_off_says_how_to_switch_it_on() -> None:
    assert "components.enable: [end]" in re.sub(r"\s+", " ", detail("end"))


def test_an_image_of_every_version_has_no_condition() -> None:
    assert dict(images_of(CATALOGUE["app"])) == {"i:1": "version 1", "j:1": "", "i:2": "versions 2, 3"}


def test_an_image_of_some_profiles_names_them() -> None:
    assert dict(images_of(CATALOGUE["end"])) == {"docker.io/x/y:1": "", "docker.io/x/z:2": "large"}


def test_json_has_whole_entries_and_who_needs_them() -> None:
    found = {each["name"]: each for each in json.loads(as_json(CATALOGUE, CATALOGUE, VALUES["components"]))}
    assert list(found) == ["base", "end", LONG, "app"]
    assert [user["name"] for user in found["base"]["neededBy"]] == [LONG, "app"]
    assert found["base"]["seeds"] == ["p"]
    assert found[LONG]["profiles"] == {"small": {"replicas": 1}}
    assert found["app"]["versions"]["1"] == [{"image": "i:1"}, {"image": "j:1"}]
    assert found["end"]["images"] == [{"image": "docker.io/x/y:1"}, {"image": "docker.io/x/z:2", "profiles": ["large"]}]
    assert found["app"]["dependsOn"][0] == {"name": LONG, "strength": "hard", "needs": "service", "why": f"uses {LONG}"}


@pytest.mark.parametrize(
    "text", [catalogue_text.as_table(CATALOGUE, PLAIN), detail("end"), as_json(CATALOGUE, CATALOGUE, VALUES["components"])]
)
def test_foreign_text_does_nothing_to_a_terminal(text: str) -> None:
    assert "\x1b" not in text


SVG = catalogue_svg.as_svg(CATALOGUE)
SPACE = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_xml_with_a_box_for_each_component() -> None:
    root = ElementTree.fromstring(SVG)
    names = ["".join(text.text or "" for text in group.findall(f"{SPACE}text")) for group in root.findall(f"{SPACE}g")]
    assert sorted(names) == sorted(CATALOGUE.components)


def test_each_line_of_the_picture_says_why() -> None:
    root = ElementTree.fromstring(SVG)
    titles = [title.text for path in root.findall(f"{SPACE}path") for title in path.findall(f"{SPACE}title")]
    assert f"{LONG} needs base (hard, service): uses base" in titles
    assert f"{LONG} needs end (soft, service): uses end" in titles
    assert "app needs base (hard, service): uses base" not in titles, "it follows from the others"


def test_the_picture_has_a_title_a_description_a_background_and_no_script() -> None:
    root = ElementTree.fromstring(SVG)
    assert root.findtext(f"{SPACE}title") == "Components of Cluster-Forge V2"
    assert (root.findtext(f"{SPACE}desc") or "").startswith("4 components, 3 on by default.")
    assert next(root.iter(f"{SPACE}rect")).get("fill") == "#ffffff"
    assert {element.tag.removeprefix(SPACE) for element in root.iter()} <= {
        *("svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g"),
    }


def test_boxes_and_texts_stay_on_the_sheet() -> None:
    root = ElementTree.fromstring(SVG)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for element in root.iter():
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        assert 0 <= x <= x + float(element.get("width", 0) if element.tag != f"{SPACE}svg" else 0) <= width
        assert 0 <= y <= height


def test_mermaid_has_a_subgraph_for_each_layer_and_no_name_as_an_id() -> None:
    lines = catalogue_graph.as_mermaid(CATALOGUE).splitlines()
    assert lines == [
        "flowchart LR",
        '  subgraph layer0["data-storage"]',
        '    c0["base"]',
        "  end",
        '  subgraph layer1["config"]',
        '    c1["end"]',
        f'    c2["{LONG}"]',
        '    c3["app"]',
        "  end",
        "  c0 --> c2",
        "  c1 -.-> c2",
        "  c2 --> c3",
        "  classDef off stroke-dasharray: 5 3",
        "  class c1 off",
    ]


def test_mermaid_writes_what_it_would_read_as_entities() -> None:
    hostile = parse({"components": {"a": entry(0, layer='x"] --> <b> #1; `y`')}})
    assert '  subgraph layer0["x#quot;] --#gt; #lt;b#gt; #35;1; #96;y#96;"]' in catalogue_graph.as_mermaid(hostile).splitlines()


def test_dot_quotes_every_name_and_tells_hard_from_soft() -> None:
    text = catalogue_graph.as_dot(CATALOGUE)
    assert f'  "base" -> "{LONG}" [tooltip="service: uses base"];\n' in text
    assert f'  "end" -> "{LONG}" [tooltip="service: uses end", style=dashed, constraint=false];\n' in text
    assert '\\"1\\"' in text
    assert text.count("{") == text.count("}")
    assert "\x1b" not in text
