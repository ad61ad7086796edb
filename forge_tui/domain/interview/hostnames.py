"""The host names below the domain that the platform will serve."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from forge_tui.domain.component import Component


def served(domain: str, catalogue: Iterable[Component], chosen: Collection[str]) -> tuple[tuple[str, str], ...]:
    """(host name, component) of those that are on."""
    on = (component for component in catalogue if component.name in chosen)
    return tuple((f"{address.host}.{domain}", component.name) for component in on for address in component.addresses)
