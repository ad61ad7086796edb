"""The catalogue for people: a table of all components, and one component in detail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from forge_tui.domain import durations
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component, Dependency, ProbeSpec, SeedSecret
from forge_tui.domain.sanitise import clean_line
from forge_tui.frontends.paint import Paint, columns

_NAME, _VERSION = 23, 11
_NARROWEST = 60


def as_table(catalogue: Catalogue, paint: Paint, width: int = 80) -> str:
    """All components by layer; `NEEDS` are the hard dependencies."""
    on = sum(component.default_enabled for component in catalogue)
    waves = len({component.wave for component in catalogue})
    lines = [
        f"{durations.quantity(len(catalogue), 'component')} in {durations.quantity(waves, 'wave')}, {on} on by default",
        "more about one: forge-tui catalogue NAME",
        "",
        paint.bold(f"  {'NAME':<{_NAME}}  {'VERSION':<{_VERSION}}  WAVE  ON   NEEDS"),
    ]
    order = {layer: place for place, layer in enumerate(dict.fromkeys(component.layer for component in catalogue))}
    ordered = sorted(catalogue, key=lambda component: (order[component.layer], component.wave, component.name))
    for layer, members in groupby(ordered, key=lambda component: component.layer):
        lines.append(paint.bold(clean_line(layer)))
        for component in members:
            lines += _row(component, max(width, _NARROWEST))
    return "\n".join(lines) + "\n"


def _row(component: Component, width: int) -> list[str]:
    name, version = clean_line(component.name), clean_line(component.version)
    facts = f"{version:<{_VERSION}}  {component.wave:>4}  {'on ' if component.default_enabled else 'off'}  "
    indent = " " * (2 + _NAME + 2)
    needs = ", ".join(component.parents)
    room = width - len(indent) - len(facts)
    wrapped = textwrap.wrap(clean_line(needs), max(room, 12), break_long_words=False, break_on_hyphens=False) or [""]
    first = [f"  {name}", f"{indent}{facts}{wrapped[0]}"] if columns(name) > _NAME else [f"  {name:<{_NAME}}  {facts}{wrapped[0]}"]
    rest = [" " * (len(indent) + len(facts)) + more for more in wrapped[1:]]
    return [line.rstrip() for line in (*first, *rest)]


def as_detail(component: Component, catalogue: Catalogue, paint: Paint, width: int = 80) -> str:
    """One component: what it is, who it needs and why, who needs it, what is probed, its secrets and images.

    Args:
        component: The one that is shown.
        catalogue: The whole, for those who need it.
        paint: How it may look.
        width: Columns of the output; longer texts are wrapped.
    """
    users = [(other.name, edge) for other in catalogue for edge in other.depends_on if edge.name == component.name]
    sections: list[tuple[str, Sequence[tuple[str, ...]]]] = [
        ("NEEDS", [(edge.strength.value, edge.name, _reason(edge)) for edge in _hard_first(component.depends_on)]),
        ("NEEDED BY", [(edge.strength.value, name, _reason(edge)) for name, edge in sorted(users, key=lambda user: not user[1].hard)]),
        ("READY WHEN", [(probe.kind, _probe(probe)) for probe in component.probes]),
        ("SECRETS IN THE VAULT", [(seed.path, _seed(seed)) for seed in component.seeds]),
        (f"IMAGES OF VERSION {component.version}" if component.versions else "IMAGES", _images(component)),
    ]
    lines = [paint.bold(clean_line(component.name)) + "  " + clean_line(component.title), *_facts(component, width)]
    for title, rows in sections:
        if rows:
            lines += ["", paint.bold(title), *_rows(rows, max(width, _NARROWEST))]
    return "\n".join(lines) + "\n"


def _facts(component: Component, width: int) -> list[str]:
    others = [version for version in component.versions if version != component.version]
    rows = [
        ("version", component.version + (f" (also {', '.join(others)})" if others else "")),
        ("layer", component.layer),
        ("wave", str(component.wave)),
        ("default", "on" if component.default_enabled else f"off; an answers file enables it: components.enable: [{component.name}]"),
        ("namespace", component.namespace),
        ("chart", component.chart),
        ("ready in", f"about {durations.rough(component.seconds)}"),
    ]
    return _rows(rows, max(width, _NARROWEST))


def _hard_first(edges: Iterable[Dependency]) -> list[Dependency]:
    return sorted(edges, key=lambda edge: not edge.hard)


def _reason(edge: Dependency) -> str:
    return f"{edge.why} ({edge.needs})"


def _probe(probe: ProbeSpec) -> str:
    """What a probe asks, in words."""
    given = probe.arguments
    where = "/".join(str(given[key]) for key in ("namespace", "name") if key in given)
    match probe.kind:
        case "crd-established":
            return ", ".join(map(str, given.get("names", ())))
        case "condition":
            return f"{given.get('objectKind')} {where}: {given.get('type')}={given.get('status')}"
        case "secret-key":
            return f"Secret {where} has {given.get('key')}"
        case "dry-run":
            return f"the API server accepts a {_mapping(given.get('manifest')).get('kind')}"
        case _:
            return ", ".join(f"{key}: {value}" for key, value in given.items())


def _images(component: Component) -> list[tuple[str, ...]]:
    """Those of the default version; other versions stand in the JSON, they are too many to read."""
    used = (*component.images, *component.versions.get(component.version, ()))
    return [(image.reference + (f" (profile {', '.join(image.profiles)})" if image.profiles else ""),) for image in used]


def _seed(seed: SeedSecret) -> str:
    """Where the value comes from; what is literal is no secret and shown."""
    how, _, rest = seed.generate.partition(":")
    return {"random": f"{rest} random bytes", "domain": "the platform's domain", "literal": f"fixed: {rest}"}.get(how, seed.generate)


def _rows(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Aligned columns, the last one wrapped."""
    cells = [tuple(clean_line(cell) for cell in row) for row in rows]
    widths = [max(columns(row[place]) for row in cells) for place in range(len(cells[0]) - 1)]
    lines = []
    for row in cells:
        head = "  " + "".join(cell + " " * (wide - columns(cell) + 2) for cell, wide in zip(row, widths, strict=False))
        room = max(width - columns(head), 20)
        wrapped = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [(head + wrapped[0]).rstrip(), *(" " * columns(head) + more for more in wrapped[1:])]
    return lines


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
