"""The handover: what the operator takes over once the install has succeeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.coordinate import Coordinate
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.handover import EndpointVerdict, Login
from forge_tui.domain.view import RunView
from screens import handover_text as text
from screens.foreign import foreign_line
from screens.reveal import RevealScreen
from screens.services import Steward
from screens.widgets.cluster_header import ClusterHeader

_ROWS = 9
"""Addresses that are shown at once; more scroll."""
ConsoleMaker = Callable[[], Screen[Any]]


class HandoverScreen(Screen[None]):
    """Addresses with live verdicts, first logins, timings, credentials and files."""

    CSS_PATH = "handover.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (118, "-wide")]  # noqa: RUF012 - Textual declares it on the instance
    HELP = """What is yours now. The addresses are visited again and again: DNS, TLS and HTTP say how far a browser gets.
Enter or r on a first login shows its password, once; it goes into no log, report or scrollback.
Times compare each component with what is usual; files say where answers, plan and journal are.
Nothing here changes the cluster. Credentials that remain should be copied or changed."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reveal", "Reveal login", tooltip="show the password of the chosen first login, once"),
        Binding("o", "console", "Console", tooltip="the tree of components, read-only until unlocked"),
        Binding("tab", "app.focus_next", "Next part", show=False),
        Binding("escape", "back", "Back", tooltip="the tree of this install"),
    ]

    view: var[RunView] = var(RunView, init=False)
    """What is on the screen, but for the verdicts."""

    def __init__(
        self,
        view: RunView,
        *,
        now: Callable[[], datetime],
        ascii: bool = False,  # noqa: A002 - named like the flag
        steward: Steward | None = None,
        files: Sequence[tuple[str, str]] = (),
        console: ConsoleMaker | None = None,
    ) -> None:
        """Make the screen.

        Args:
            view: A finished run.
            now: The time in which the stream is stamped.
            ascii: No characters outside ASCII.
            steward: Visits addresses and reveals logins; without one both say so.
            files: (what, where) of what was written on this machine.
            console: Makes the console for `o`.
        """
        super().__init__(classes="-ascii" if ascii else None)
        self._now = now
        self._ascii = ascii
        self._steward = steward
        self._files = tuple(files)
        self._console_maker = console
        self._verdicts: Sequence[EndpointVerdict] = ()
        self._logins: Sequence[Login] = ()
        self.set_reactive(HandoverScreen.view, view)

    def compose(self) -> ComposeResult:
        """Two columns where there is room, else one that scrolls."""
        yield ClusterHeader(self.view.context, self.view.server, self.view.mode)
        yield Static(text.summary(self.view, ascii=self._ascii), id="summary")
        with VerticalScroll(id="page", can_focus=False), Container(id="columns"):
            with Vertical(classes="column"):
                yield Static("ADDRESSES", classes="heading")
                yield DataTable[Any](cursor_type="row", id="addresses")
                yield Static(id="answer")
                yield Static("FIRST LOGINS", classes="heading")
                yield DataTable[Any](cursor_type="row", id="logins", show_header=False)
                yield Static(text.credentials(self.view, ascii=self._ascii), id="credentials")
                yield Static(text.files(self.view, self._files), id="files")
            with Vertical(classes="column"):
                yield Static("TIMES", classes="heading")
                yield DataTable[Any](cursor_type="row", id="times")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Fill the tables; visits and logins arrive when they do."""
        addresses = self.query_one("#addresses", DataTable)
        for name, width in text.ADDRESS_COLUMNS.items():
            addresses.add_column(name.upper(), key=name, width=width)
        times = self.query_one("#times", DataTable)
        for name, width in text.TIME_COLUMNS.items():
            times.add_column(name.upper(), key=name, width=width)
        for row in text.timings(self.view):
            times.add_row(*row)
        times.styles.height = 1 + times.row_count
        logins = self.query_one("#logins", DataTable)
        for name, width in text.LOGIN_COLUMNS.items():
            logins.add_column(name, key=name, width=width)
        self._show_verdicts([EndpointVerdict(one.name, one.url, one.login) for one in self._endpoints])
        addresses.focus()
        self._visit()
        self._find_logins()

    @property
    def _endpoints(self) -> tuple[Any, ...]:
        return self.view.handover.endpoints if self.view.handover else ()

    @work(exclusive=True, group="visits")
    async def _visit(self) -> None:
        if self._steward is None:
            return
        async for verdicts in self._steward.endpoints(self._endpoints):
            self._show_verdicts(verdicts)

    @work(exclusive=True, group="logins")
    async def _find_logins(self) -> None:
        try:
            self._logins = await self._steward.logins() if self._steward else ()
        except ForgeError as error:
            self.notify(foreign_line(error.message).plain, markup=False, severity="warning")
        table = self.query_one("#logins", DataTable)
        table.clear()
        for login in self._logins:
            table.add_row(*text.login(login))
        table.styles.height = len(self._logins)
        table.display = bool(self._logins)

    def _show_verdicts(self, verdicts: Sequence[EndpointVerdict]) -> None:
        table = self.query_one("#addresses", DataTable)
        colours = self.app.theme_variables
        rows = [text.address(verdict, colours, ascii=self._ascii) for verdict in verdicts]
        if len(rows) != table.row_count:
            table.clear()
            for row in rows:
                table.add_row(*row)
            table.styles.height = min(_ROWS, 1 + len(rows))
        else:
            for number, row in enumerate(rows):
                for column, content in enumerate(row):
                    table.update_cell_at(Coordinate(number, column), content)
        self._verdicts = verdicts
        self._show_answer()

    def _show_answer(self) -> None:
        table = self.query_one("#addresses", DataTable)
        chosen = self._verdicts[table.cursor_row] if 0 <= table.cursor_row < len(self._verdicts) else None
        self.query_one("#answer", Static).update(text.answer(chosen))

    def on_data_table_row_highlighted(self, message: DataTable.RowHighlighted) -> None:
        """The words below the addresses follow the cursor."""
        message.stop()
        self._show_answer()

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        """Enter on a login reveals it."""
        message.stop()
        if message.data_table.id == "logins":
            self.action_reveal()

    @work(exclusive=True, group="reveal")
    async def action_reveal(self) -> None:
        """Ask for the password and show it; nothing else keeps it."""
        table = self.query_one("#logins", DataTable)
        if self._steward is None or not 0 <= table.cursor_row < len(self._logins):
            return
        login = self._logins[table.cursor_row]
        try:
            password = await self._steward.reveal(login)
        except ForgeError as error:
            self.notify(foreign_line(error.message).plain, markup=False, severity="error")
            return
        self.app.push_screen(RevealScreen(login, password, ascii=self._ascii))

    def action_console(self) -> None:
        """Open the console."""
        if self._console_maker is not None:
            self.app.push_screen(self._console_maker())

    def action_back(self) -> None:
        """To the screen below, if there is one."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works is offered."""
        if action == "console":
            return self._console_maker is not None
        if action == "reveal":
            return self._steward is not None
        return action != "back" or len(self.app.screen_stack) > 2
