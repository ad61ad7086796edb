"""Which components are worth a person's time: what does not heal by itself, what takes much longer than usual, what a filter asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forge_tui.domain import durations
from forge_tui.domain.view_rows import ComponentRow, ComponentState

STALL_FACTOR = 1.4
STALL_GRACE_S = 20.0
"""Late by less than this is merely late."""
UNKNOWN_USUAL_S = 300.0
"""What counts as usual where nobody has measured."""


def stalled(row: ComponentRow, now: datetime) -> bool:
    """Whether it has begun, is not ready, and takes much longer than usual."""
    if not row.pending or row.since is None:
        return False
    usual_s = row.usual_s or UNKNOWN_USUAL_S
    return (row.elapsed_s(now) or 0.0) > max(STALL_FACTOR * usual_s, usual_s + STALL_GRACE_S)


@dataclass(frozen=True, slots=True)
class Concern:
    """One component that a person should look at."""

    component: str
    hopeless: bool
    """Whether it will not heal by itself."""
    words: str
    remedy: str = ""


def concerns(rows: Mapping[str, ComponentRow], now: datetime) -> tuple[Concern, ...]:
    """What needs a person, the hopeless first, then what stalls longest."""
    hopeless: list[Concern] = []
    late: list[tuple[float, Concern]] = []
    for row in rows.values():
        if not row.pending or (row.since is None and row.cause is None):
            continue
        if row.cause is not None and not row.cause.heals:
            hopeless.append(Concern(row.name, True, f"{row.cause.id} {row.cause.title}", row.cause.remedy))
        elif stalled(row, now):
            late.append((-(row.elapsed_s(now) or 0.0), _late(row, now)))
    return (*sorted(hopeless, key=lambda concern: concern.component), *(concern for _, concern in sorted(late, key=lambda pair: pair[0])))


def _late(row: ComponentRow, now: datetime) -> Concern:
    usual = f", usually {durations.short(row.usual_s)}" if row.usual_s else ""
    words = f"takes {durations.short(row.elapsed_s(now))}{usual}"
    if row.cause is None:
        return Concern(row.name, False, words)
    return Concern(row.name, False, f"{words}: {row.cause.id} {row.cause.title}", row.cause.remedy)


class Show(StrEnum):
    """Which states a list shows."""

    ALL = "all"
    UNREADY = "not ready"
    ATTENTION = "needs attention"

    @property
    def next(self) -> Show:
        """The one after this; the last is followed by the first."""
        members = list(Show)
        return members[(members.index(self) + 1) % len(members)]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed down to: words that all must occur, `is:WORD` for a state, and a choice of states."""

    text: str = ""
    show: Show = Show.ALL

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text.strip()) or self.show is not Show.ALL

    def takes(self, row: ComponentRow, now: datetime) -> bool:
        """Whether a component is shown."""
        if self.show is Show.UNREADY and row.ready:
            return False
        if self.show is Show.ATTENTION and not (_hopeless(row) or stalled(row, now)):
            return False
        return all(_fits(word, row, now) for word in self.text.casefold().split())


def _hopeless(row: ComponentRow) -> bool:
    return row.pending and row.cause is not None and not row.cause.heals


def _fits(word: str, row: ComponentRow, now: datetime) -> bool:
    if word.startswith("is:"):
        return any(state.startswith(word.removeprefix("is:")) for state in _states(row, now))
    cause = f"{row.cause.id} {row.cause.title}" if row.cause else ""
    return any(word in text.casefold() for text in (row.name, row.layer, row.sync, row.health, cause))


def _states(row: ComponentRow, now: datetime) -> tuple[str, ...]:
    """Every word for what a component is now."""
    words = [row.sign.word.casefold(), row.state.value, row.sync.casefold(), row.health.casefold()]
    words += ["ready" if row.ready else "unready"]
    words += ["stalled"] if stalled(row, now) else []
    words += ["failed"] if _hopeless(row) or row.state is ComponentState.FAILED else []
    return tuple(word for word in words if word)
