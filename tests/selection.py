"""A quick selection of components: what the shipped machines name themselves, with all that goes wrong on them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from forge_tui.adapters.simulated.machine_files import load_machine
from forge_tui.domain.catalogue import Catalogue
from forge_tui.wiring import catalogue_of

CHECKOUT = Path(__file__).parents[1]


@cache
def whole_catalogue() -> Catalogue:
    """Every component of this checkout."""
    return catalogue_of(CHECKOUT)


def all_but_few() -> list[str]:
    """What to put into components.disable."""
    named = load_machine("small").components.keys()
    return sorted(component.name for component in whole_catalogue() if component.default_enabled and component.name not in named)
