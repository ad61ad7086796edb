"""The catalogue's graph as Mermaid and as Graphviz DOT, for documents and for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from forge_tui.domain.drawing_edges import shown
from forge_tui.domain.sanitise import clean_line

_DOT_HEAD = """\
digraph catalogue {
  rankdir=LR;
  compound=true;
  node [shape=box, style=rounded, fontname="Helvetica"];
  edge [fontname="Helvetica"];"""


def as_mermaid(catalogue: Catalogue) -> str:
    """A flowchart with a subgraph for each layer; hard edges solid, soft ones dotted, components that are off dashed."""
    ids = _ids(catalogue)
    lines = ["flowchart LR"]
    for place, (layer, members) in enumerate(_by_layer(catalogue)):
        lines.append(f'  subgraph layer{place}["{_mermaid(layer)}"]')
        lines += [f'    {ids[component.name]}["{_mermaid(component.name)}"]' for component in members]
        lines.append("  end")
    lines += [f"  {ids[edge.name]} {'-->' if edge.hard else '-.->'} {ids[child]}" for child, edge in shown(catalogue)]
    if off := [ids[component.name] for component in catalogue if not component.default_enabled]:
        lines += ["  classDef off stroke-dasharray: 5 3", f"  class {','.join(off)} off"]
    return "\n".join(lines) + "\n"


def as_dot(catalogue: Catalogue) -> str:
    """A digraph with a cluster for each layer; tooltips carry titles and reasons."""
    lines = [_DOT_HEAD]
    for place, (layer, members) in enumerate(_by_layer(catalogue)):
        lines += [f"  subgraph cluster_{place} {{", f"    label={_dot(layer)};"]
        for component in members:
            off = "" if component.default_enabled else ', style="rounded,dashed"'
            lines.append(f"    {_dot(component.name)} [tooltip={_dot(f'{component.version}: {component.title}')}{off}];")
        lines.append("  }")
    for child, edge in shown(catalogue):
        soft = "" if edge.hard else ", style=dashed, constraint=false"
        lines.append(f"  {_dot(edge.name)} -> {_dot(child)} [tooltip={_dot(f'{edge.needs}: {edge.why}')}{soft}];")
    return "\n".join([*lines, "}"]) + "\n"


def _by_layer(catalogue: Catalogue) -> Iterable[tuple[str, list[Component]]]:
    order = {layer: place for place, layer in enumerate(dict.fromkeys(component.layer for component in catalogue))}
    members = sorted(catalogue, key=lambda component: (order[component.layer], component.wave, component.name))
    return ((layer, list(group)) for layer, group in groupby(members, key=lambda component: component.layer))


def _ids(catalogue: Catalogue) -> dict[str, str]:
    """Names that no keyword of Mermaid (`end`, `graph`, `class`, ...) can equal."""
    return {component.name: f"c{place}" for place, component in enumerate(catalogue)}


def _mermaid(text: str) -> str:
    """Text between double quotes: what Mermaid or the HTML that it makes would read is written as an entity."""
    entities = {"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"}
    return "".join(entities.get(letter, letter) for letter in clean_line(text))


def _dot(text: str) -> str:
    escaped = clean_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
