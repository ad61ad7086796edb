"""The top of the screen: which cluster, which mode, what time, how long still; foundation and rollout as bars."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from forge_tui.domain import durations, eta, signs
from forge_tui.domain.view import RunView
from forge_tui.domain.view_foundation import other_steps, pillars
from forge_tui.domain.view_rows import StepRow
from screens.foreign import foreign_line
from screens.look import mark
from screens.widgets.line import Line

CONTEXT_WIDTH = 24
BAR_WIDTH = 20
STEPS_SHOWN = 3


class RunHeader(Line):
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
        self.say(Content.assemble(left, " " * gap, right))


def _outlook(view: RunView, now: datetime, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    if view.finished:
        end = mark(signs.OF_OUTCOME[view.finished.outcome], ascii=ascii)
        return Content.assemble(end, f" after {durations.short(view.finished.duration_s)}")
    if view.started_at is None:
        return Content("")
    rest_s = view.eta_s(now)
    spread_s = None if rest_s is None else eta.spread_s(view.components, rest_s)
    spread = "" if spread_s is None else f" {'+-' if ascii else '±'}{durations.rough(spread_s)}"
    return Content(f"ETA {durations.rough(rest_s)}{spread}")


class FoundationBar(Line):
    """Argo CD, Gitea and OpenBao, each with its state, then the steps that run or failed beside them."""

    def show(self, view: RunView, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """Show what must stand before the rollout."""
        parts: list[Content] = []
        for pillar in pillars(view):
            detail = foreign_line(f": {pillar.detail}", limit=40) if pillar.detail else ""
            parts.append(Content.assemble(f"{pillar.title} ", mark(pillar.sign, ascii=ascii), detail))
        parts += [_step(row, ascii=ascii) for row in other_steps(view)[:STEPS_SHOWN]]
        self.say(Content.assemble(("Foundation  ", "bold"), Content("   ").join(parts or [Content("nothing has begun")])))


class RolloutBar(Line):
    """How many components are ready, failed and skipped, and whether the view is fresh."""

    def show(self, view: RunView, failed: int, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        """`failed` is the number of those that do not heal by themselves."""
        parts = [
            Content.assemble(
                ("Rollout     ", "bold"), (_bar(view.ready, view.total, ascii=ascii), "$text-success"), f"  {view.ready}/{view.total} ready"
            )
        ]
        if failed:
            parts.append(Content.styled(f"{'x' if ascii else '✖'} {failed} failed", "bold $text-error"))
        if skipped := len(view.skipped):
            parts.append(Content.styled(f"{signs.SKIPPED.mark(ascii=ascii)} {skipped} skipped", "$text-warning"))
        if view.stale:
            parts.append(
                Content.assemble(("? ", "$text-warning"), foreign_line(f"no view of {', '.join(view.stale)}", "$text-warning", limit=40))
            )
        self.say(Content("   ").join(parts))


def _step(row: StepRow, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    amount = durations.of_total(row.done, row.total)
    words = " ".join(word for word in (row.title or row.name, amount, row.message) if word)
    return Content.assemble(mark(row.sign, ascii=ascii), " ", foreign_line(words, limit=60))


def _bar(done: int, total: int, *, ascii: bool, width: int = BAR_WIDTH) -> str:  # noqa: A002 - named like the flag
    filled = width * done // total if total else 0
    full, empty = ("#", "-") if ascii else ("█", "░")
    return full * filled + empty * (width - filled)
