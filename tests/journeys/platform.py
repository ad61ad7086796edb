"""Whole platforms to install on the lab: their answers, and what is in the cluster afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.journeys import inspection
from tests.journeys.installation import Finished, catalogue, defaults
from tests.lab.api import ApiRefusal
from tests.lab.control_plane import Lab

PROFILES = ("small", "medium", "large")
AIRM_DEFAULT = "0.2.7"
_OF_THE_LAB: dict[str, Any] = {
    # The lab has a default class; a second one would take its claims, and nobody makes volumes of that one.
    "local-path-provisioner": {"storageClass": {"isDefault": False}},
    "metallb-config": {"pool": ["192.0.2.0/28"]},
}
"""What the lab needs to be told for components that are off by default."""
_NOT_COUNTED = frozenset({"events", "leases", "componentstatuses", "nodes"})


@dataclass(frozen=True)
class Platform:
    """One choice of what to install."""

    profile: str = "small"
    airm: str = AIRM_DEFAULT
    everything: bool = False
    without: Collection[str] = field(default=())

    @property
    def components(self) -> frozenset[str]:
        """What must be there at the end."""
        chosen = frozenset(component.name for component in catalogue()) if self.everything else defaults()
        return chosen - frozenset(self.without)

    @property
    def answers(self) -> str:
        """As an answers file; JSON is YAML too."""
        enabled = sorted(self.components - defaults())
        values = {name: _OF_THE_LAB[name] for name in enabled if name in _OF_THE_LAB}
        return json.dumps(
            {
                "version": 1,
                "domain": "forge.example",
                "profile": self.profile,
                "airm": {"version": self.airm},
                "components": {"enable": enabled, "disable": sorted(self.without), "values": values},
            }
        )

    def __str__(self) -> str:
        removed = "".join(f" without {name}" for name in self.without)
        return f"{self.profile}, AIRM {self.airm}, {len(self.components)} components{removed}"


def objects(lab: Lab) -> Counter[str]:
    """How many objects of each kind the cluster has; what comes and goes by itself is left out."""
    found: Counter[str] = Counter()
    for api, plural in sorted(lab.api.served()):
        if plural in _NOT_COUNTED or api.startswith("events.k8s.io"):
            continue
        try:
            found[f"{plural}.{api.rpartition('/')[0]}".removesuffix(".")] = len(lab.api.items(api, plural))
        except ApiRefusal as refusal:
            if refusal.status != 405:  # reviews can only be created
                raise
    return found


def told(platform: Platform, finished: Finished, before: Counter[str], after: Counter[str]) -> str:
    """Lines about an install: time against critical path, and what it created."""
    end = finished.end
    created = after - before
    ratio = end.duration_s / end.critical_path_s if end.critical_path_s else float("inf")
    largest = ", ".join(f"{count} {kind}" for kind, count in created.most_common(6))
    return (
        f"{platform}: {end.duration_s:.1f} s, critical path {end.critical_path_s:.1f} s, ratio {ratio:.3f}\n"
        f"  {created.total()} objects created: {largest}"
    )


def differing(lab: Lab) -> list[str]:
    """Objects that Argo CD does not call Synced, as text."""
    return [
        f"{name}: {resource['kind']} {resource['name']}"
        for name, entry in inspection.applications(lab).items()
        for resource in entry["status"].get("resources", [])
        if not resource.get("hook") and resource.get("status") != "Synced"
    ]


def left_of(components: Iterable[str], finished: Finished) -> list[str]:
    """Components that never became ready."""
    return sorted(frozenset(components) - {event.component for event in finished.of_type("component.ready")})
