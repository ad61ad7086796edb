"""Words of the command line that stand for a value: durations, speeds, switches, recorded machines."""

from __future__ import annotations

import re
from typing import NamedTuple

_DURATION = re.compile(r"(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")
_LONGEST_S = 30 * 24 * 3600
_FASTEST = 100_000.0
DEFAULT_SIMULATION_SPEED = 60.0


class Simulation(NamedTuple):
    """A recorded machine, and how much faster than real its clock runs; 0 is as fast as possible."""

    machine: str
    speed: float = DEFAULT_SIMULATION_SPEED


def duration_s(text: str) -> float:
    """Seconds of `45m`, `90s`, `1h30m`.

    Raises:
        ValueError: With the reason.
    """
    if re.fullmatch(r"[0-9]+", text):
        raise ValueError(f"has no unit; write {text[:9]}s, {text[:9]}m or {text[:9]}h")
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        raise ValueError("is not a duration; write hours, minutes and seconds as in 1h30m, 45m or 90s")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total > _LONGEST_S:
        raise ValueError("is longer than 30 days (720h)")
    return float(total)


def limit_s(text: str) -> float:
    """A duration that is not zero."""
    total = duration_s(text)
    if total == 0:
        raise ValueError("is no time at all; write for example 45m")
    return total


def speed(text: str) -> float:
    """How much faster than real: `60` or `60x`; 0 means without pauses."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?x?", text):
        raise ValueError("is not a speed; write a number, for example 60")
    value = float(text.removesuffix("x"))
    if value > _FASTEST:
        raise ValueError(f"is more than {_FASTEST:.0f}")
    return value


def simulation(text: str) -> Simulation:
    """`small` or `small,speed=60`; the machine may be the path of a file; speed 0 is as fast as possible."""
    machine, *options = text.split(",")
    if not machine:
        raise ValueError("names no machine; write for example small or small,speed=60 (all: forge-tui machines)")
    chosen = DEFAULT_SIMULATION_SPEED
    for option in options:
        name, _, value = option.partition("=")
        if name != "speed":
            raise ValueError(f"has the option {name[:40]!r}; there is only speed, as in {machine},speed=60")
        try:
            chosen = speed(value)
        except ValueError as error:
            raise ValueError(f"has a speed that {error}") from None
    return Simulation(machine, chosen)


def mirror(text: str) -> str:
    """`FROM=TO`, prefixes of addresses."""
    before, _, after = text.partition("=")
    if not before or not after:
        raise ValueError("has not the form FROM=TO, for example https://=https://mirror.example/")
    return text


def verbosity(text: str) -> int:
    """How much is told: 0, 1 or 2."""
    if text not in ("0", "1", "2"):
        raise ValueError("is not 0, 1 or 2")
    return int(text)


def switch(text: str) -> bool:
    """A switch as a variable says it."""
    word = text.lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise ValueError("is neither 1 nor 0")


def output(text: str) -> str:
    """plain or json."""
    from forge_tui.suggestions import did_you_mean

    if text not in ("plain", "json"):
        raise ValueError(f"is not one of plain, json{did_you_mean(text, ('plain', 'json'))}")
    return text


def graph(text: str) -> str:
    """svg, mermaid or dot."""
    from forge_tui.suggestions import did_you_mean

    if text not in ("svg", "mermaid", "dot"):
        raise ValueError(f"is not one of svg, mermaid, dot{did_you_mean(text, ('svg', 'mermaid', 'dot'))}")
    return text


def theme(text: str) -> str:
    """dark, light, contrast or ansi."""
    from forge_tui.suggestions import did_you_mean

    known = ("dark", "light", "contrast", "ansi")
    if text not in known:
        raise ValueError(f"is not one of {', '.join(known)}{did_you_mean(text, known)}")
    return text


def failure_id(text: str) -> str:
    """FT-203, also written ft-203 or 203."""
    found = re.fullmatch(r"(?:ft-?)?([0-9]{3})", text, re.IGNORECASE)
    if not found:
        raise ValueError("is not the id of a failure, such as FT-203 (all: forge-tui explain)")
    return f"FT-{found[1]}"


def given(text: str) -> str:
    """Any text but none."""
    if not text:
        raise ValueError("is empty")
    return text
