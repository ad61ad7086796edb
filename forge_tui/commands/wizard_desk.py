"""Puts the desk of an interview together, over real or simulated adapters."""

from __future__ import annotations

from forge_tui.adapters.certificate_files import CertificateFiles
from forge_tui.arguments import Arguments
from forge_tui.commands.wizard_places import OpenPlaces
from forge_tui.commands.wizard_workshop import Workshop
from forge_tui.engine.desk.desk import WorkingDesk
from forge_tui.engine.desk.needs import Resolver
from forge_tui.wiring import Settings, bundle_of


def desk_of(arguments: Arguments, settings: Settings, places: OpenPlaces) -> WorkingDesk:
    """The desk for this command line."""
    simulated = bool(settings.machine)
    return WorkingDesk(Workshop(arguments, bundle_of(settings)), places, _resolver(simulated), CertificateFiles(), simulated)


def _resolver(simulated: bool) -> Resolver:
    if simulated:
        from forge_tui.adapters.simulated.resolver import SimulatedResolver

        return SimulatedResolver()
    from forge_tui.adapters.resolver import SystemResolver

    return SystemResolver()
