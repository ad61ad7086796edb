"""The event stream as JSON lines, for programs."""

from __future__ import annotations

import json
from typing import TextIO

from forge_tui.domain.event_format import to_document
from forge_tui.domain.events import (
    Stamped,
)
from forge_tui.frontends.outlet import Outlet


class JsonLines:
    """Consumer of a run's events: one line each, flushed; ends quietly when the reader goes away."""

    def __init__(self, stream: TextIO) -> None:
        self._outlet = Outlet(stream)

    def __call__(self, stamped: Stamped) -> None:
        """Write one event."""
        self._outlet.line(json.dumps(to_document(stamped), separators=(",", ":")))
