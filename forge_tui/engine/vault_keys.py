"""Where the vault's keys are kept: on this machine's disk and in the cluster, before anything depends on them."""

from __future__ import annotations

import json

from forge_tui.engine.credentials import read_secret, write_secret
from forge_tui.engine.names import VAULT_KEYS_REF
from forge_tui.engine.workspace import Workspace
from forge_tui.ports import VaultKeys

KEYS_FILE = "openbao-keys"
"""Name in the journal; the content is JSON."""


class KeyStore:
    """Secret cf-openbao/openbao-keys and its copy in the journal."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def load(self) -> VaultKeys | None:
        """The keys from the cluster or, when a crash came between the two, from this machine; then the cluster gets them too."""
        values = await read_secret(self._workspace.adapters.cluster, VAULT_KEYS_REF)
        if values is not None:
            return self._known(_from_values(values))
        kept = await self._workspace.adapters.journal.load_secret(KEYS_FILE)
        if kept is None:
            return None
        keys = self._known(_from_values(json.loads(kept)))
        await write_secret(self._workspace.adapters.cluster, VAULT_KEYS_REF, _to_values(keys))
        return keys

    async def save(self, keys: VaultKeys) -> None:
        """Disk first, flushed; then the cluster."""
        self._known(keys)
        await self._workspace.adapters.journal.save_secret(KEYS_FILE, json.dumps(_to_values(keys)))
        await write_secret(self._workspace.adapters.cluster, VAULT_KEYS_REF, _to_values(keys))

    async def forget(self) -> None:
        """Drop what belonged to a vault that does not exist any more."""
        await self._workspace.adapters.cluster.delete(VAULT_KEYS_REF)
        await self._workspace.adapters.journal.forget_secret(KEYS_FILE)

    def _known(self, keys: VaultKeys) -> VaultKeys:
        for secret in (keys.root_token, *keys.shares):
            self._workspace.narrator.learn(secret)
        return keys


def _to_values(keys: VaultKeys) -> dict[str, str]:
    values = {f"key_{number}": share for number, share in enumerate(keys.shares, start=1)}
    return values | ({"root_token": keys.root_token} if keys.root_token else {})


def _from_values(values: dict[str, str]) -> VaultKeys:
    numbered = sorted((int(name.removeprefix("key_")), share) for name, share in values.items() if name.startswith("key_"))
    return VaultKeys(values.get("root_token", ""), tuple(share for _, share in numbered))
