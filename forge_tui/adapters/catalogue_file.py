"""Reads root/values.yaml into the catalogue, and tells charts apart by their content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forge_tui.adapters.bundle_files import chart_files, digest_of
from forge_tui.domain import catalogue
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import CatalogueInvalid


def load_root_values(bundle: Path) -> dict[str, Any]:
    """The values of the root chart, which are the catalogue and its defaults.

    Raises:
        CatalogueInvalid: The file is missing, is not YAML, or is no mapping.
    """
    import yaml

    from forge_tui.adapters import kubernetes_yaml

    place = bundle / "root" / "values.yaml"
    try:
        values = kubernetes_yaml.load(place.read_bytes())
    except OSError as error:
        raise CatalogueInvalid(f"{place} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise CatalogueInvalid(f"{place} is not YAML" + (f" at line {mark.line + 1}" if mark else "")) from error
    if not isinstance(values, dict):
        raise CatalogueInvalid(f"{place} holds no mapping")
    return values


def load_catalogue(bundle: Path) -> Catalogue:
    """Every component of the bundle.

    Raises:
        CatalogueInvalid: The file cannot be read, or contradicts itself.
    """
    return catalogue.parse(load_root_values(bundle)).checked()


def chart_digests(bundle: Path, components: Catalogue) -> dict[str, str]:
    """SHA-256 (hex) of each component's chart folder, and of the root chart under `root`; fetched dependencies do not count.

    Raises:
        CatalogueInvalid: A component's chart is not there.
    """
    folders = {component.name: component.chart for component in components} | {"root": "root"}
    return {name: _digest(bundle / folder, name) for name, folder in folders.items()}


def _digest(folder: Path, name: str) -> str:
    files = [(path, place.read_bytes()) for path, place in chart_files(folder)]
    if not files:
        raise CatalogueInvalid(f"the chart of {name} is not there: {folder}")
    return digest_of(files)
