"""The catalogue for programs: each entry of root/values.yaml whole, with what follows from all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component, Image

_AS_THEY_ARE = ("namespaces", "dependsOn", "probes", "ignoreDifferences", "syncOptions", "values", "profiles", "vault")


def as_json(components: Iterable[Component], catalogue: Catalogue, values: Mapping[str, Any]) -> str:
    """A list of entries; of a seed only its path is told.

    Args:
        components: Those to tell about.
        catalogue: All of them.
        values: Name to entry of root/values.yaml.
    """
    documents = [_document(component, catalogue, values[component.name]) for component in components]
    return json.dumps(documents, indent=2, default=str) + "\n"


def images_of(component: Component) -> list[tuple[str, str]]:
    """Every image with the condition under which it is used, which is empty when there is none."""
    found = [(image.reference, ", ".join(image.profiles)) for image in component.images]
    users: dict[str, list[str]] = {}
    for version, images in component.versions.items():
        for image in images:
            users.setdefault(image.reference, []).append(version)
    return found + [(image, _versions(mine, list(component.versions))) for image, mine in users.items()]


def _document(component: Component, catalogue: Catalogue, entry: Mapping[str, Any]) -> dict[str, Any]:
    users = {other.name: edge for other in catalogue for edge in other.depends_on if edge.name == component.name}
    return {
        "name": component.name,
        "title": component.title,
        "layer": component.layer,
        "version": component.version,
        "versions": {version: _images(images) for version, images in component.versions.items()},
        "namespace": component.namespace,
        "chart": component.chart,
        "wave": component.wave,
        "enabled": component.default_enabled,
        "foundation": component.foundation,
        "seconds": component.seconds,
        **{key: entry[key] for key in _AS_THEY_ARE if key in entry},
        "neededBy": [{"name": name, "strength": edge.strength, "needs": edge.needs, "why": edge.why} for name, edge in users.items()],
        "seeds": [seed.path for seed in component.seeds],
        "images": _images(component.images),
    }


def _images(images: Sequence[Image]) -> list[dict[str, Any]]:
    return [{"image": image.reference, **({"profiles": list(image.profiles)} if image.profiles else {})} for image in images]


def _versions(mine: list[str], every: list[str]) -> str:
    """`version 0.1.0`, or `versions 0.2.4 to 0.2.7`; empty for all."""
    if mine == every:
        return ""
    if len(mine) == 1:
        return f"version {mine[0]}"
    unbroken = every[every.index(mine[0]) : every.index(mine[-1]) + 1] == mine
    return "versions " + (f"{mine[0]} to {mine[-1]}" if unbroken and len(mine) > 2 else ", ".join(mine))
