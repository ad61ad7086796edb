"""The install tree under load, as a program for a terminal: `python -m tests.bench.screens_program COMPONENTS`.

Fifty events a second arrive from another thread. Five times a second one of them is a notice that says when it was
made, so that whoever reads the terminal knows how long it took to get there.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime

from forge_tui.domain.events import NoticeRaised, Stamped
from screens.app import ForgeApp
from screens.rollout import RolloutScreen
from tests.bench.screens_load import EVENTS_PER_S, CrowdInspector, crowded, stirred

MARK = "made-at-"
_MARKED = 10
"""One event in so many is a notice."""


def main() -> int:
    """Run until q is pressed."""
    components = int(sys.argv[1])
    app = ForgeApp(
        crowded(components),
        theme="dark",
        owns_run=False,
        start=lambda app: RolloutScreen(app.view, now=app.now, inspector=CrowdInspector()),
    )
    ended = threading.Event()

    def stir() -> None:
        stream = stirred(components)
        number = 0
        while not ended.wait(1 / EVENTS_PER_S):
            number += 1
            event = NoticeRaised(f"{MARK}{time.monotonic_ns()}") if number % _MARKED == 0 else next(stream)
            app.arrived(Stamped(number, datetime.now(UTC), event))

    threading.Thread(target=stir, daemon=True).start()
    app.run()
    ended.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
