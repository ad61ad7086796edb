"""docs/components.md: every component by layer, with the picture of their dependencies."""

from __future__ import annotations

from collections.abc import Iterator

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from tests.generated_docs.sources import cell

_HEAD = """\
# Components

{count} components in {waves} waves; {on} are on by default. A component starts when all that it needs is ready, so the longest chain
decides how long an install takes, not the number of components. A *hard* need is one without which a component cannot become ready; without
a *soft* one (in italics) something is degraded. Why one needs another says `forge-tui catalogue NAME`, and the README of its chart.

[![What needs what, by layer and wave](components.svg)](components.svg)

The picture is also printed by `forge-tui catalogue --graph svg` (or `mermaid`, `dot`), and of one component with what belongs to it by
`forge-tui catalogue NAME --graph svg`. Lines that follow from others are left out of it; the tables below have all.

## Switching components on and off

```yaml
version: 1
domain: ai.example.com
profile: small
components:
  enable: [{enabled}]
  disable: [{disabled}]
```

A plan that misses a hard need is refused, and says who needs it and what to do. What only softly needs a component that is off
installs without it. `components.values.NAME` hands values to the chart of a component; the README of the chart lists them.

## Versions of AIRM

`airm.version` chooses the version of AIRM; {airm} without an answer. [charts/airm](../charts/airm/README.md) says how the versions
differ. Everything else has one version, which this release was tested with.

## Profiles

`profile` chooses how much of everything: replicas, requests and volumes. [sizes.md](sizes.md) says what each asks of a cluster. What a
profile changes stands under `profiles` in [root/values.yaml](../root/values.yaml), or in `forge-tui catalogue NAME --json`.
"""
_ENABLED = ("keda", "kedify-otel")
_DISABLED = ("amd-gpu-operator", "amd-gpu-operator-config")
"""A cluster without GPUs, and scaling by events."""
_TABLE = ("| Component | What it is | Version | Wave | Default | Needs | Images | Secrets |", "|---|---|---|--:|---|---|--:|--:|")
_FOOT = """\
*Images* counts those of its default version, *Secrets* the entries of the vault that belong to it; they are generated once and
never overwritten.

This page is generated from [root/values.yaml](../root/values.yaml) by `make docs`; a test compares it.
"""


def page(catalogue: Catalogue) -> str:
    """The page, as Markdown."""
    catalogue.select(_ENABLED, _DISABLED)  # an example that a plan refuses would be none
    head = _HEAD.format(
        count=len(catalogue),
        waves=len({component.wave for component in catalogue}),
        on=sum(component.default_enabled for component in catalogue),
        enabled=", ".join(_ENABLED),
        disabled=", ".join(_DISABLED),
        airm=catalogue["airm"].version,
    )
    return "\n".join([head, *_layers(catalogue), _FOOT])


def _layers(catalogue: Catalogue) -> Iterator[str]:
    for layer in dict.fromkeys(component.layer for component in catalogue):
        yield from (f"## {layer.replace('-', ' ').capitalize()}", "", *_TABLE)
        members = [component for component in catalogue if component.layer == layer]
        yield from (_row(component) for component in sorted(members, key=lambda component: (component.wave, component.name)))
        yield ""


def _row(component: Component) -> str:
    hard = [edge.name for edge in component.depends_on if edge.hard]
    soft = [f"*{edge.name}*" for edge in component.depends_on if not edge.hard]
    return (
        "| "
        + " | ".join(
            (
                f"[{component.name}](../{component.chart}/README.md)",
                cell(component.title),
                component.version,
                str(component.wave),
                "on" if component.default_enabled else "off",
                ", ".join([*hard, *soft]),
                str(len({image.reference for image in (*component.images, *component.versions.get(component.version, ()))})),
                str(len(component.seeds)),
            )
        )
        + " |"
    )
