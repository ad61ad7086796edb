"""One component in detail: how long, what it waits for, why, and what to do."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forge_tui.domain import durations
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import CauseFound, ComponentRow
from screens.foreign import foreign, foreign_line
from screens.look import mark


class ComponentDetail(VerticalScroll, can_focus=True):
    """The detail pane; scrolls when the cluster says much."""

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        yield Static(id="detail-text")

    def show(self, view: RunView, component: str, now: datetime, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """Show one component; an unknown name shows how to begin."""
        row = view.components.get(component)
        self.border_title = foreign_line(component, limit=40) if row else Content("Component")
        text = _described(view, row, now, ascii=ascii) if row else Content("Nothing to show before the run has begun.")
        self.query_one("#detail-text", Static).update(text)


def _described(view: RunView, row: ComponentRow, now: datetime, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    usually = f" (usually {durations.short(row.usual_s)})" if row.usual_s else ""
    time = f" {durations.short(row.elapsed_s(now))}" if row.since else ""
    first = Content.assemble(mark(row.sign, ascii=ascii), f"{time}{usually}  wave {row.wave}  ", foreign_line(row.layer, "$text-muted"))
    if row.nudges:
        first = Content.assemble(first, f"  compared again {row.nudges}x")
    lines = [first]
    if row.cause:
        lines += _cause(row.cause)
    elif row.message and not row.ready:
        lines.append(foreign(row.message, limit=400))
    lines += _chain(view.waits_for(row.name), ascii=ascii)
    return Content("\n").join(lines)


def _cause(cause: CauseFound) -> list[Content]:
    lines = [
        Content.assemble(foreign_line(f"{cause.id} {cause.title}", "bold $text-error"), f"  {cause.outlook}"),
        foreign_line(f"{cause.object}: {cause.message}", limit=400),
    ]
    if cause.remedy:
        lines.append(Content.assemble(("do: ", "bold"), foreign_line(cause.remedy.removeprefix("Run: "), limit=400)))
    return lines


def _chain(links: tuple[str, ...], *, ascii: bool) -> list[Content]:  # noqa: A002 - named like the flag
    corner = "`-" if ascii else "└"
    return [
        Content.assemble(f"{'  ' * depth}{corner} " if depth else "waits for ", foreign_line(link, limit=300))
        for depth, link in enumerate(links)
    ]
