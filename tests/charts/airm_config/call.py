"""A request as the services in memory get it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Answer = tuple[int, Any]
"""Status, and what is sent as JSON."""


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    """Below the service."""
    query: dict[str, list[str]]
    body: Any
    authorization: str

    @property
    def parts(self) -> list[str]:
        """The path, split."""
        return self.path.strip("/").split("/")
