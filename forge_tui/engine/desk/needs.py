"""What the desk needs from the world besides the ports of a run. Real and simulated adapters have this shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from forge_tui.domain.facts import CertificateFacts, ContextFacts
from forge_tui.ports import Adapters, ClusterIdentity


class Resolver(Protocol):
    """DNS as this machine sees it."""

    async def addresses(self, name: str) -> Sequence[str]:
        """IP addresses of a host name, in order; empty when there are none. Ends within seconds."""


class CertificateReader(Protocol):
    """Reads certificate and key files on this machine."""

    async def read(self, certificate: str, key: str) -> CertificateFacts:
        """What they say; both are references as answers hold them. Raises SecretUnavailable, CertificateUnreadable."""


class Places(Protocol):
    """The clusters that can be reached from here; each is entered once and stays open."""

    async def contexts(self, kubeconfig: str) -> Sequence[ContextFacts]:
        """The contexts of a kubeconfig, the current one first; of the usual files for an empty path. Raises KubeconfigInvalid."""

    async def enter(self, kubeconfig: str, context: str) -> tuple[Adapters, ClusterIdentity]:
        """The adapters of one context, of the current one for an empty name."""

    async def remembered(self, kubeconfig: str, context: str) -> Mapping[str, Any] | None:
        """The document of the latest plan that this machine carried out there; None when it knows of none."""
