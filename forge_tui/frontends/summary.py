"""The blocks of plain output: how a run begins, what it waits for, a failure with its remedy, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forge_tui.domain import durations, signs, wording
from forge_tui.domain.events import Change, Failure, Outcome, RunFinished, RunStarted
from forge_tui.domain.sanitise import clean, clean_line
from forge_tui.domain.signs import Tone
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import ComponentState, StepState
from forge_tui.frontends.paint import Paint

RUN = "Run: "
_NAMED = 3
"""So many of those that are waited for are named; the others are counted."""


def opening(event: RunStarted, paint: Paint) -> list[str]:
    """What is going to happen, to which cluster."""
    amount = f"{durations.quantity(len(event.components), 'component')}, {durations.quantity(len(event.steps), 'step')}"
    return [
        paint.bold(clean_line(f"forge-tui {event.version}  {event.mode}  {event.context} ({event.server})")),
        clean_line(f"plan {event.plan_hash[:16]}: {amount}, about {durations.rough(event.estimate_s or None)}; times are UTC"),
    ]


def waiting(view: RunView, now: datetime) -> str:
    """Who is waited for and what they wait for, the longest waiting first."""
    steps = [f"{row.title or row.name}{_progress(row.message)}" for row in view.steps.values() if row.state is StepState.RUNNING]
    pending = [row for row in view.components.values() if row.state is not ComponentState.WAITING and row.pending]
    # What nobody has begun yet waits for those that have, and only matters when there are none.
    pending = pending or ([] if steps else [row for row in view.components.values() if row.pending])
    pending.sort(key=lambda row: -(row.elapsed_s(now) or 0.0))
    named = [wording.chain_text((row.name, *(view.waits_for(row.name) or _words(row.message)))) for row in pending]
    entries = named + steps
    more = f" (+{len(entries) - _NAMED} more)" if len(entries) > _NAMED else ""
    stale = f"   (no view of {', '.join(view.stale)})" if view.stale else ""
    return clean_line((", ".join(entries[:_NAMED]) or "the engine") + more + stale)


def failure(found: Failure, paint: Paint, *, report: str = "") -> list[str]:
    """What failed, why, what to do next as a command to copy, its id, and where the report is."""
    title = wording.failure_title(found.id)
    lines = [f"    {'what'.ljust(8)}{paint.tone(Tone.BAD, title)}"] if title else []
    lines += [*_indented("why", found.message), *remedy_lines(found.remedy)]
    if found.id:
        lines.append(f"    id      {clean_line(found.id)}   (forge-tui explain {clean_line(found.id)})")
    if report:
        lines.append(f"    report  {clean_line(report)}")
    return lines


def remedy_lines(remedy: str) -> list[str]:
    """What to do next; a command stands alone on its line, so that it can be copied."""
    if remedy.startswith(RUN):
        return ["    do      run:", *(f"      {line}" for line in clean(remedy.removeprefix(RUN)).splitlines())]
    return _indented("do", remedy)


def closing(view: RunView, event: RunFinished, paint: Paint, *, report: str = "") -> list[str]:
    """The end of a run: outcome, times against the critical path, what is handed over."""
    sign = signs.OF_OUTCOME[event.outcome]
    unchanged = event.outcome is Outcome.SUCCEEDED and event.change is Change.UNCHANGED
    ready = f"{view.ready} of {durations.quantity(view.total, 'component')} ready"
    lines = ["", f"{paint.sign(sign, width=0)}: {wording.NOTHING_TO_DO if unchanged else ready}"]
    lines.append(f"  total          {durations.exact(event.duration_s)}")
    if event.critical_path_s > 0:
        path = clean_line(" > ".join(event.critical_path))
        against = durations.ratio(event.duration_s, event.critical_path_s)
        lines.append(f"  critical path  {durations.exact(event.critical_path_s)}, the total is {against} of it  {path}".rstrip())
    lines.append(f"  plan           {clean_line(view.plan_hash)}")
    if event.failure and event.failure.id:
        lines.append(f"  failure        {clean_line(event.failure.id)} {clean_line(wording.failure_title(event.failure.id))}".rstrip())
    lines += [f"  skipped        {clean_line(f'{name}: {view.components[name].skip_reason}')}" for name in view.skipped]
    lines += [f"  still waiting  {line}" for line in _unready(view)] if event.outcome is not Outcome.SUCCEEDED else []
    lines += [f"  notice         {clean_line(notice.message)}" for notice in view.notices]
    return lines + list(_handover(view)) + ([f"  report         {clean_line(report)}"] if report else [])


def _unready(view: RunView) -> list[str]:
    entries = [
        clean_line(f"{row.name}{wording.CHAIN}{row.cause.id} {row.cause.title}" if row.cause else wording.chain_text((row.name, *chain)))
        for row, chain in ((row, view.waits_for(row.name)) for row in view.components.values() if row.state is not ComponentState.WAITING)
        if row.pending
    ]
    return entries[:10] + ([f"and {len(entries) - 10} more: forge-tui status"] if len(entries) > 10 else [])


def _handover(view: RunView) -> Iterator[str]:
    if view.handover is None:
        return
    for endpoint in view.handover.endpoints:
        login = f"   login {endpoint.login}" if endpoint.login else ""
        yield f"  address        {clean_line(endpoint.name + '  ' + endpoint.url + login)}"
    for credential in view.handover.credentials:
        yield f"  credential     {clean_line(credential)}"
    for file in view.handover.files:
        yield f"  file           {clean_line(file)}"


def _indented(label: str, text: str) -> list[str]:
    lines = clean(text).splitlines()
    return [f"    {(label if index == 0 else '').ljust(8)}{line}".rstrip() for index, line in enumerate(lines)]


def _progress(message: str) -> str:
    return f" ({message})" if message else ""


def _words(message: str) -> tuple[str, ...]:
    return (message,) if message else ()
