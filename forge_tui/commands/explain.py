"""`forge-tui explain [FT-203]`: the offline runbook."""

from __future__ import annotations

import sys

from forge_tui.arguments import Arguments
from forge_tui.frontends import explain


def run(arguments: Arguments) -> int:
    """One failure or all of them."""
    from forge_tui.engine.diagnosis import known_causes

    book = explain.entries(known_causes().values())
    if arguments.failure:
        book = (explain.find(arguments.failure, book),)
    sys.stdout.write(explain.as_json(book) if arguments.json else explain.as_text(book))
    return 0
