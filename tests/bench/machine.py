"""What the figures were measured on."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path


def load() -> float:
    """How many processes wanted a core in the last minute; above 1 before the bench begins, its times say little."""
    return os.getloadavg()[0]


def described(load_before: float) -> str:
    """Moment and machine in one line, and how busy it was before."""
    model, memory_gb = _processor(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    python = f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    system = f"{platform.system()} {platform.machine()}"
    busy = f"load {load_before:.1f} before it began"
    return f"Measured {moment}: {cores()} cores{model}, {memory_gb:.0f} GB of memory, {system}, {python}, {busy}."


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    place = Path("/proc/cpuinfo")
    lines = place.read_text().splitlines() if place.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f" ({name})" if name else ""
