"""OpenBao: initialise once, unseal, mount, grant, seed what is missing, and give the root token back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import SeedSecret, VaultRole
from forge_tui.domain.events import Change
from forge_tui.domain.failures import VaultForeign, VaultSealed
from forge_tui.domain.objects import CLAIM, POD, STATEFUL_SET, Manifest, ObjectRef
from forge_tui.engine.credentials import new_password
from forge_tui.engine.names import (
    VAULT_MOUNT,
    VAULT_NAMESPACE,
    VAULT_POD,
    VAULT_POLICY,
    VAULT_POLICY_RULES,
    VAULT_READER,
)
from forge_tui.engine.vault_keys import KeyStore
from forge_tui.engine.workspace import Workspace
from forge_tui.ports import Vault, VaultKeys

NAME = "vault"
_INITIALISING, _INITIALISED = "initialising", "initialised"
_UNSEAL_WAIT_S = 60.0
_READER = VaultRole(VAULT_READER, (VAULT_READER,), (VAULT_READER,), (VAULT_POLICY,))


@dataclass(frozen=True, slots=True)
class VaultAccess:
    """What the vault has to allow: the platform's own reader, and what components declare."""

    mounts: tuple[str, ...]
    policies: Mapping[str, str]
    roles: tuple[VaultRole, ...]

    @property
    def fingerprint(self) -> str:
        """The same for the same access; kept in the record, so that a vault is asked again only when it changes."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def _access(catalogue: Catalogue) -> VaultAccess:
    needs = [component.vault for component in catalogue]
    return VaultAccess(
        (VAULT_MOUNT, *sorted({mount for need in needs for mount in need.mounts} - {VAULT_MOUNT})),
        {VAULT_POLICY: VAULT_POLICY_RULES} | {name: rules for need in needs for name, rules in need.policies.items()},
        (_READER, *(role for need in needs for role in need.roles)),
    )


async def run(workspace: Workspace) -> Change:
    """Leave the vault unsealed, configured and seeded, with no root token anywhere."""
    seeds = [seed for component in workspace.plan.catalogue for seed in component.seeds]
    access = _access(workspace.plan.catalogue)
    changed = await _repair_lost_init(workspace)
    async with workspace.adapters.doors.vault(VAULT_NAMESPACE, VAULT_POD) as vault:
        store = KeyStore(workspace)
        keys, initialised = await _keys(workspace, vault, store)
        await _unseal_all(workspace, keys)
        missing = sorted({seed.path for seed in seeds} - set(workspace.record.get("seeded") or ()))
        if initialised or missing or keys.root_token or workspace.record.get("vault-access") != access.fingerprint:
            await _configure(workspace, vault, store, keys, seeds, access)
            changed = True
    workspace.seeded.set()
    await workspace.notify()
    return Change.CHANGED if changed else Change.UNCHANGED


async def _keys(workspace: Workspace, vault: Vault, store: KeyStore) -> tuple[VaultKeys, bool]:
    """The vault's keys, and whether this run initialised it."""
    status = await vault.status()
    if status.initialised:
        keys = await store.load()
        if keys is None:
            raise VaultForeign("OpenBao in namespace cf-openbao is initialised, and forge-tui has no key for it")
        return keys, False
    # Keys of an earlier vault whose storage is gone would only mislead.
    await store.forget()
    # From here until the keys are saved a crash loses them; this mark proves that the vault is ours and empty.
    await workspace.record.put("seeded", [])
    await workspace.record.put("vault", _INITIALISING)
    workspace.progress(NAME, "initialising")
    settings = workspace.plan.answers["openbao"]
    keys = await vault.initialise(shares=int(settings.get("shares", 1)), threshold=int(settings.get("threshold", 1)))
    await store.save(keys)
    await workspace.record.put("vault", _INITIALISED)
    workspace.progress(NAME, "initialised, keys are saved")
    return keys, True


async def _unseal_all(workspace: Workspace, keys: VaultKeys) -> None:
    """Unseal every replica; with a static seal they do it themselves and this only waits."""
    live = await workspace.adapters.cluster.get(ObjectRef(STATEFUL_SET.api_version, STATEFUL_SET.kind, "openbao", VAULT_NAMESPACE))
    replicas = int((live or {"spec": {}})["spec"].get("replicas") or 1)
    clock = workspace.adapters.clock
    for number in range(replicas):
        pod = f"openbao-{number}"
        if number and not await _running(workspace, pod):
            continue
        async with workspace.adapters.doors.vault(VAULT_NAMESPACE, pod) as vault:
            deadline_s = clock.monotonic_s() + _UNSEAL_WAIT_S
            while (status := await vault.status()).sealed:
                if not status.auto_unseal:
                    await vault.unseal(keys.shares)
                elif clock.monotonic_s() > deadline_s:
                    raise VaultSealed(f"{pod} does not unseal itself with the key of Secret cf-openbao/openbao-seal")
                workspace.progress(NAME, f"{pod} is sealed")
                await clock.sleep(0.5)


async def _running(workspace: Workspace, pod: str) -> bool:
    live = await workspace.adapters.cluster.get(ObjectRef(POD.api_version, POD.kind, pod, VAULT_NAMESPACE))
    return ((live or {}).get("status") or {}).get("phase") == "Running"


async def _configure(
    workspace: Workspace, vault: Vault, store: KeyStore, keys: VaultKeys, seeds: list[SeedSecret], access: VaultAccess
) -> None:
    """Everything that needs a root token, which is revoked at the end."""
    token = keys.root_token
    if not token or not await vault.token_valid(token):
        workspace.progress(NAME, "asking for a new root token")
        token = await vault.generate_root(keys.shares)
        await store.save(VaultKeys(token, keys.shares))
    await _grant(workspace, vault, token, access)
    values = {seed.path: _generate(seed, workspace.plan.answers["domain"]) for seed in seeds}
    for seed in seeds:
        if seed.generate.startswith("random:"):
            workspace.narrator.learn(values[seed.path])
    for number, path in enumerate(values, start=1):
        await vault.seed(token, VAULT_MOUNT, path, values[path])
        workspace.progress(NAME, f"seeded {path}", number, len(values))
    await workspace.record.put("seeded", sorted({seed.path for seed in seeds}))
    await workspace.record.put("vault-access", access.fingerprint)
    await vault.revoke(token)
    await store.save(VaultKeys("", keys.shares))


async def _grant(workspace: Workspace, vault: Vault, token: str, access: VaultAccess) -> None:
    """Stores, policies and logins, each only where it is not so yet."""
    for mount in access.mounts:
        await vault.ensure_kv(token, mount)
    for name, rules in access.policies.items():
        await vault.ensure_policy(token, name, rules)
    for role in access.roles:
        await vault.ensure_kubernetes_role(token, role)
        workspace.progress(NAME, f"{', '.join(role.service_accounts)} of {', '.join(role.namespaces)} may log in")


def _generate(seed: SeedSecret, domain: str) -> str:
    word, _, argument = seed.generate.partition(":")
    if word == "domain":
        return domain
    if word == "literal":
        return argument
    return new_password(int(argument))


async def _repair_lost_init(workspace: Workspace) -> bool:
    """Start over with an empty vault when a crash lost the keys of one that we had begun to initialise.

    Only when the journal proves that it is ours and that nothing was ever put into it.
    """
    if workspace.record.get("vault") != _INITIALISING or workspace.record.get("seeded"):
        return False
    if await KeyStore(workspace).load() is not None:
        return False
    async with workspace.adapters.doors.vault(VAULT_NAMESPACE, VAULT_POD) as vault:
        if not (await vault.status()).initialised:
            return False
    workspace.progress(NAME, "the keys of an unfinished initialisation are lost: starting over with an empty vault")
    await _renew_storage(workspace)
    return True


async def _renew_storage(workspace: Workspace) -> None:
    """Delete claims and pods; the StatefulSet makes both again."""
    cluster, clock = workspace.adapters.cluster, workspace.adapters.clock
    pods = await cluster.list(POD, VAULT_NAMESPACE, "app.kubernetes.io/name=openbao,component=server")
    old = {pod["metadata"]["uid"] for pod in pods}
    for claim in await cluster.list(CLAIM, VAULT_NAMESPACE):
        if claim["metadata"]["name"].startswith("data-openbao-"):
            await cluster.delete(ObjectRef.of(claim))
    for pod in pods:
        await cluster.delete(ObjectRef.of(pod))
    while True:
        live = await cluster.get(ObjectRef(POD.api_version, POD.kind, VAULT_POD, VAULT_NAMESPACE))
        if live is not None and live["metadata"]["uid"] not in old and _usable(live):
            async with workspace.adapters.doors.vault(VAULT_NAMESPACE, VAULT_POD) as vault:
                if not (await vault.status()).initialised:
                    return
        workspace.progress(NAME, "waits for a new pod with an empty volume")
        await clock.sleep(1.0)


def _usable(pod: Manifest) -> bool:
    return bool(pod["status"].get("phase") == "Running" and not pod["metadata"].get("deletionTimestamp"))
