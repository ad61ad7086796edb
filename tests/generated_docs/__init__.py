"""The generated pages of the project: each is a function of the code, the catalogue, the charts and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def pages() -> Mapping[str, str]:
    """Path below the project to what should stand there; all that needs no program besides Python."""
    from forge_tui.domain.answers import json_schema
    from forge_tui.engine.diagnosis import known_causes
    from forge_tui.frontends import answers_reference, explain
    from forge_tui.frontends.catalogue_svg import as_svg
    from tests.generated_docs import chart_readme, components_page, prd
    from tests.generated_docs.sources import catalogue

    return {
        "docs/answers.md": answers_reference.reference(json_schema()),
        "docs/failures.md": explain.as_markdown(explain.entries(known_causes().values())),
        "docs/components.md": components_page.page(catalogue()),
        "docs/components.svg": as_svg(catalogue()),
        "docs/PRD-v2.md": prd.page(),
        **{f"{component.chart}/README.md": chart_readme.page(component) for component in catalogue()},
    }


@cache
def measured_pages() -> Mapping[str, str]:
    """Those that are computed from rendered charts, which needs helm; other pages take their figures from them."""
    from tests.generated_docs import ci_values, sizes_page

    return {**ci_values.files(), "docs/sizes.md": sizes_page.page()}
