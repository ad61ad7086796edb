"""What a wizard learns of the world before anything is changed: contexts, one cluster, host names, a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forge_tui.domain.events import Verdict


@dataclass(frozen=True, slots=True)
class ContextFacts:
    """One context that can be installed on."""

    name: str
    server: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """One node and what pods may use of it."""

    name: str
    cores: float
    memory_gib: float
    gpus: int = 0
    ready: bool = True


@dataclass(frozen=True, slots=True)
class StorageFacts:
    """One storage class."""

    name: str
    provisioner: str
    default: bool = False
    expands: bool = False
    shared: bool = False
    """Whether its volumes can surely be mounted by many nodes at once; False also when nobody knows."""
    local: bool = False
    """Whether its volumes are on the disk of one node."""


class Installed(StrEnum):
    """What an earlier install left."""

    NOTHING = "nothing"
    UNFINISHED = "unfinished"
    FINISHED = "finished"
    FOREIGN = "foreign"
    """An Argo CD that is not ours."""


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """One cluster at the moment of looking."""

    context: str
    server: str
    version: str
    nodes: tuple[NodeFacts, ...] = ()
    storage_classes: tuple[StorageFacts, ...] = ()
    load_balancer: str = ""
    """Evidence of one, for example `Service ingress/nginx has 10.0.0.20`; empty when there is none."""
    tls_secrets: tuple[str, ...] = ()
    """TLS Secrets in the gateway's namespace."""
    installed: Installed = Installed.NOTHING
    simulated: bool = False

    @property
    def cores(self) -> float:
        """Cores of the nodes that are ready."""
        return sum(node.cores for node in self.nodes if node.ready)

    @property
    def memory_gib(self) -> float:
        """Memory of the nodes that are ready, in GiB."""
        return sum(node.memory_gib for node in self.nodes if node.ready)

    @property
    def gpus(self) -> int:
        """GPUs of the nodes that are ready."""
        return sum(node.gpus for node in self.nodes if node.ready)

    @property
    def default_class(self) -> StorageFacts | None:
        """The class that claims without a class get."""
        return next((entry for entry in self.storage_classes if entry.default), None)


@dataclass(frozen=True, slots=True)
class NameVerdict:
    """What DNS says about a host name that will be served."""

    name: str
    component: str
    """Which component answers there."""
    verdict: Verdict
    words: str
    """The addresses, or why there are none."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate file and its key say."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    """Host names that it is good for; may begin with `*.`."""
    not_after: datetime
    key_matches: bool
    chain: tuple[str, ...] = ()
    """Subjects of what follows it in the file, in order."""
    broken_at: str = ""
    """Why the chain does not hold, or empty."""
