"""A plan for people and for programs: what would be created, in which order, how long it takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from forge_tui.domain import durations
from forge_tui.domain.component import Component
from forge_tui.domain.plan import Plan, Step
from forge_tui.domain.sanitise import clean_line


def as_text(plan: Plan) -> str:
    """Hash, estimate, critical path, steps by phase, components by wave, what answers switched."""
    seconds, path = plan.critical_path()
    lines = [
        f"plan           {plan.hash[:16]}",
        f"components     {len(plan.catalogue)} in {durations.quantity(len({c.wave for c in plan.catalogue}), 'wave')}",
        f"estimate       {durations.rough(seconds)}",
        f"critical path  {clean_line(' > '.join(path))}",
        "",
        "STEPS",
        *_steps(plan.steps),
    ]
    by_wave = sorted(plan.catalogue, key=lambda component: (component.wave, component.name))
    for wave, members in groupby(by_wave, key=lambda component: component.wave):
        lines += ["", f"WAVE {wave}", *_components(list(members))]
    if plan.switched:
        rows = [(name, "on" if name in plan.catalogue else "off", answer) for name, answer in sorted(plan.switched.items())]
        lines += ["", "SWITCHED BY ANSWERS", *_aligned(rows)]
    return "\n".join(lines) + "\n"


def as_json(plan: Plan) -> str:
    """The plan's document, with its hash, estimate, critical path and images beside it."""
    seconds, path = plan.critical_path()
    document = {"hash": plan.hash, "estimateSeconds": seconds, "criticalPath": list(path), "plan": plan.document()}
    return _json(document | {"images": _images(plan)})


def images_as_text(plan: Plan) -> str:
    """One line an image: the image, and the components that use it."""
    images = plan.images()
    rows = _aligned([(image, ", ".join(users)) for image, users in images.items()]) if images else []
    return "".join(f"{row.strip()}\n" for row in rows)


def images_as_json(plan: Plan) -> str:
    """Image to the components that use it."""
    return _json(_images(plan))


def _images(plan: Plan) -> dict[str, list[str]]:
    return {image: list(users) for image, users in plan.images().items()}


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _steps(steps: Iterable[Step]) -> list[str]:
    rows = [
        (step.name, step.title, durations.short(step.seconds), f"after {', '.join(step.after)}" if step.after else "") for step in steps
    ]
    return _aligned(rows)


def _components(components: list[Component]) -> list[str]:
    rows = [
        (
            component.name,
            component.version,
            component.namespace,
            durations.short(component.seconds),
            f"needs {', '.join(component.parents)}" if component.parents else "",
        )
        for component in components
    ]
    return _aligned(rows)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    cells = [tuple(clean_line(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
