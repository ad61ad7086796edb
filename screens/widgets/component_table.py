"""The components of a run, one row each; only rows that changed are drawn again."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.widgets import DataTable

from forge_tui.domain import durations
from forge_tui.domain.signs import Sign
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import ComponentRow
from screens.foreign import cell
from screens.look import VARIABLES

COLUMNS = {"state": 13, "component": 24, "sync": 9, "health": 11, "time": 6}


class ComponentTable(DataTable[Text]):
    """Sorted by wave, then by name. The highlighted row is the one whose details are shown."""

    def __init__(self, *, ascii: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's and the flag's names
        super().__init__(cursor_type="row", id=id)
        self._ascii = ascii
        self._shown: dict[str, tuple[str, ...]] = {}

    def on_mount(self) -> None:
        """Columns of a fixed width, so that nothing jumps."""
        for name, width in COLUMNS.items():
            self.add_column(name.upper(), key=name, width=width)

    @property
    def selected(self) -> str:
        """Name of the component under the cursor; empty when there is none."""
        if not self.is_valid_row_index(self.cursor_row):
            return ""
        return str(self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value)

    def show(self, view: RunView, now: datetime) -> None:
        """Bring the rows to what `view` says."""
        rows = sorted(view.components.values(), key=lambda row: (row.wave, row.name))
        if list(self._shown) != [row.name for row in rows]:
            self._fill(rows, now)
            return
        for row in rows:
            words = self._words(row, now)
            for column, before, after in zip(COLUMNS, self._shown[row.name], words, strict=True):
                if before != after:
                    self.update_cell(row.name, column, self._cell(row.sign, column, after))
            self._shown[row.name] = words

    def _fill(self, rows: list[ComponentRow], now: datetime) -> None:
        selected = self.selected
        self.clear()
        self._shown = {row.name: self._words(row, now) for row in rows}
        for row in rows:
            cells = [self._cell(row.sign, column, word) for column, word in zip(COLUMNS, self._shown[row.name], strict=True)]
            self.add_row(*cells, key=row.name)
        if selected in self._shown:
            self.move_cursor(row=self.get_row_index(selected))

    def _words(self, row: ComponentRow, now: datetime) -> tuple[str, ...]:
        state = f"{row.sign.mark(ascii=self._ascii)} {row.sign.word}"
        return (state, row.name, row.sync or "-", row.health or "-", durations.short(row.elapsed_s(now)) if row.since else "-")

    def _cell(self, sign: Sign, column: str, word: str) -> Text:
        colour = self.app.theme_variables.get(VARIABLES[sign.tone], "") if column == "state" else ""
        return cell(word, colour, width=COLUMNS[column])
