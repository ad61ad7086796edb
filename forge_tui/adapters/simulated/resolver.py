"""DNS of a simulated network: every name below the platform's domain leads to its gateway."""

from __future__ import annotations

from collections.abc import Sequence

GATEWAY = "192.0.2.20"
"""An address that RFC 5737 keeps for examples."""


class SimulatedResolver:
    """Knows every name."""

    async def addresses(self, name: str) -> Sequence[str]:
        """The gateway."""
        return (GATEWAY,) if name else ()
