from __future__ import annotations

import pytest

from forge_tui.adapters.simulated.clock import ScaledClock
from forge_tui.adapters.simulated.vault import SimulatedVault
from forge_tui.adapters.simulated.vault_state import VaultState
from forge_tui.domain.component import VaultRole
from forge_tui.domain.failures import VaultRefused, VaultSealed


@pytest.fixture
async def state() -> VaultState:
    return VaultState()


@pytest.fixture
async def vault(state: VaultState) -> SimulatedVault:
    return SimulatedVault(state, ScaledClock())


async def test_a_new_vault_is_not_initialised_and_sealed(vault: SimulatedVault) -> None:
    status = await vault.status()
    assert (status.initialised, status.sealed) == (False, True)


async def test_a_vault_can_be_initialised_once(vault: SimulatedVault) -> None:
    keys = await vault.initialise(shares=5, threshold=3)
    assert len(set(keys.shares)) == 5
    assert keys.root_token not in repr(keys)
    with pytest.raises(VaultRefused, match="already initialized"):
        await vault.initialise(shares=5, threshold=3)


async def test_a_vault_with_a_static_seal_opens_itself(vault: SimulatedVault, state: VaultState) -> None:
    state.auto_unseal = True
    await vault.initialise(shares=1, threshold=1)
    assert not (await vault.status()).sealed


async def test_a_vault_of_people_opens_with_enough_shares(vault: SimulatedVault) -> None:
    keys = await vault.initialise(shares=3, threshold=2)
    with pytest.raises(VaultSealed):
        await vault.ensure_kv(keys.root_token, "secrets")
    await vault.unseal(keys.shares[:1])
    assert (await vault.status()).sealed
    await vault.unseal(keys.shares[1:2])
    assert not (await vault.status()).sealed


async def test_a_wrong_share_is_refused(vault: SimulatedVault) -> None:
    await vault.initialise(shares=1, threshold=1)
    with pytest.raises(VaultRefused, match="not one of this vault"):
        await vault.unseal(["wrong"])


async def opened(vault: SimulatedVault, state: VaultState) -> tuple[str, tuple[str, ...]]:
    state.auto_unseal = True
    keys = await vault.initialise(shares=1, threshold=1)
    return keys.root_token, keys.shares


async def test_seeding_writes_once_and_never_overwrites(vault: SimulatedVault, state: VaultState) -> None:
    token, _ = await opened(vault, state)
    assert await vault.ensure_kv(token, "secrets") is True
    assert await vault.ensure_kv(token, "secrets") is False
    assert await vault.seed(token, "secrets", "path", "one") is True
    assert await vault.seed(token, "secrets", "path", "two") is False
    assert state.entries["secrets", "path"] == "one"


async def test_what_is_there_needs_no_change(vault: SimulatedVault, state: VaultState) -> None:
    token, _ = await opened(vault, state)
    for changed in (True, False):
        assert await vault.ensure_policy(token, "reader", "rules") is changed
        assert await vault.ensure_kubernetes_role(token, VaultRole("eso", ("a",), ("n",), ("reader",))) is changed


async def test_a_mount_that_is_not_there_cannot_be_seeded(vault: SimulatedVault, state: VaultState) -> None:
    token, _ = await opened(vault, state)
    with pytest.raises(VaultRefused, match="no handler for route nowhere"):
        await vault.seed(token, "nowhere", "path", "value")


async def test_a_revoked_token_opens_nothing_and_shares_give_a_new_one(vault: SimulatedVault, state: VaultState) -> None:
    token, shares = await opened(vault, state)
    await vault.revoke(token)
    assert not await vault.token_valid(token)
    with pytest.raises(VaultRefused, match="permission denied"):
        await vault.ensure_kv(token, "secrets")
    assert await vault.token_valid(await vault.generate_root(shares))
    with pytest.raises(VaultRefused):
        await vault.generate_root(["wrong"])
