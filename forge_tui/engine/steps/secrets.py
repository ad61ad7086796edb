"""Namespaces of the foundation and the secrets that it starts with."""

from __future__ import annotations

import base64
import secrets as random

from forge_tui.domain.events import Change
from forge_tui.domain.failures import VaultRefused
from forge_tui.domain.objects import FIELD_MANAGER, NAMESPACE, ObjectRef
from forge_tui.engine.credentials import new_password, read_secret, secret_manifest, secret_values
from forge_tui.engine.names import ARGOCD_NAMESPACE, GITEA_ADMIN, GITEA_ADMIN_REF, GITEA_NAMESPACE, REDIS_REF, SEAL_KEY_REF, VAULT_NAMESPACE
from forge_tui.engine.workspace import Workspace

SEAL_KEY_FILE = "openbao-seal-key"
"""Name in the journal; the content is base64."""
SEAL_KEY_BYTES = 32
"""AES-256-GCM, as OpenBao's static seal demands."""


async def run(workspace: Workspace) -> Change:
    """Create what is missing; what is there is never overwritten."""
    cluster = workspace.adapters.cluster
    made = False
    for name in (ARGOCD_NAMESPACE, GITEA_NAMESPACE, VAULT_NAMESPACE):
        ref = ObjectRef(NAMESPACE.api_version, NAMESPACE.kind, name)
        if await cluster.get(ref) is None:
            await cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, manager=FIELD_MANAGER)
            made = True
    made |= await _generated(workspace, GITEA_ADMIN_REF, "password", username=GITEA_ADMIN)
    # Argo CD's chart would make this one in a hook Job, which every sync of Argo CD by itself then runs and waits for again.
    made |= await _generated(workspace, REDIS_REF, "auth")
    made |= await _seal_key(workspace)
    return Change.CHANGED if made else Change.UNCHANGED


async def _generated(workspace: Workspace, ref: ObjectRef, key: str, **others: str) -> bool:
    """A Secret with a random value under `key`; True when it had to be made."""
    cluster = workspace.adapters.cluster
    values = await read_secret(cluster, ref)
    made = values is None
    if values is None:
        await cluster.create(secret_manifest(ref, others | {key: new_password()}))
        values = await read_secret(cluster, ref) or {}
    workspace.narrator.learn(values.get(key, ""))
    return made


async def _seal_key(workspace: Workspace) -> bool:
    """The key is on this machine's disk before the cluster has it, and in the cluster before OpenBao starts."""
    cluster, journal = workspace.adapters.cluster, workspace.adapters.journal
    live = await cluster.get(SEAL_KEY_REF)
    kept = await journal.load_secret(SEAL_KEY_FILE)
    if live is not None:
        if not (live.get("data") or {}).get("key"):
            raise VaultRefused("Secret cf-openbao/openbao-seal has no key", remedy="Put the 32 bytes of the seal key back under `key`.")
        workspace.narrator.learn(encoded := base64.b64encode(secret_values(live)["key"]).decode())
        if kept != encoded:
            await journal.save_secret(SEAL_KEY_FILE, encoded)
        return False
    encoded = base64.b64encode(random.token_bytes(SEAL_KEY_BYTES)).decode() if kept is None else kept
    workspace.narrator.learn(encoded)
    await journal.save_secret(SEAL_KEY_FILE, encoded)
    await cluster.create(secret_manifest(SEAL_KEY_REF, {"key": base64.b64decode(encoded)}))
    return True
