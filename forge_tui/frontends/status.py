"""The components as a table or as JSON: sync, health, what they wait for, why, and what to do."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from forge_tui.domain import durations, wording
from forge_tui.domain.sanitise import clean, clean_line
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import ComponentRow
from forge_tui.frontends.paint import Paint, table
from forge_tui.frontends.summary import remedy_lines


def as_text(view: RunView, now: datetime, paint: Paint) -> str:
    """A table by wave and name, then each cause with its remedy, then the count."""
    rows = sorted(view.components.values(), key=lambda row: (row.wave, row.name))
    cells = [
        (
            row.wave,
            row.name,
            row.sync or "-",
            row.health or "-",
            durations.short(row.elapsed_s(now)) if row.since else "-",
            _waits(view, row),
        )
        for row in rows
    ]
    lines = table(("WAVE", "COMPONENT", "SYNC", "HEALTH", "TIME", "WAITS FOR"), cells, [row.sign for row in rows], paint)
    for row in rows:
        if row.cause is not None:
            heading = f"{row.name}: {row.cause.id} {row.cause.title} ({row.cause.outlook})"
            lines += ["", clean_line(heading), f"    why     {clean_line(row.cause.object)}: {clean_line(row.cause.message)}"]
            lines += remedy_lines(row.cause.remedy)
    end = f"run {view.finished.outcome.value}" if view.finished else f"ETA {durations.rough(view.eta_s(now))}"
    lines += ["", f"{view.ready} of {durations.quantity(view.total, 'component')} ready, {end}"]
    lines += [clean_line(f"no view of {what}: what is shown may be old") for what in view.stale]
    return "\n".join(lines) + "\n"


def as_json(view: RunView, now: datetime) -> str:
    """The same for programs."""
    return json.dumps(document(view, now), indent=2) + "\n"


def document(view: RunView, now: datetime) -> dict[str, Any]:
    """The view as JSON types."""
    return {
        "context": clean_line(view.context),
        "server": clean_line(view.server),
        "mode": clean_line(view.mode),
        "planHash": clean_line(view.plan_hash),
        "ready": view.ready,
        "total": view.total,
        "etaSeconds": view.eta_s(now),
        "outcome": view.finished.outcome.value if view.finished else None,
        "stale": [clean_line(what) for what in view.stale],
        "components": [_component(view, row, now) for row in sorted(view.components.values(), key=lambda row: (row.wave, row.name))],
    }


def _component(view: RunView, row: ComponentRow, now: datetime) -> dict[str, Any]:
    cause = row.cause and {
        "id": clean_line(row.cause.id),
        "title": clean_line(row.cause.title),
        "object": clean_line(row.cause.object),
        "message": clean(row.cause.message),
        "remedy": clean(row.cause.remedy),
        "heals": row.cause.heals,
    }
    return {
        "name": clean_line(row.name),
        "layer": clean_line(row.layer),
        "wave": row.wave,
        "state": row.state.value,
        "sync": clean_line(row.sync),
        "health": clean_line(row.health),
        "message": clean(row.message),
        "seconds": row.elapsed_s(now),
        "usualSeconds": row.usual_s,
        "waitsFor": [clean_line(link) for link in view.waits_for(row.name)],
        "cause": cause,
        "nudges": row.nudges,
    }


def _waits(view: RunView, row: ComponentRow) -> str:
    return wording.chain_text(view.waits_for(row.name)) or ("" if row.ready else row.message)
