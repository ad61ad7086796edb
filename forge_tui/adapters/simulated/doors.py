"""Ways into the simulated services, open only while their pods run."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from forge_tui.adapters.simulated.git_server import SimulatedGitServer
from forge_tui.adapters.simulated.git_state import GitState
from forge_tui.adapters.simulated.manifests import NAME_LABEL
from forge_tui.adapters.simulated.pods import Pods
from forge_tui.adapters.simulated.store import Key, Store, key_of
from forge_tui.adapters.simulated.vault import SimulatedVault
from forge_tui.adapters.simulated.vault_state import VaultState
from forge_tui.domain.failures import GitNotReady, GitServerRefused, VaultUnreachable
from forge_tui.ports import Clock, Credentials, GitServer, Vault

ADMIN_SECRET = "gitea-admin-credentials"  # noqa: S105  # the name of a Secret


class SimulatedDoors:
    """`ports.Doors` to the simulated OpenBao and Gitea."""

    def __init__(self, store: Store, pods: Pods, vault: VaultState, git: GitState, clock: Clock, *, push_s: float) -> None:
        self._store = store
        self._pods = pods
        self._vault = vault
        self._git = git
        self._clock = clock
        self._push_s = push_s

    @asynccontextmanager
    async def vault(self, namespace: str, pod: str) -> AsyncIterator[Vault]:
        """See the port. Raises VaultUnreachable unless the pod runs."""
        await self._clock.sleep(0.2)
        if not self._pods.is_running(Key("", "Pod", namespace, pod)):
            raise VaultUnreachable(f"pod {namespace}/{pod} does not run")
        yield SimulatedVault(self._vault, self._clock)

    @asynccontextmanager
    async def git_server(self, namespace: str, service: str, login: Credentials) -> AsyncIterator[GitServer]:
        """See the port. Raises GitServerRefused unless a pod is ready and the login fits."""
        await self._clock.sleep(0.2)
        if not git_ready(self._store, self._pods, namespace, service):
            raise GitServerRefused(f"service {namespace}/{service} has no ready pod")
        data = self._store.peek(Key("", "Secret", namespace, ADMIN_SECRET)).get("data") or {}
        known = {field: base64.b64decode(value).decode() for field, value in data.items()}
        if (login.username, login.password) != (known.get("username"), known.get("password")):
            raise GitNotReady(f"service {namespace}/{service} does not accept the login of {login.username}")
        yield SimulatedGitServer(self._git, self._clock, push_s=self._push_s)


def git_ready(store: Store, pods: Pods, namespace: str, service: str) -> bool:
    """Whether the service is there and a pod of Gitea is ready."""
    if not store.peek(Key("", "Service", namespace, service)):
        return False
    mine = (pod for pod in store.select("", "Pod", namespace) if pod["metadata"].get("labels", {}).get(NAME_LABEL) == "gitea")
    return any(pods.is_ready(key_of(pod)) for pod in mine)
