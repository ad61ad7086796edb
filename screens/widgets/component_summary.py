"""One component in a few lines: how long, what it waits for, why, and what to do."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from forge_tui.domain import durations
from forge_tui.domain.view import RunView
from forge_tui.domain.view_attention import stalled
from forge_tui.domain.view_rows import CauseFound, ComponentRow
from screens.foreign import foreign, foreign_line
from screens.look import mark


def summary(view: RunView, component: str, now: datetime, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    """All that the view knows of a component, the most pressing first; an unknown name shows how to begin."""
    row = view.components.get(component)
    if row is None:
        return Content.styled("Nothing to show before the run has begun.", "$text-muted")
    lines = [_state(row, now, ascii=ascii)]
    if row.skip_reason:
        lines.append(Content.assemble("skipped because ", foreign_line(row.skip_reason, limit=300)))
    if row.cause:
        lines += _cause(row.cause)
    elif row.message and not row.ready:
        lines.append(foreign(row.message, limit=400))
    lines += _chain(view.waits_for(row.name), ascii=ascii)
    return Content("\n").join(lines)


def relations(view: RunView, component: str) -> Content:
    """Where it stands: wave, layer, what it needs, and what needs it."""
    row = view.components.get(component)
    if row is None:
        return Content("")
    children = sorted(other.name for other in view.components.values() if component in other.parents)
    return Content.assemble(
        (f"wave {row.wave}  ", "$text-muted"),
        foreign_line(row.layer, limit=40),
        ("  needs " if row.layer else "needs ", "$text-muted"),
        foreign_line(", ".join(row.parents) or "nothing", limit=300),
        ("  needed by ", "$text-muted"),
        foreign_line(", ".join(children) or "nothing", limit=300),
    )


def _state(row: ComponentRow, now: datetime, *, ascii: bool) -> Content:  # noqa: A002 - named like the flag
    usually = f" (usually {durations.short(row.usual_s)})" if row.usual_s else ""
    time = f" {durations.short(row.elapsed_s(now))}" if row.since else ""
    parts: list[str | Content] = [mark(row.sign, ascii=ascii), f"{time}{usually}"]
    if stalled(row, now):
        parts.append(Content.styled(f" {'!' if ascii else '▲'} stall", "$text-warning"))
    if row.sync:
        parts += ["  ", foreign_line(row.sync, limit=20)]
    if row.nudges:
        parts.append(f"  compared again {row.nudges}x")
    return Content.assemble(*parts)


def _cause(cause: CauseFound) -> list[Content]:
    lines = [
        Content.assemble(foreign_line(f"{cause.id} {cause.title}", "bold $text-error"), f"  {cause.outlook}"),
        foreign_line(f"{cause.object}: {cause.message}", limit=400),
    ]
    if cause.remedy:
        lines.insert(1, Content.assemble(("do: ", "bold"), foreign_line(cause.remedy.removeprefix("Run: "), limit=400)))
    return lines


def _chain(links: tuple[str, ...], *, ascii: bool) -> list[Content]:  # noqa: A002 - named like the flag
    corner = "`-" if ascii else "└"
    return [
        Content.assemble(f"{'  ' * depth}{corner} " if depth else ("waits for ", "bold"), foreign_line(link, limit=300))
        for depth, link in enumerate(links)
    ]
