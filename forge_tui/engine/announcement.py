"""How a stream presents the components that it is about."""

from __future__ import annotations

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.events import Listed


def listed(catalogue: Catalogue) -> tuple[Listed, ...]:
    """Each component with its hard parents, as far as these are part of it."""
    return tuple(
        Listed(c.name, c.layer, c.wave, tuple(parent for parent in c.parents if parent in catalogue), c.seconds) for c in catalogue
    )
