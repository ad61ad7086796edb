"""Opens a sealed vault with shares that people give; no share is kept, printed or told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forge_tui.domain.failures import VaultSealed
from forge_tui.domain.handover import Sealing
from forge_tui.domain.objects import POD, ObjectRef
from forge_tui.engine.names import VAULT_NAMESPACE
from forge_tui.ports import Adapters

_REFERENCES = ("env:", "file:", "fd:")
_REPLICAS = 9
"""More pods of the vault than this are not looked at."""


async def sealing(adapters: Adapters) -> Sealing:
    """Sealed when one replica is. Raises VaultUnreachable."""
    found = [await _status(adapters, pod) for pod in await _pods(adapters)]
    if not found:
        return await _status(adapters, "openbao-0")
    return next((one for one in found if one.sealed), found[0])


async def unseal(adapters: Adapters, shares: Sequence[str], read: Callable[[str], str]) -> Sealing:
    """Give the shares to every sealed replica.

    Args:
        adapters: The cluster with the vault.
        shares: The shares themselves, or references to them (env:NAME, file:PATH, fd:NUMBER).
        read: Gives what a reference points to.

    Raises:
        VaultRefused: A share is wrong.
        VaultUnreachable: No pod of the vault answers.
        SecretUnavailable: A reference leads nowhere.
    """
    given = [read(share) if share.startswith(_REFERENCES) else share for share in (share.strip() for share in shares) if share]
    for pod in await _pods(adapters) or ["openbao-0"]:
        async with adapters.doors.vault(VAULT_NAMESPACE, pod) as vault:
            if (await vault.status()).sealed:
                try:
                    await vault.unseal(given)
                except VaultSealed:
                    # The port says so when the shares are too few; the state below says it too, with the threshold.
                    break
    return await sealing(adapters)


async def _status(adapters: Adapters, pod: str) -> Sealing:
    async with adapters.doors.vault(VAULT_NAMESPACE, pod) as vault:
        status = await vault.status()
    return Sealing(status.sealed, status.auto_unseal, status.threshold)


async def _pods(adapters: Adapters) -> list[str]:
    """Replicas that run."""
    names = []
    for number in range(_REPLICAS):
        pod = await adapters.cluster.get(ObjectRef(POD.api_version, POD.kind, f"openbao-{number}", VAULT_NAMESPACE))
        if pod is None:
            break
        if (pod.get("status") or {}).get("phase") == "Running":
            names.append(f"openbao-{number}")
    return names
