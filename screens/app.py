"""The Textual application: takes events in, at any speed, and shows their fold at a calm one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import ModalScreen, Screen

from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Outcome, Stamped, StepFinished
from forge_tui.domain.view import RunView, fold
from forge_tui.domain.view_rows import StepState
from screens.ascii_only import AsciiOnly
from screens.departure import Departure
from screens.help import HelpScreen
from screens.leave import LeaveScreen
from screens.palette import Actions
from screens.themes import THEMES, theme_for

SHOW_EVERY_S = 0.1
"""At most ten updates a second, however fast events come."""
_LONG_STEPS = frozenset({"rollout"})
"""Steps that nobody waits for when stopping: cutting them off costs nothing, Argo CD goes on."""

Start = Callable[["ForgeApp"], Screen[Any]]
"""Makes a screen once the app is there."""


class ForgeApp(App[int]):
    """Ends with the exit code of the run that it shows.

    Every screen with a reactive `view` is given the newest one, ten times a second at most. Every screen says in
    `HELP` what it shows; `?` tells it with the keys that work, and the palette lists the same actions.
    """

    TITLE = "forge-tui"
    COMMANDS = {Actions}  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "leave", "Leave", show=False, priority=True, system=True),
        Binding("q", "leave", "Leave", tooltip="a run that goes on is asked about first"),
        Binding("question_mark,f1", "help", "Help", key_display="?", tooltip="this screen and its keys"),
    ]

    class EventsArrived(Message):
        """There are events to fold."""

    def __init__(
        self,
        view: RunView | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        ascii: bool = False,  # noqa: A002 - named like the flag
        theme: str = "",
        start: Start | None = None,
        at_end: Start | None = None,
        owns_run: bool = True,
    ) -> None:
        """Make the application.

        Args:
            view: What is known when it begins.
            now: The time in which the stream is stamped; a simulation or a replay passes its own. `clock` changes it.
            ascii: No characters outside ASCII.
            theme: dark, light, contrast or ansi; empty to ask the terminal.
            start: Makes the first screen; without it the rollout is first.
            at_end: Makes the screen that is shown once the run has succeeded (the handover).
            owns_run: Whether the run that is shown goes on in this process. Attach, replay and console own none.
        """
        # Textual takes colours away completely only in this mode; else NO_COLOR would leave greys.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self._dress(theme)
        self.view = view or RunView()
        """Everything that arrived so far; the screens follow within a tenth of a second."""
        self.updates = 0
        """How often the screens were given a new view."""
        self.clock = now
        self.ascii = ascii
        self.owns_run = owns_run
        self.departure = Departure.END
        """What the operator chose when leaving."""
        self._last_filters = (AsciiOnly(),) if ascii else ()
        self.start = start
        """Makes the first screen; may be set until the application runs."""
        self._at_end = at_end
        self._arrived: deque[Stamped] = deque()
        self._told = False
        self._show_is_due = False
        self._stops_after_step = False

    def _dress(self, theme: str) -> None:
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = theme_for(theme, os.environ)
        # Sliding costs twenty frames a key, which an SSH connection and a busy machine show as lag.
        self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and at the end what leaves ASCII only."""
        return [*super().get_line_filters(), *self._last_filters]

    def now(self) -> datetime:
        """The time in which the stream is stamped."""
        return self.clock()

    @property
    def running(self) -> bool:
        """Whether a run of this process goes on."""
        return self.owns_run and bool(self.view.run_id) and self.view.finished is None

    async def on_mount(self) -> None:
        """Begin with the first screen."""
        await self.push_screen(self.start(self) if self.start else self._rollout())
        self._show()

    def _rollout(self) -> Screen[Any]:
        from screens.rollout import RolloutScreen

        return RolloutScreen(self.view, now=self.now, ascii=self.ascii)

    def arrived(self, stamped: Stamped) -> None:
        """Take one event, from any thread; never waits."""
        self._arrived.append(stamped)
        if not self._told:
            self._told = True
            self.post_message(self.EventsArrived())

    def on_forge_app_events_arrived(self) -> None:
        """Fold all that waits, and let the screens follow soon."""
        self._told = False
        while self._arrived:
            stamped = self._arrived.popleft()
            self.view = fold(self.view, stamped)
            if self._stops_after_step and isinstance(stamped.event, StepFinished):
                self.depart(Departure.STOP)
        if not self._show_is_due:
            self._show_is_due = True
            self.set_timer(SHOW_EVERY_S, self._show)

    def _show(self) -> None:
        self._show_is_due = False
        self.updates += 1
        for screen in self.screen_stack:
            if hasattr(screen, "view"):
                screen.view = self.view
        if self._at_end and self.view.finished and self.view.finished.outcome is Outcome.SUCCEEDED:
            ending, self._at_end = self._at_end, None
            self.push_screen(ending(self))

    @property
    def crash(self) -> Exception | None:
        """What nobody foresaw and ended the screen; the command raises it, so that it is told like any other bug."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual would print the stack with the values of all local variables, and those may be secrets.
        if self.running:
            self.departure = Departure.DETACH
        self._close_messages_no_wait()

    def action_help(self) -> None:
        """Explain the screen, unless it explains another one."""
        if not isinstance(self.screen, ModalScreen):
            self.push_screen(HelpScreen(self.screen, ascii=self.ascii))

    def action_leave(self) -> None:
        """End with the exit code of the run; ask first while it goes on. Asked twice it stops."""
        if not self.running:
            # A screen on which something would be lost asks itself; asked twice it is left.
            if all(screen.may_leave() for screen in self.screen_stack if hasattr(screen, "may_leave")):
                self.depart(Departure.END)
        elif isinstance(self.screen, LeaveScreen):
            self.depart(Departure.STOP)
        else:
            self.push_screen(LeaveScreen(self._step(), ascii=self.ascii), self._left)

    def _step(self) -> str:
        running = [row for row in self.view.steps.values() if row.state is StepState.RUNNING and row.name not in _LONG_STEPS]
        return running[0].title or running[0].name if running else ""

    def _left(self, chosen: Departure | None) -> None:
        if chosen is Departure.STOP_AFTER_STEP:
            self._stops_after_step = True
            self.notify("Stops when the step that runs has ended.", markup=False)
        elif chosen is not None:
            self.depart(chosen)

    def depart(self, departure: Departure) -> None:
        """Close the screen; the command that opened it acts on `departure`."""
        self.departure = departure
        code = self.view.exit_code if self.owns_run else int(ExitCode.DONE)
        self.exit(result=code, return_code=code)
