"""`forge-tui schema`: JSON Schema of the answers, for editors."""

from __future__ import annotations

import json
import sys

from forge_tui.arguments import Arguments


def run(_: Arguments) -> int:
    """Print it."""
    from forge_tui.domain.answers import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2) + "\n")
    return 0
