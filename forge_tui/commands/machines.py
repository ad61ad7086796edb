"""`forge-tui machines`: the recorded clusters that --simulate knows."""

from __future__ import annotations

import sys

from forge_tui.arguments import Arguments


def run(_: Arguments) -> int:
    """Name and title of each."""
    from forge_tui.adapters.simulated.machine_files import shipped_machines

    machines = shipped_machines()
    width = max(len(name) for name in machines)
    sys.stdout.writelines(f"{name:<{width}}  {title}\n" for name, title in machines.items())
    return 0
