"""How times and amounts are written, for every front end: short, of one shape, never an exception."""

from __future__ import annotations

import math
from datetime import datetime


def short(seconds: float | None) -> str:
    """`0s`, `41s`, `2m10s`, `14m`, `1h05m`; `?` for what is unknown, negative or not finite."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return "?"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, rest = divmod(whole, 60)
    if whole < 600:
        return f"{minutes}m{rest:02d}s"
    # Above ten minutes nobody acts on seconds.
    hours, minutes = divmod(round(whole / 60), 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"


def rough(seconds: float | None) -> str:
    """An estimate: rounded so that it does not pretend, and `unknown` when it is."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return "unknown"
    if seconds < 90:
        return f"{max(5, 5 * math.ceil(seconds / 5))}s"
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"


def exact(seconds: float) -> str:
    """Like `short`, with seconds at every length: for reports and totals."""
    if not math.isfinite(seconds) or seconds < 0:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02d}m{rest:02d}s"
    return f"{minutes}m{rest:02d}s" if minutes else f"{rest}s"


def clock(at: datetime) -> str:
    """Time of day in the zone that `at` carries (UTC in the event stream)."""
    return at.strftime("%H:%M:%S")


def ratio(duration_s: float, critical_path_s: float) -> str:
    """How close a run came to its longest chain: `1.08x`; `-` when there is no chain."""
    if critical_path_s <= 0 or not math.isfinite(duration_s / critical_path_s):
        return "-"
    return f"{duration_s / critical_path_s:.2f}x"


def of_total(done: int, total: int) -> str:
    """`3/8`, or `3` when the total is unknown, or nothing at all."""
    if total > 0:
        return f"{done}/{total}"
    return str(done) if done else ""


def quantity(count: int, one: str, many: str = "") -> str:
    """`1 check`, `3 checks`, `2 entries`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
