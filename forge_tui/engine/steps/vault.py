"""OpenBao: initialise once, unseal, mount, grant, seed what is missing, and give the root token back."""

from __future__ import annotations

from forge_tui.domain.component import SeedSecret
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


async def run(workspace: Workspace) -> Change:
    """Leave the vault unsealed, configured and seeded, with no root token anywhere."""
    seeds = [seed for component in workspace.plan.catalogue for seed in component.seeds]
    changed = await _repair_lost_init(workspace)
    async with workspace.adapters.doors.vault(VAULT_NAMESPACE, VAULT_POD) as vault:
        store = KeyStore(workspace)
        keys, initialised = await _keys(workspace, vault, store)
        await _unseal_all(workspace, keys)
        missing = sorted({seed.path for seed in seeds} - set(workspace.record.get("seeded") or ()))
        if initialised or missing or keys.root_token:
            await _configure(workspace, vault, store, keys, seeds)
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


async def _configure(workspace: Workspace, vault: Vault, store: KeyStore, keys: VaultKeys, seeds: list[SeedSecret]) -> None:
    """Everything that needs a root token, which is revoked at the end."""
    token = keys.root_token
    if not token or not await vault.token_valid(token):
        workspace.progress(NAME, "asking for a new root token")
        token = await vault.generate_root(keys.shares)
        await store.save(VaultKeys(token, keys.shares))
    await vault.ensure_kv(token, VAULT_MOUNT)
    await vault.ensure_policy(token, VAULT_POLICY, VAULT_POLICY_RULES)
    await vault.ensure_kubernetes_role(token, VAULT_READER, account=VAULT_READER, namespace=VAULT_READER, policy=VAULT_POLICY)
    for number, seed in enumerate(seeds, start=1):
        value = _generate(seed, workspace.plan.answers["domain"])
        if seed.generate.startswith("random:"):
            workspace.narrator.learn(value)
        await vault.seed(token, VAULT_MOUNT, seed.path, value)
        workspace.progress(NAME, f"seeded {seed.path}", number, len(seeds))
    await workspace.record.put("seeded", sorted({seed.path for seed in seeds}))
    await vault.revoke(token)
    await store.save(VaultKeys("", keys.shares))


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
