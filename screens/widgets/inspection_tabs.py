"""The tabs of the detail pane that ask once: resources, events, the diff against Git, YAML."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import DataTable

from forge_tui.domain import durations, signs
from forge_tui.domain.application import HealthStatus, SyncStatus
from forge_tui.domain.inspection import Difference, Happening, Resource, Standing
from forge_tui.domain.objects import ObjectRef
from forge_tui.domain.sanitise import clean_line
from forge_tui.domain.signs import Sign
from screens.foreign import cell
from screens.look import VARIABLES
from screens.services import Inspector
from screens.widgets.inspection_pane import InspectionPane, TextPane
from screens.widgets.text_lines import diff_look, warning_look

RESOURCES_SHOWN = 300
"""Those that need a look come first; nobody reads further."""
CLEAR_AFTER_S = 0.1
"""Most answers come before, so that rows are replaced at once: a table that empties and fills is laid out twice."""
COLUMNS = (("STATE", 13), ("OBJECT", 70), ("SAYS", 100))
"""Titles, and how many cells each holds at most."""
_WORDS = {
    Standing.SAME: "as in Git",
    Standing.DIFFERS: "differs from Git",
    Standing.MISSING: "is in Git and not in the cluster",
    Standing.EXTRA: "is in the cluster and no longer in Git",
}


class ResourcesPane(InspectionPane):
    """One row each, pods below their workload; enter shows one as YAML."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "YAML", tooltip="Show the object under the cursor as YAML.")]

    class Opened(Message):
        """An object was chosen."""

        def __init__(self, ref: ObjectRef) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self, inspector: Inspector | None, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        super().__init__(inspector)
        self._ascii = ascii
        self._shown: list[Resource] = []
        self._clearing: Timer | None = None
        self._left = ""

    def content(self) -> ComposeResult:
        """The table."""
        yield DataTable[Text](cursor_type="row", zebra_stripes=False)

    def on_mount(self) -> None:
        """Columns whose width this pane sets: the table would measure each cell by drawing it, and after the first frame."""
        table = self.query_one(DataTable)
        for title, _ in COLUMNS:
            table.add_column(title, width=len(title), key=title)

    def blank(self) -> None:
        """No rows can be chosen; those in sight go soon."""
        self._shown = []
        if self._clearing is None:
            self._clearing = self.set_timer(CLEAR_AFTER_S, self._clear)

    def _clear(self) -> None:
        self._clearing = None
        self.query_one(DataTable).clear()

    def _put(self, found: list[Resource]) -> None:
        """Replace the rows; the cursor stays where it is as long as it is the same component."""
        table = self.query_one(DataTable)
        cursor = table.cursor_row
        if self._clearing is not None:
            self._clearing.stop()
            self._clearing, cursor = None, 0
        table.clear()
        self._shown = found
        rows = [self._row(resource) for resource in found]
        for place, column in enumerate(table.ordered_columns):
            column.width = max([len(COLUMNS[place][0]), *(row[place].cell_len for row in rows)])
        table.add_rows(rows)
        table.move_cursor(row=min(cursor, max(0, len(found) - 1)))

    async def load(self, inspector: Inspector, component: str) -> str:
        """Show what the component consists of."""
        found = list(await inspector.resources(component))
        if found[:RESOURCES_SHOWN] != self._shown or self._clearing is not None:
            self._put(found[:RESOURCES_SHOWN])
        if len(found) > len(self._shown):
            self._left = f"  ({len(found)} objects; the {RESOURCES_SHOWN} that most need a look are shown.)"
        else:
            self._left = ""
        return self._told(self._shown[self.query_one(DataTable).cursor_row]) if found else "Argo CD knows no object of it yet."

    def _told(self, chosen: Resource) -> str:
        """What the chosen object is called and says, in full: the table is narrow."""
        return f"{chosen.ref}{f': {chosen.message}' if chosen.message else ''}{self._left}"

    def _row(self, resource: Resource) -> tuple[Text, ...]:
        sign, word = _state(resource)
        colour = self.app.theme_variables.get(VARIABLES[sign.tone], "")
        branch = ("`- " if self._ascii else "└ ") if resource.depth else ""
        return (
            cell(f"{sign.mark(ascii=self._ascii)} {word}", "" if colour.startswith("ansi_") else colour, width=COLUMNS[0][1]),
            cell(f"{branch}{resource.ref.kind} {resource.ref.name}", width=COLUMNS[1][1]),
            cell(resource.message, width=COLUMNS[2][1]),
        )

    def action_open(self) -> None:
        """Show the chosen object."""
        row = self.query_one(DataTable).cursor_row
        if 0 <= row < len(self._shown):
            self.post_message(self.Opened(self._shown[row].ref))

    def on_data_table_row_highlighted(self, message: DataTable.RowHighlighted) -> None:
        """What the chosen object says, in full."""
        message.stop()
        if 0 <= message.cursor_row < len(self._shown):
            self.note(self._told(self._shown[message.cursor_row]))

    def on_data_table_row_selected(self, message: DataTable.RowSelected) -> None:
        """By mouse or by enter."""
        message.stop()
        self.action_open()


class EventsPane(TextPane):
    """What happened and its message, the latest first."""

    def __init__(self, inspector: Inspector | None) -> None:
        super().__init__(inspector, warning_look)
        self._happenings: Sequence[Happening] = ()

    async def load(self, inspector: Inspector, component: str) -> str:
        """Show what Kubernetes tells of it."""
        self._happenings = await inspector.happenings(component)
        self._wrap()
        return "" if self._happenings else "Kubernetes tells nothing about it; events are forgotten after an hour."

    def on_resize(self) -> None:
        """Messages are wrapped anew."""
        if self._happenings:
            self._wrap()

    def blank(self) -> None:
        """Forget what was told."""
        self._happenings = ()
        super().blank()

    def _wrap(self) -> None:
        width = max(40, self.size.width - 13)
        self.put([line for happening in self._happenings for line in happening_lines(happening, width)])


class DiffPane(TextPane):
    """Each object that differs, as a unified diff from Git to the cluster."""

    def __init__(self, inspector: Inspector | None) -> None:
        super().__init__(inspector, diff_look)

    async def load(self, inspector: Inspector, component: str) -> str:
        """Compare; the chart is rendered for it, which takes a moment."""
        self.note("Renders the chart as Git holds it and reads the live objects ...")
        differences = await inspector.differences(component)
        apart = [difference for difference in differences if difference.standing is not Standing.SAME]
        self.put([line for difference in apart for line in compared_lines(difference)])
        same = durations.quantity(len(differences) - len(apart), "object")
        if not apart:
            return f"Live is as in Git: {same} compared, secrets by their length."
        differ = f"{durations.quantity(len(apart), 'object')} differ{'' if apart[1:] else 's'}"
        return f"- Git  + cluster   {differ}, {same} as in Git; secrets hidden"


class YamlPane(TextPane):
    """One object as YAML, secrets hidden: the Application, or what was chosen among the resources."""

    def __init__(self, inspector: Inspector | None) -> None:
        super().__init__(inspector)
        self.ref: ObjectRef | None = None

    def choose(self, ref: ObjectRef | None) -> None:
        """Show this object from now on; None for the Application."""
        if ref != self.ref:
            self.ref = ref
            self.blank()
            self.forget()

    async def load(self, inspector: Inspector, component: str) -> str:
        """Show the object."""
        text = await inspector.document(component, self.ref)
        self.put(text.splitlines())
        return f"{self.ref or f'Application {component}'}, secrets hidden"


def _state(resource: Resource) -> tuple[Sign, str]:
    """A kind without health is as good as its sync."""
    if resource.health and (resource.health != HealthStatus.HEALTHY or resource.sync != SyncStatus.OUT_OF_SYNC):
        return signs.OF_HEALTH.get(resource.health, signs.UNKNOWN), resource.health
    if resource.sync == SyncStatus.SYNCED:
        return signs.HEALTHY, resource.sync
    return signs.UNKNOWN, resource.sync or "Unknown"


def happening_lines(happening: Happening, width: int) -> list[str]:
    """What happened to what, and below it the message, which must not be cut."""
    time = durations.clock(happening.at) if happening.at else "--:--:--"
    count = f" (x{happening.count})" if happening.count > 1 else ""
    word = "Warning" if happening.warning else "Normal "
    said = textwrap.wrap(clean_line(happening.message), width) or [""]
    return [f"{time} {word} {happening.reason}{count}  {happening.about}", *(f"         {line}" for line in said)]


def compared_lines(difference: Difference) -> list[str]:
    """A headline and the diff of one object."""
    return [f"{difference.ref} {_WORDS[difference.standing]}", *(line for line in difference.lines), ""]
