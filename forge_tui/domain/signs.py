"""A state is a glyph and a word and a tone: the same ones on every screen, in every log, also in ASCII and without colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forge_tui.domain.application import HealthStatus
from forge_tui.domain.events import Outcome, Verdict


class Tone(StrEnum):
    """What a colour would say; each front end maps it to its own colours."""

    GOOD = "good"
    BUSY = "busy"
    QUIET = "quiet"
    BAD = "bad"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Sign:
    """How one state looks."""

    word: str
    glyph: str
    ascii: str
    tone: Tone

    def mark(self, *, ascii: bool) -> str:  # noqa: A002 - the field's word, also the flag's name
        """The glyph that this terminal can show."""
        return self.ascii if ascii else self.glyph


HEALTHY = Sign("Healthy", "●", "*", Tone.GOOD)
PROGRESSING = Sign("Progressing", "◐", "~", Tone.BUSY)
WAITING = Sign("Waiting", "○", ".", Tone.QUIET)
DEGRADED = Sign("Degraded", "✖", "x", Tone.BAD)
UNKNOWN = Sign("Unknown", "?", "?", Tone.ODD)
SUSPENDED = Sign("Suspended", "‖", "=", Tone.ODD)
SKIPPED = Sign("Skipped", "⊘", "-", Tone.ODD)
DONE = Sign("Done", "●", "*", Tone.GOOD)
RUNNING = Sign("Running", "◐", "~", Tone.BUSY)
FAILED = Sign("Failed", "✖", "x", Tone.BAD)
CANCELLED = Sign("Cancelled", "⊘", "-", Tone.ODD)
NOTICE = Sign("Notice", "▲", "!", Tone.ODD)
STALE = Sign("Stale", "?", "?", Tone.ODD)

OF_HEALTH: Mapping[str, Sign] = {
    HealthStatus.HEALTHY: HEALTHY,
    HealthStatus.PROGRESSING: PROGRESSING,
    HealthStatus.DEGRADED: DEGRADED,
    HealthStatus.SUSPENDED: SUSPENDED,
    HealthStatus.MISSING: PROGRESSING,
    HealthStatus.UNKNOWN: UNKNOWN,
}
OF_OUTCOME: Mapping[Outcome, Sign] = {Outcome.SUCCEEDED: DONE, Outcome.FAILED: FAILED, Outcome.CANCELLED: CANCELLED}
OF_VERDICT: Mapping[Verdict, Sign] = {
    Verdict.PASS: Sign("Pass", "●", "*", Tone.GOOD),
    Verdict.WARN: Sign("Warn", "▲", "!", Tone.ODD),
    Verdict.FAIL: Sign("Fail", "✖", "x", Tone.BAD),
    Verdict.SKIPPED: Sign("Skipped", "⊘", "-", Tone.QUIET),
    Verdict.WAIVED: Sign("Waived", "⊘", "-", Tone.ODD),
}
