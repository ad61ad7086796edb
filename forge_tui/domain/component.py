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
class Image:
    """A container image that a component uses, pinned."""

    reference: str
    """As manifests name it, with tag or digest."""
    profiles: tuple[Profile, ...] = ()
    """Profiles that use it; empty: all."""

    def used_in(self, profile: Profile) -> bool:
        """Whether an install of that size uses it."""
        return not self.profiles or profile in self.profiles


@dataclass(frozen=True, slots=True)
class Address:
    """A name below the platform's domain that a component serves people at."""

    host: str
    """First label, for example `airmui`."""
    title: str
    login: str = ""
    """Who logs in, and where the first password is: never the password."""


@dataclass(frozen=True, slots=True)
class VaultRole:
    """Who may log in to the vault with a ServiceAccount, and what that login allows."""

    name: str
    service_accounts: tuple[str, ...]
    namespaces: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VaultNeeds:
    """What a component needs configured in the vault besides seeds."""

    mounts: tuple[str, ...] = ()
    """KV v2 stores."""
    policies: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Name to rules."""
    roles: tuple[VaultRole, ...] = ()


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
    images: tuple[Image, ...] = ()
    """What its manifests hold, environment values and fields of custom resources included."""
    versions: Mapping[str, tuple[Image, ...]] = field(default_factory=lambda: NOTHING)
    """Where the version is an answer: each to the images that only it uses; `images` then holds what all share."""
    namespaces: tuple[str, ...] = ()
    """Namespaces that it writes to besides its own."""
    vault: VaultNeeds = VaultNeeds()
    addresses: tuple[Address, ...] = ()
    """Where people reach it; the hosts of its routes."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Names of the hard dependencies."""
        return tuple(edge.name for edge in self.depends_on if edge.hard)

    def images_for(self, profile: Profile) -> tuple[str, ...]:
        """Images of this version in an install of that size, sorted, each once."""
        used = (*self.images, *self.versions.get(self.version, ()))
        return tuple(sorted({image.reference for image in used if image.used_in(profile)}))
