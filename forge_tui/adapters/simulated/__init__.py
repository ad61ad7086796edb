"""A second implementation of every port over a recorded machine: no cluster, no helm, no network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forge_tui.adapters.simulated.machine import Machine
    from forge_tui.ports import Adapters, Journal


@asynccontextmanager
async def simulated_adapters(
    machine: Machine, *, speed: float, bundle: Path, journal: Journal, dump_values: Callable[[Mapping[str, Any]], bytes]
) -> AsyncIterator[Adapters]:
    """All that the engine works with, over one machine; its controllers stop with the context.

    Args:
        machine: What to simulate (`machine_files.load_machine`).
        speed: How much faster than real time; 0 as fast as possible.
        bundle: Folder with charts/ and root/.
        journal: The memory of this machine, shared with the real adapters.
        dump_values: Writer of values files, shared with the real adapters.

    Raises:
        CatalogueInvalid: The bundle's root/values.yaml cannot be read.
    """
    from forge_tui.adapters.simulated.simulation import Simulation

    simulation = Simulation(machine, speed=speed, bundle=bundle)
    async with simulation.running():
        yield simulation.adapters(journal, dump_values)
