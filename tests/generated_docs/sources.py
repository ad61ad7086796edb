"""What the generated pages are made from, read once."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from forge_tui.adapters.catalogue_file import load_catalogue, load_root_values
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component, Dependency
from tests.generated_docs import ROOT


@cache
def catalogue() -> Catalogue:
    """All components."""
    return load_catalogue(ROOT)


@cache
def entries() -> dict[str, Any]:
    """The same as it stands in root/values.yaml."""
    found: dict[str, Any] = load_root_values(ROOT)["components"]
    return found


@cache
def chart(component: str) -> dict[str, Any]:
    """Chart.yaml of a component."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / catalogue()[component].chart / "Chart.yaml").read_text())
    return loaded


def users(component: str) -> list[tuple[Component, Dependency]]:
    """Who needs it, with the edge, hard ones first."""
    found = [(other, edge) for other in catalogue() for edge in other.depends_on if edge.name == component]
    return sorted(found, key=lambda user: not user[1].hard)


def cell(text: object) -> str:
    """Text as it may stand in a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")
