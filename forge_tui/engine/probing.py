"""Runs the probes that the catalogue names for a component."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from forge_tui.domain.component import Component
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.failures import Bug
from forge_tui.domain.sanitise import clean_line
from forge_tui.engine import plugins, probes
from forge_tui.ports import Cluster

WhyNot = Callable[[Cluster, Mapping[str, Any]], Awaitable[str]]


@cache
def known_probes() -> Mapping[str, WhyNot]:
    """Every probe by the word that the catalogue uses."""
    return {module.KIND: module.why_not for module in plugins.modules_of(probes)}


async def why_not(cluster: Cluster, component: Component) -> str:
    """Why a component is not usable yet: the first probe that does not pass, or an empty string."""
    for probe in component.probes:
        test = known_probes().get(probe.kind)
        if test is None:
            raise Bug(f"root/values.yaml names probe {probe.kind} for {component.name}, which does not exist")
        try:
            reason = await test(cluster, probe.arguments)
        except ForgeError as error:
            reason = error.message
        if reason:
            return f"probe {probe.kind}: {clean_line(reason, 300)}"
    return ""
