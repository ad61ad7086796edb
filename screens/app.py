"""The Textual application: takes events in, at any speed, and shows their fold at a calm one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message

from forge_tui.domain.events import Stamped
from forge_tui.domain.view import RunView, fold
from screens.rollout import RolloutScreen

SHOW_EVERY_S = 0.1
"""At most ten updates a second, however fast events come."""


class ForgeApp(App[int]):
    """Ends with the exit code of the run that it shows."""

    TITLE = "forge-tui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", "Leave", show=False, priority=True)]

    class EventsArrived(Message):
        """There are events to fold."""

    def __init__(
        self,
        view: RunView | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        ascii: bool = False,  # noqa: A002 - named like the flag
    ) -> None:
        """`now` is the time in which the stream is stamped; a simulation or a replay passes its own."""
        super().__init__()
        self.view = view or RunView()
        """Everything that arrived so far; the screen follows within a tenth of a second."""
        self.updates = 0
        """How often the screen was given a new view."""
        self._arrived: deque[Stamped] = deque()
        self._told = False
        self._show_is_due = False
        self._rollout = RolloutScreen(self.view, now=now, ascii=ascii)

    def on_mount(self) -> None:
        """Begin with the rollout."""
        self.push_screen(self._rollout)

    def arrived(self, stamped: Stamped) -> None:
        """Take one event, from any thread; never waits."""
        self._arrived.append(stamped)
        if not self._told:
            self._told = True
            self.post_message(self.EventsArrived())

    def on_forge_app_events_arrived(self) -> None:
        """Fold all that waits, and let the screen follow soon."""
        self._told = False
        while self._arrived:
            self.view = fold(self.view, self._arrived.popleft())
        if not self._show_is_due:
            self._show_is_due = True
            self.set_timer(SHOW_EVERY_S, self._show)

    def _show(self) -> None:
        self._show_is_due = False
        self.updates += 1
        self._rollout.view = self.view

    def action_leave(self) -> None:
        """End with the exit code of the run."""
        code = self.view.exit_code
        self.exit(result=code, return_code=code)
