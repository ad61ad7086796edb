"""The rollout while it runs: steps, components, why one waits, what happened last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import DataTable, Footer

from forge_tui.domain.view import RunView
from screens.widgets.component_detail import ComponentDetail
from screens.widgets.component_table import ComponentTable
from screens.widgets.last_lines import LastLines
from screens.widgets.run_header import RunHeader, StepStrip

CLOCK_EVERY_S = 1.0
"""How often times move on when nothing happens."""


class RolloutScreen(Screen[None]):
    """Shows a RunView; decides nothing."""

    CSS_PATH = "rollout.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual declares it on the instance
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "app.leave", "Leave", tooltip="End this display; what the cluster does goes on."),
        Binding("tab", "app.focus_next", "Next pane", tooltip="Move to the details and back."),
    ]

    view: reactive[RunView] = reactive(RunView, init=False)
    """What is on the screen, all of it."""

    def __init__(self, view: RunView, *, now: Callable[[], datetime], ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        super().__init__(classes="-ascii" if ascii else None)
        self._now = now
        self._ascii = ascii
        self.set_reactive(RolloutScreen.view, view)

    def compose(self) -> ComposeResult:
        """From top to bottom; the middle stands side by side where there is room."""
        yield RunHeader()
        yield StepStrip()
        with Container(id="middle"):
            yield ComponentTable(ascii=self._ascii, id="components")
            yield ComponentDetail(id="detail")
        yield LastLines()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show the first view once sizes are known."""
        self.query_one(ComponentTable).focus()
        self.set_interval(CLOCK_EVERY_S, self._show)
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """What fits has changed."""
        self.call_after_refresh(self._show)

    def watch_view(self) -> None:
        """Show the new view."""
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        now = self._now()
        self.query_one(RunHeader).show(self.view, now, ascii=self._ascii)
        self.query_one(StepStrip).show(self.view, ascii=self._ascii)
        self.query_one(LastLines).show(self.view, ascii=self._ascii)
        self.query_one(ComponentTable).show(self.view, now)
        self._show_detail()

    def _show_detail(self) -> None:
        selected = self.query_one(ComponentTable).selected
        self.query_one(ComponentDetail).show(self.view, selected, self._now(), ascii=self._ascii)

    def on_data_table_row_highlighted(self, message: DataTable.RowHighlighted) -> None:
        """The details follow the cursor."""
        message.stop()
        self._show_detail()
