"""charts/<name>/README.md: blocks from the catalogue, Chart.yaml and values.yaml; what stands between them is written by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forge_tui.domain.component import Component, Dependency, Profile
from forge_tui.frontends.catalogue_document import images_of
from tests.generated_docs import ROOT
from tests.generated_docs.blocks import content, filled
from tests.generated_docs.chart_values import values_of
from tests.generated_docs.sources import cell, chart, entries, users

_LONGEST = 70


def page(component: Component) -> str:
    """The README as it should be: the present one with its blocks `facts`, `values` and `images` written anew."""
    folder = ROOT / component.chart
    present = (folder / "README.md").read_text()
    blocks = {
        "facts": "\n".join(_facts(component)),
        "values": "\n".join([*_values((folder / "values.yaml").read_text()), *_profiles(component)]),
        "images": "\n".join(_images(component, _notes(content(present, "images")))),
    }
    return filled(present, blocks)


def _facts(component: Component) -> Iterator[str]:
    default = "on" if component.default_enabled else "off"
    yield f"*{component.layer}, wave {component.wave}, {default} by default, namespace {component.namespace}, version {component.version}*"
    yield ""
    yield f"Made of {_origin(component)}."
    for title, edges in (
        ("Needs", [(edge.name, edge) for edge in sorted(component.depends_on, key=lambda edge: not edge.hard)]),
        ("Needed by", [(other.name, edge) for other, edge in users(component.name)]),
    ):
        if edges:
            yield from ("", f"| {title} | | Why |", "|---|---|---|", *_edges(edges))


def _edges(edges: Sequence[tuple[str, Dependency]]) -> Iterator[str]:
    for name, edge in edges:
        yield f"| [{name}](../{name}/README.md) | {edge.strength} | {cell(edge.why)} |"


def _origin(component: Component) -> str:
    described = chart(component.name)
    notes = described.get("annotations") or {}
    for dependency in described.get("dependencies") or ():
        return f"upstream chart `{dependency['name']}` {dependency['version']} from {dependency['repository']}, and the templates here"
    if url := notes.get("forge-tui.io/manifest-url"):
        return f"the manifest that upstream publishes, {url}, and the templates here"
    return "the templates here"


def _values(text: str) -> Iterator[str]:
    yield from ("## Values", "", "| Key | Default | What it says |", "|---|---|---|")
    for value in values_of(text):
        default = f"`{cell(value.default)}`" if value.default and value.default != "see values.yaml" else value.default
        yield f"| `{value.key}` | {default} | {cell(value.comment)} |"


def _profiles(component: Component) -> Iterator[str]:
    """What the profiles set otherwise; empty where one leaves the default."""
    profiles = {name: dict(_leaves(values)) for name, values in (entries()[component.name].get("profiles") or {}).items()}
    keys = list(dict.fromkeys(key for values in profiles.values() for key in values))
    if not keys:
        return
    yield from ("", "What the profiles in [root/values.yaml](../../root/values.yaml) set otherwise:", "")
    yield from (f"| Key | {' | '.join(Profile)} |", f"|---|{'---|' * len(Profile)}")
    for key in keys:
        cells = (profiles.get(name, {}).get(key, "") for name in Profile)
        yield f"| `{key}` | {' | '.join(cells)} |"


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = f'{prefix}"{key}"' if "." in key else f"{prefix}{key}"
        if isinstance(value, dict) and value and any(isinstance(inner, dict) for inner in value.values()):
            yield from _leaves(value, f"{name}.")
        else:
            text = value if isinstance(value, str) else json.dumps(value).replace('"', "")
            yield name, f"`{cell(text)}`" if len(text) <= _LONGEST else "see there"


def _images(component: Component, notes: dict[str, str]) -> Iterator[str]:
    """The list of the catalogue; what stands in parentheses behind an image is written by hand and stays with it."""
    yield from ("## Images", "")
    images = images_of(component)
    if not images:
        yield "- none"
    others = {image.reference for of in component.versions.values() for image in of}
    others -= {image.reference for image in (*component.images, *component.versions.get(component.version, ()))}
    lines = {image: _image(image, condition, notes) for image, condition in images}
    yield from (line for image, line in lines.items() if image not in others)
    if others:
        yield from ("", "<details>", "<summary>Only in other versions</summary>", "")
        yield from (line for image, line in lines.items() if image in others)
        yield from ("", "</details>")


def _image(image: str, condition: str, notes: dict[str, str]) -> str:
    remark = "; ".join(part for part in (condition, notes.get(_repository(image), "")) if part)
    return f"- {image}" + (f" ({remark})" if remark else "")


def _notes(block: str) -> dict[str, str]:
    """Repository of an image to the remark behind it, without the condition that the catalogue tells."""
    found: dict[str, str] = {}
    for image, remark in re.findall(r"^- (\S+) \((.+)\)$", block, re.MULTILINE):
        parts = [
            part
            for part in remark.split("; ")
            if not re.fullmatch(r"versions? [\d.].*|(?:small|medium|large)(?:, (?:medium|large))*", part)
        ]
        found[_repository(image)] = "; ".join(parts)
    return {image: note for image, note in found.items() if note}


def _repository(image: str) -> str:
    """Where an image comes from, without tag, digest, and what Docker's registry may be called."""
    head, _, tag = image.partition("@")[0].rpartition(":")
    name = head if head and "/" not in tag else image.partition("@")[0]
    return name.removeprefix("docker.io/").removeprefix("library/")
