"""What will be done, before anything is done. Frozen, and identified by a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from forge_tui.domain import graph
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import NOTHING, Component, Profile

VAULT_COMPONENT = "openbao"
"""The component that is usable only after the step `vault`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the engine does, and the steps that must be done before."""

    name: str
    title: str
    phase: str
    after: tuple[str, ...]
    seconds: float
    """Usual duration in seconds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Answers, components and charts, put into an order."""

    answers: Mapping[str, Any]
    """Normalised answers without what differs between machines (kubeconfig, context)."""
    catalogue: Catalogue
    """The enabled components only."""
    charts: Mapping[str, str]
    """Component to the SHA-256 (hex) of its chart folder; `root` for the root chart."""
    steps: tuple[Step, ...]
    root_values: Mapping[str, Any]
    """Values of the root chart that Git will hold, but for the revision, which only the push knows."""
    switched: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Component that another answer than `components` switched on or off, to that answer."""

    @property
    def hash(self) -> str:
        """SHA-256 (hex, 16 digits shown) over the canonical JSON of all that decides what gets installed."""
        canonical = json.dumps(self.document(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def document(self) -> dict[str, Any]:
        """The plan as JSON types; `forge-tui plan --json` prints it."""
        return {
            "format": 1,
            "answers": self.answers,
            "components": [_described(component, self.charts[component.name]) for component in self.catalogue],
            "switched": dict(self.switched),
            "root": {"chart": self.charts["root"], "values": self.root_values},
            "steps": [asdict(step) for step in self.steps],
        }

    def images(self) -> dict[str, tuple[str, ...]]:
        """Every image that this plan makes the cluster pull, sorted, to the components that use it."""
        users: dict[str, list[str]] = {}
        for component in self.catalogue:
            for image in component.images_for(Profile(self.answers["profile"])):
                users.setdefault(image, []).append(component.name)
        return {image: tuple(sorted(names)) for image, names in sorted(users.items())}

    @property
    def nodes(self) -> dict[str, tuple[str, ...]]:
        """Steps and components as one graph: a component starts after the root and what its hard dependencies wait for."""
        edges = {step.name: step.after for step in self.steps}
        for component in self.catalogue:
            vault = ("vault",) if component.name == VAULT_COMPONENT else ()
            hard = [edge for edge in component.depends_on if edge.hard and edge.name in self.catalogue]
            # Where the parent's CRDs are enough, the two come up side by side.
            kinds = ("crds-established",) if any(edge.holds_with_crds for edge in hard) else ()
            edges[component.name] = ("root", *vault, *kinds, *(edge.name for edge in hard if not edge.holds_with_crds))
        edges["rollout"] = ("root", *self.catalogue.components)
        return edges

    @property
    def seconds(self) -> dict[str, float]:
        """Usual duration of each node."""
        return {step.name: step.seconds for step in self.steps} | {
            component.name: 5.0 if component.foundation else component.seconds for component in self.catalogue
        }

    def critical_path(self) -> tuple[float, tuple[str, ...]]:
        """Seconds and nodes of the longest chain."""
        return graph.critical_path(self.nodes, self.seconds)


def _described(component: Component, digest: str) -> dict[str, Any]:
    return {
        "name": component.name,
        "version": component.version,
        "namespace": component.namespace,
        "chart": component.chart,
        "digest": digest,
        "wave": component.wave,
        "dependsOn": [edge.name for edge in component.depends_on if edge.hard],
    }
