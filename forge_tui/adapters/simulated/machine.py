"""A recorded cluster: what it consists of, how long things take on it, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DEFAULT_SECONDS = 60.0
"""Time of a component that neither the machine nor the catalogue knows, in seconds."""


class FaultKind(StrEnum):
    """What can go wrong with a component."""

    IMAGE_PULL = "ImagePullBackOff"
    CRASH_LOOP = "CrashLoopBackOff"
    UNSCHEDULABLE = "Unschedulable"
    SLOW = "slow"
    """Its pods take until `until_s`, without any sign of trouble."""
    STALE = "stale-application"
    """Argo CD says Degraded although the live objects are ready, until it is asked to refresh."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong; times count from the moment the workload (or Application) appears."""

    component: str
    kind: FaultKind
    message: str = ""
    after_s: float = 0.0
    until_s: float | None = None
    """None: does not heal by itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster."""

    name: str
    cpu: str
    memory: str
    gpu: int = 0
    taints: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class StorageClass:
    """A class of volumes."""

    name: str
    provisioner: str
    default: bool = False
    rwx: bool = False


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment, StatefulSet, DaemonSet or Job of a component."""

    kind: str
    name: str
    image: str
    replicas: int = 1
    namespace: str = ""
    """Empty: the component's."""
    ready: str = ""
    """`unsealed`: its pods run, but are ready only when the vault is unsealed."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Further labels of its pods."""
    volume: str = ""
    """Size of the claim that each pod of a StatefulSet, or a Deployment as a whole, has."""


@dataclass(frozen=True, slots=True)
class CustomKind:
    """A CRD."""

    group: str
    kind: str
    plural: str
    scope: str
    versions: tuple[str, ...]
    """The last one is stored."""
    status: bool = True

    @property
    def name(self) -> str:
        """Name of the CustomResourceDefinition."""
        return f"{self.plural}.{self.group}"


@dataclass(frozen=True, slots=True)
class ComponentData:
    """What a component consists of on this machine."""

    name: str
    seconds: float | None = None
    """From applied to ready; None: what the catalogue says."""
    workloads: tuple[Workload, ...] = ()
    crds: tuple[CustomKind, ...] = ()
    services: tuple[Mapping[str, Any], ...] = ()
    resources: tuple[Mapping[str, Any], ...] = ()
    """Further objects, as whole manifests."""
    webhook: str = ""
    """Deployment that answers its admission webhook; empty: has none."""
    webhook_service: str = ""
    adopt_seconds: float = 0.0
    """How long Argo CD takes at least to settle it; matters where Helm installed it long before."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A whole machine file."""

    name: str
    title: str
    context: str
    server: str
    version: str
    nodes: tuple[Node, ...]
    storage_classes: tuple[StorageClass, ...]
    components: Mapping[str, ComponentData]
    steps: Mapping[str, float] = field(default_factory=dict)
    """Step of the plan to its duration in seconds."""
    faults: tuple[Fault, ...] = ()
    forbidden: tuple[Mapping[str, str], ...] = ()
    """What this user may not do: {verb, resource, group?, namespace?}; `*` stands for any verb."""

    def faults_of(self, component: str, *kinds: FaultKind) -> tuple[Fault, ...]:
        """Faults of a component, of these kinds or of any."""
        return tuple(f for f in self.faults if f.component == component and (not kinds or f.kind in kinds))

    def webhook_of(self, group: str) -> ComponentData | None:
        """The component whose admission webhook guards the kinds of an API group."""
        for component in self.components.values():
            if component.webhook and group in {crd.group for crd in component.crds}:
                return component
        return None
