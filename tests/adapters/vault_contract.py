"""What every Vault promises: subclass `VaultContract` and provide the fixture `vault`, empty and not initialised."""

from __future__ import annotations

import pytest

from forge_tui.domain.component import VaultRole
from forge_tui.domain.failures import VaultRefused
from forge_tui.ports import Vault, VaultKeys

RULES = 'path "secrets/data/*" { capabilities = ["read"] }\n'


async def opened(vault: Vault) -> VaultKeys:
    """An initialised, unsealed vault's keys."""
    keys = await vault.initialise(shares=3, threshold=2)
    if (await vault.status()).sealed:
        await vault.unseal(keys.shares)
    return keys


class VaultContract:
    """Tests over the fixture `vault`."""

    async def test_an_empty_vault_is_not_initialised(self, vault: Vault) -> None:
        status = await vault.status()
        assert (status.initialised, status.sealed) == (False, True)

    async def test_initialising_gives_as_many_shares_as_asked_for_and_shows_none(self, vault: Vault) -> None:
        keys = await vault.initialise(shares=3, threshold=2)
        assert len(keys.shares) == 3
        assert keys.root_token not in repr(keys)

    async def test_initialising_twice_is_refused(self, vault: Vault) -> None:
        await vault.initialise(shares=1, threshold=1)
        with pytest.raises(VaultRefused):
            await vault.initialise(shares=1, threshold=1)

    async def test_a_vault_is_open_after_enough_shares(self, vault: Vault) -> None:
        await opened(vault)
        assert not (await vault.status()).sealed

    async def test_the_root_token_is_valid_and_an_invented_one_is_not(self, vault: Vault) -> None:
        keys = await opened(vault)
        assert await vault.token_valid(keys.root_token)
        assert not await vault.token_valid("invented")

    async def test_making_sure_changes_something_once(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        assert [await vault.ensure_kv(token, "secrets") for _ in range(2)] == [True, False]
        assert [await vault.ensure_policy(token, "read-policy", RULES) for _ in range(2)] == [True, False]

    async def test_a_changed_policy_is_written_again(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        await vault.ensure_policy(token, "read-policy", RULES)
        assert await vault.ensure_policy(token, "read-policy", RULES.replace("read", "list"))

    async def test_a_role_is_given_once_and_again_when_it_changes(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token

        async def given(account: str) -> bool:
            return await vault.ensure_kubernetes_role(token, VaultRole("readers", (account,), ("readers",), ("read-policy",)))

        assert [await given("one"), await given("one"), await given("two")] == [True, False, True]

    async def test_a_role_may_name_several_accounts_namespaces_and_policies(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        role = VaultRole("writers", ("one", "two"), ("here", "there"), ("write-policy", "read-policy"))
        assert [await vault.ensure_kubernetes_role(token, role) for _ in range(2)] == [True, False]

    async def test_a_seed_never_overwrites(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        await vault.ensure_kv(token, "secrets")
        assert [await vault.seed(token, "secrets", "a/b", value) for value in ("first", "second")] == [True, False]

    async def test_a_seed_without_its_mount_is_refused(self, vault: Vault) -> None:
        token = (await opened(vault)).root_token
        with pytest.raises(VaultRefused):
            await vault.seed(token, "nowhere", "a", "value")

    async def test_a_wrong_token_is_refused(self, vault: Vault) -> None:
        await opened(vault)
        with pytest.raises(VaultRefused):
            await vault.ensure_kv("invented", "secrets")

    async def test_a_revoked_token_is_not_valid_and_a_new_one_can_be_generated(self, vault: Vault) -> None:
        keys = await opened(vault)
        await vault.revoke(keys.root_token)
        assert not await vault.token_valid(keys.root_token)
        assert await vault.token_valid(await vault.generate_root(keys.shares))

    async def test_too_few_shares_generate_nothing(self, vault: Vault) -> None:
        keys = await opened(vault)
        with pytest.raises(VaultRefused):
            await vault.generate_root(keys.shares[:1])
