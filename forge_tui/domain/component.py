"""A component: what a user may choose, one entry of root/values.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Profile(StrEnum):
    """Size of an install."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Strength(StrEnum):
    """Whether a component can become ready without the one it depends on."""

    HARD = "hard"
    SOFT = "soft"


NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Dependency:
    """An edge from a component to the one it needs, with its reason."""

    name: str
    strength: Strength
    needs: str
    """What is needed: crd, crd+webhook, service, secret, secret-data, cr-ready, runtime, storage, ... (facts/components.yaml)."""
    why: str

    @property
    def hard(self) -> bool:
        """Whether the dependent cannot become ready without it."""
        return self.strength is Strength.HARD

    @property
    def holds_with_crds(self) -> bool:
        """Whether the edge is fulfilled as soon as the parent's CRDs are established."""
        return self.needs == "crd"


@dataclass(frozen=True, slots=True)
class ProbeSpec:
    """A functional test of readiness, as the catalogue names it: the probe's kind and its arguments."""

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class SeedSecret:
    """A value that must exist in the vault before its readers start."""

    path: str
    """Path below the KV mount, for example `argocd-client-secret`; the single field is `value`."""
    generate: str
    """`random:BYTES` (hex), or `domain` for the platform's domain, or `literal:TEXT` for values that are no secret."""


@dataclass(frozen=True, slots=True)
class Component:
    """One entry of the catalogue."""

    name: str
    title: str
    layer: str
    namespace: str
    chart: str
    """Folder below the bundle, for example `charts/cert-manager`."""
    version: str
    """Version of what gets installed (the upstream's), for people."""
    wave: int
    default_enabled: bool = True
    foundation: bool = False
    """Installed with Helm before Argo CD takes over."""
    depends_on: tuple[Dependency, ...] = ()
    probes: tuple[ProbeSpec, ...] = ()
    seeds: tuple[SeedSecret, ...] = ()
    seconds: float = 60.0
    """Usual time from applied to ready, in seconds, for estimates until this cluster's own are known."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Names of the hard dependencies."""
        return tuple(edge.name for edge in self.depends_on if edge.hard)
