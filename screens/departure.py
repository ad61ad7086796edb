"""How an operator leaves the screen while a run goes on."""

from __future__ import annotations

from enum import StrEnum


class Departure(StrEnum):
    """What becomes of the run of this process when its screen closes."""

    END = "end"
    """Nothing runs any more, or the run is not ours."""
    DETACH = "detach"
    """The screen closes, the run goes on as lines in this terminal."""
    STOP_AFTER_STEP = "stop-after-step"
    """Like STOP, once the step that runs has ended; the screen stays until then."""
    STOP = "stop"
    """The run is stopped in order; what the cluster does goes on."""
