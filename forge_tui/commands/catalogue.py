"""`forge-tui catalogue [NAME]`: the components there are. Needs no cluster and no internet."""

from __future__ import annotations

import os
import shutil
import sys

from forge_tui.arguments import Arguments
from forge_tui.domain import catalogue as catalogue_of
from forge_tui.domain.catalogue import Catalogue


def run(arguments: Arguments) -> int:
    """Table, one component in detail, JSON, or a graph."""
    from forge_tui.adapters.bundle_files import find_bundle
    from forge_tui.adapters.catalogue_file import load_root_values

    values = load_root_values(arguments.charts.expanduser().absolute() if arguments.charts else find_bundle())
    catalogue = catalogue_of.parse(values).checked()
    name = _known(arguments.component, catalogue) if arguments.component else ""
    if arguments.graph:
        sys.stdout.write(_graph(arguments.graph, catalogue, name))
        return 0
    if arguments.json:
        from forge_tui.frontends.catalogue_document import as_json

        sys.stdout.write(as_json([catalogue[name]] if name else catalogue, catalogue, values["components"]))
        return 0
    from forge_tui.frontends import catalogue_text
    from forge_tui.frontends.paint import Paint, colour_wanted

    paint = Paint(colour=colour_wanted(sys.stdout, os.environ, no_color=arguments.no_color), ascii=arguments.ascii)
    width = min(shutil.get_terminal_size().columns, 120)
    if name:
        sys.stdout.write(catalogue_text.as_detail(catalogue[name], catalogue, paint, width))
    else:
        sys.stdout.write(catalogue_text.as_table(catalogue, paint, width))
    return 0


def _graph(kind: str, catalogue: Catalogue, name: str) -> str:
    """The graph of all, or of what belongs to one."""
    from forge_tui.domain.drawing_edges import around

    part = around(catalogue, name) if name else catalogue
    if kind == "svg":
        from forge_tui.frontends.catalogue_svg import as_svg

        return as_svg(part, f"What {name} needs, and what needs it") if name else as_svg(part)
    from forge_tui.frontends.catalogue_graph import as_dot, as_mermaid

    return as_mermaid(part) if kind == "mermaid" else as_dot(part)


def _known(name: str, catalogue: Catalogue) -> str:
    """The name itself.

    Raises:
        UsageError: There is no such component; names the nearest.
    """
    if name in catalogue:
        return name
    from forge_tui.domain.failures import UsageError
    from forge_tui.domain.sanitise import clean_line
    from forge_tui.suggestions import did_you_mean

    hint = did_you_mean(name, catalogue.components)
    raise UsageError(f"there is no component {clean_line(name, 60)}{hint}", remedy="Run: forge-tui catalogue")
