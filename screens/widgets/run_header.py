"""The top of the screen: which cluster, which mode, what time, how long still, and the steps."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from forge_tui.domain import durations, signs
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import StepRow, StepState
from screens.foreign import foreign_line
from screens.look import mark

CONTEXT_WIDTH = 24


class RunHeader(Static):
    """One line: program, cluster, mode, time, ETA or outcome. The server's address gives way when it is narrow."""

    def show(self, view: RunView, now: datetime, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """Show the head of a run."""
        width = self.content_size.width or 78
        right = Content.assemble(foreign_line(view.mode, limit=10), f"  {now:%H:%M}  ", _outlook(view, now, ascii=ascii))
        left = Content.assemble(("forge-tui", "bold"), "  ", foreign_line(view.context or "no run yet", "bold", limit=CONTEXT_WIDTH))
        room = width - left.cell_length - right.cell_length - 5
        if view.server and room > 8:
            left = Content.assemble(left, " (", foreign_line(view.server, limit=room), ")")
        gap = max(2, width - left.cell_length - right.cell_length)
        self.update(Content.assemble(left, " " * gap, right))


def _outlook(view: RunView, now: datetime, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    if view.finished:
        end = mark(signs.OF_OUTCOME[view.finished.outcome], ascii=ascii)
        return Content.assemble(end, f" after {durations.short(view.finished.duration_s)}")
    return Content(f"ETA {durations.rough(view.eta_s(now))}" if view.started_at else "")


class StepStrip(Static):
    """The steps of the plan and how many components are ready."""

    def show(self, view: RunView, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """Show the steps; what is done is counted, what runs or failed is named."""
        bar = _bar(view.ready, view.total, ascii=ascii)
        lines = [Content.assemble("Rollout ", (bar, "$text-success"), f"  {view.ready}/{view.total} ready", _stale(view))]
        rows = list(view.steps.values())
        done = sum(row.state is StepState.SUCCEEDED for row in rows)
        named = [row for row in rows if row.state in (StepState.RUNNING, StepState.FAILED, StepState.CANCELLED)]
        steps = Content(f"Steps   {done}/{len(rows)} done") if rows else Content("Steps   none yet")
        for row in sorted(named, key=lambda row: row.state is StepState.RUNNING):
            steps = Content.assemble(steps, "  ", _step(row, ascii=ascii))
        self.update(Content("\n").join([lines[0], steps]))


def _step(row: StepRow, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    amount = durations.of_total(row.done, row.total)
    words = " ".join(word for word in (row.title or row.name, amount, row.message) if word)
    return Content.assemble(mark(row.sign, ascii=ascii), " ", foreign_line(words, limit=60))


def _stale(view: RunView) -> Content:
    if not view.stale:
        return Content("")
    return Content.assemble("   ", foreign_line(f"no view of {', '.join(view.stale)}", "$text-warning", limit=40))


def _bar(done: int, total: int, *, ascii: bool, width: int = 20) -> str:  # noqa: A002 - named like the flag
    filled = width * done // total if total else 0
    full, empty = ("#", "-") if ascii else ("█", "░")
    return full * filled + empty * (width - filled)
