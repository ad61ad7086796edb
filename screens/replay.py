"""A run once more from its events: the same tree, with a clock that can be stopped and hurried."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from forge_tui.domain.events import Stamped
from forge_tui.domain.view import RunView
from screens.rollout import RolloutScreen

LONGEST_PAUSE_S = 10.0
"""Of the stream, before the speed applies: nobody watches an hour of waiting."""
FASTEST = 1000.0
_TICK_S = 0.1


class Player:
    """Gives the events of a stream when their time has come. Speed 0 means at once."""

    def __init__(self, events: Sequence[Stamped], speed: float, real_s: Callable[[], float] = time.monotonic) -> None:
        self._events = events
        self._next = 0
        self._real_s = real_s
        self._looked_s = real_s()
        self._now = events[0].at if events else datetime.min
        self.speed = speed
        self.paused = False

    def now(self) -> datetime:
        """Time of the stream."""
        return self._now

    @property
    def over(self) -> bool:
        """Whether every event was given."""
        return self._next >= len(self._events)

    def due(self) -> Sequence[Stamped]:
        """The events whose time has come since the last call."""
        passed_s = self._real_s() - self._looked_s
        self._looked_s += passed_s
        if self.paused or self.over:
            return ()
        if self.speed == 0:
            return self.rest()
        self._now += timedelta(seconds=passed_s * self.speed)
        begin = self._next
        while not self.over and self._events[self._next].at <= self._now:
            self._next += 1
        if not self.over:
            self._now = max(self._now, self._events[self._next].at - timedelta(seconds=LONGEST_PAUSE_S))
        return self._events[begin : self._next]

    def rest(self) -> Sequence[Stamped]:
        """All that is left."""
        begin, self._next = self._next, len(self._events)
        if self._events:
            self._now = max(self._now, self._events[-1].at)
        return self._events[begin:]


class ReplayScreen(RolloutScreen):
    """The tree of a run that is over."""

    HELP = f"""A run once more, from its events. Nothing is asked of a cluster.
p stops the clock and lets it go on, < and > change the speed, f goes to the end.

{RolloutScreen.HELP or ""}"""
    CSS_PATH = "rollout/rollout.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "Pause", tooltip="stop the clock, and let it go on"),
        Binding("greater_than_sign", "faster", "Faster", key_display=">", tooltip="twice as fast"),
        Binding("less_than_sign", "slower", "Slower", key_display="<", tooltip="half as fast", show=False),
        Binding("f", "end", "To the end", tooltip="show how it ended"),
    ]

    def __init__(self, player: Player, **parts: Any) -> None:
        """`parts` are those of the tree, but for view and clock."""
        super().__init__(RunView(), now=player.now, **parts)
        self._player = player

    def on_mount(self) -> None:
        """The clock begins."""
        self.set_interval(_TICK_S, self._play)

    def _play(self) -> None:
        self._give(self._player.due())

    def _give(self, events: Sequence[Stamped]) -> None:
        for stamped in events:
            self.app.arrived(stamped)  # type: ignore[attr-defined]

    def action_pause(self) -> None:
        """Stop the clock, or let it go on."""
        self._player.paused = not self._player.paused
        self._tell("paused" if self._player.paused else f"{self._player.speed:g} times as fast as the run")

    def action_faster(self) -> None:
        """Double the speed."""
        self._player.speed = min(FASTEST, self._player.speed * 2 or 1.0)
        self._tell(f"{self._player.speed:g} times as fast as the run")

    def action_slower(self) -> None:
        """Halve the speed."""
        self._player.speed = max(0.25, self._player.speed / 2)
        self._tell(f"{self._player.speed:g} times as fast as the run")

    def action_end(self) -> None:
        """Give all that is left."""
        self._give(self._player.rest())

    def _tell(self, words: str) -> None:
        self.app.clear_notifications()
        self.notify(words, markup=False, timeout=2)
