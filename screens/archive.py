"""A support archive: its files on the left, what one says on the right, and the tree of its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Log, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from forge_tui.domain.archive import EVENTS, Archive, ArchivedFile
from forge_tui.domain.events import Stamped
from forge_tui.domain.sanitise import clean, clean_line
from screens.foreign import foreign_line
from screens.replay import Player, ReplayScreen
from screens.widgets.cluster_header import ClusterHeader

LINES_LIMIT = 50_000
LINE_LIMIT = 2_000
_CHUNK = 1_000


class ArchiveScreen(Screen[None]):
    """Shows what somebody sent; every byte of it is foreign text."""

    CSS_PATH = "archive.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual declares it on the instance
    HELP = """A support archive, read into memory; nothing was unpacked to the disk, and no cluster is asked.
Choose a file on the left; tab goes to its text, where arrow keys scroll.
t shows the tree that its events make, as the operator saw it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "tree", "Tree", tooltip="the run of this archive, from its events"),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]

    def __init__(self, archive: Archive, events: Sequence[Stamped] = (), *, ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        """`events` are those of the archive's events.ndjson, read."""
        super().__init__(classes="-ascii" if ascii else None)
        self._archive = archive
        self._events = events
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """Side by side where there is room."""
        yield ClusterHeader(self._archive.name, "", "archive")
        yield Static(_told(self._archive), id="told")
        with Container(id="panes"):
            yield OptionList(*(Option(_line(one), id=one.name) for one in self._archive.files), id="files")
            yield Log(max_lines=LINES_LIMIT, id="text")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_highlighted(self, message: OptionList.OptionHighlighted) -> None:
        """The text follows the cursor."""
        found = self._archive.file(message.option_id or "")
        if found is not None:
            self._show(found)

    @work(exclusive=True, thread=True)
    def _show(self, file: ArchivedFile) -> None:
        worker = get_current_worker()
        log = self.query_one(Log)
        self.app.call_from_thread(log.clear)
        lines = file.content.splitlines()
        shown = lines[:LINES_LIMIT]
        for begin in range(0, len(shown), _CHUNK):
            if worker.is_cancelled:
                return
            chunk = [clean(line, LINE_LIMIT).replace("\t", "    ") for line in shown[begin : begin + _CHUNK]]
            self.app.call_from_thread(log.write_lines, chunk, scroll_end=False)
        if file.cut or len(lines) > len(shown):
            self.app.call_from_thread(log.write_lines, ["", f"(cut here: the file has {file.size_bytes} bytes)"], scroll_end=False)

    def action_tree(self) -> None:
        """Replay the events, at once."""
        self.app.push_screen(TreeOfArchive(Player(self._events, 0), ascii=self._ascii))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The tree needs events."""
        return action != "tree" or bool(self._events)


class TreeOfArchive(ReplayScreen):
    """The tree of an archive; `esc` goes back to its files."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "Files", tooltip="back to the files of the archive")]


def _line(file: ArchivedFile) -> Content:
    size = f"{file.size_bytes / 1024:.0f} kB" if file.size_bytes >= 1024 else f"{file.size_bytes} B"
    return Content.assemble(foreign_line(file.name, "bold" if file.name == EVENTS else "", limit=60), f"  {size}")


def _told(archive: Archive) -> Content:
    count = f"{len(archive.files)} files"
    if not archive.left_out:
        return Content(count)
    first = clean_line(archive.left_out[0], 60)
    return Content.assemble(count, (f", {len(archive.left_out)} left out: ", "$text-warning"), foreign_line(first))
