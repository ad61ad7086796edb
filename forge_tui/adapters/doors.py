"""Ways into OpenBao and Gitea: a port-forward through the API server, and the client behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from forge_tui.adapters.git_server import GiteaServer
from forge_tui.adapters.kube import KubeCluster
from forge_tui.adapters.vault import HvacVault
from forge_tui.ports import Credentials, GitServer, Vault

VAULT_PORT = 8200
GITEA_PORT = 3000


class PortForwardDoors:
    """Doors that open through the Kubernetes API server, so that nothing must be exposed."""

    def __init__(self, cluster: KubeCluster) -> None:
        self._cluster = cluster

    @asynccontextmanager
    async def vault(self, namespace: str, pod: str) -> AsyncIterator[Vault]:
        """OpenBao in one pod."""
        async with self._cluster.port_forward(namespace, pod, VAULT_PORT) as url:
            yield HvacVault(url)

    @asynccontextmanager
    async def git_server(self, namespace: str, service: str, login: Credentials) -> AsyncIterator[GitServer]:
        """Gitea in a ready pod of a service."""
        pod = await self._cluster.pod_of_service(namespace, service)
        async with self._cluster.port_forward(namespace, pod, GITEA_PORT) as url:
            yield GiteaServer(url, login)
