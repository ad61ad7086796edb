"""OpenBao: initialised once, seeded without overwriting, and no root token left anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from forge_tui.domain.component import VaultRole
from forge_tui.domain.events import Change, NoticeRaised, StepProgressed
from forge_tui.domain.failures import VaultForeign, VaultSealed
from forge_tui.domain.objects import CLAIM, ObjectRef
from forge_tui.engine.credentials import read_secret
from forge_tui.engine.names import VAULT_KEYS_REF, VAULT_POLICY_RULES
from forge_tui.engine.steps import vault
from forge_tui.engine.vault_keys import KEYS_FILE
from forge_tui.ports import VaultKeys, VaultStatus
from tests.engine.platform import DOMAIN, Platform

SHAMIR = {"seal": "shamir", "shares": 5, "threshold": 3}


class Crash(BaseException):
    """The process dies here."""


class CrashingDoors:
    """Doors behind which a call of the vault is the last one that this process makes."""

    def __init__(self, platform: Platform, method: str, *, after: bool) -> None:
        self._platform = platform
        self._method = method
        self._after = after

    def git_server(self, *arguments: Any) -> AbstractAsyncContextManager[Any]:
        return self._platform.simulation.doors.git_server(*arguments)

    @asynccontextmanager
    async def vault(self, namespace: str, pod: str) -> AsyncIterator[Any]:
        async with self._platform.simulation.doors.vault(namespace, pod) as inner:
            yield CrashingVault(inner, self._method, after=self._after)


class CrashingVault:
    def __init__(self, inner: Any, method: str, *, after: bool) -> None:
        self._inner = inner
        self._method = method
        self._after = after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name != self._method:
            return method

        async def last(*arguments: Any, **named: Any) -> Any:
            if self._after:
                await method(*arguments, **named)
            raise Crash

        return last


async def crashed(platform: Platform, method: str, *, after: bool = True, **answers: Any) -> None:
    """A run that dies in the middle of the step."""
    workspace = await platform.workspace("vault", **answers)
    workspace.adapters = replace(platform.adapters, doors=CrashingDoors(platform, method, after=after))
    with pytest.raises(Crash):
        await vault.run(workspace)


def no_root_token_is_left(platform: Platform, secret: dict[str, str] | None) -> bool:
    return (
        not platform.simulation.vault.tokens and "root_token" not in (secret or {}) and "root_token" not in platform.journal.kept[KEYS_FILE]
    )


async def test_the_vault_is_initialised_configured_and_seeded(platform: Platform) -> None:
    workspace = await platform.workspace("vault")
    assert await vault.run(workspace) is Change.CHANGED
    state = platform.simulation.vault
    assert state.open
    assert state.mounts == {"secrets"}
    assert state.policies == {"read-policy": VAULT_POLICY_RULES}
    reader = VaultRole("external-secrets", ("external-secrets",), ("external-secrets",), ("read-policy",))
    assert state.roles == {"external-secrets": reader}
    assert workspace.seeded.is_set()


async def test_seeds_are_the_domain_a_word_and_as_many_random_bytes_as_asked_for(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    entries = {path: value for (_, path), value in platform.simulation.vault.entries.items()}
    assert (entries["domain"], entries["fixed"]) == (DOMAIN, "plain")
    assert len(bytes.fromhex(entries["key"])) == 32


async def test_the_root_token_is_revoked_and_gone_from_secret_and_disk(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    secret = await read_secret(platform.cluster, VAULT_KEYS_REF)
    assert secret is not None
    assert no_root_token_is_left(platform, secret)
    assert secret["key_1"] in platform.simulation.vault.shares


async def test_a_second_run_changes_nothing(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    entries = dict(platform.simulation.vault.entries)
    again = await platform.workspace("vault")
    assert await vault.run(again) is Change.UNCHANGED
    assert platform.simulation.vault.entries == entries
    assert again.seeded.is_set()


async def test_a_value_that_is_there_is_never_seeded_over(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    platform.simulation.vault.entries["secrets", "fixed"] = "changed by hand"
    workspace = await platform.workspace("vault")
    await workspace.record.put("seeded", ["domain", "key"])
    assert await vault.run(workspace) is Change.CHANGED
    assert platform.simulation.vault.entries["secrets", "fixed"] == "changed by hand"


async def test_a_new_seed_is_written_with_a_root_token_made_for_it(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    del platform.simulation.vault.entries["secrets", "fixed"]
    workspace = await platform.workspace("vault")
    await workspace.record.put("seeded", ["domain", "key"])
    await vault.run(workspace)
    assert platform.simulation.vault.entries["secrets", "fixed"] == "plain"
    assert StepProgressed("vault", "asking for a new root token") in platform.told.events
    assert no_root_token_is_left(platform, await read_secret(platform.cluster, VAULT_KEYS_REF))


async def test_a_vault_of_somebody_else_is_refused_and_left_alone(platform: Platform) -> None:
    workspace = await platform.workspace("vault")
    async with platform.simulation.doors.vault("cf-openbao", "openbao-0") as theirs:
        await theirs.initialise(shares=1, threshold=1)
    shares = platform.simulation.vault.shares
    with pytest.raises(VaultForeign):
        await vault.run(workspace)
    assert platform.simulation.vault.shares == shares
    assert platform.simulation.vault.mounts == set()


async def test_a_vault_whose_keys_were_lost_is_started_over_when_the_record_proves_it_ours(platform: Platform) -> None:
    await crashed(platform, "initialise")
    lost = platform.simulation.vault.shares
    claim = await platform.live(ObjectRef(CLAIM.api_version, CLAIM.kind, "data-openbao-0", "cf-openbao"))
    assert await vault.run(await platform.workspace("vault")) is Change.CHANGED
    assert platform.simulation.vault.shares != lost
    assert platform.simulation.vault.open
    renewed = await platform.live(ObjectRef(CLAIM.api_version, CLAIM.kind, "data-openbao-0", "cf-openbao"))
    assert renewed["metadata"]["uid"] != claim["metadata"]["uid"]
    assert StepProgressed("vault", "waits for a new pod with an empty volume") in platform.told.events


async def test_a_vault_that_was_seeded_once_is_never_started_over(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    await platform.cluster.delete(VAULT_KEYS_REF)
    platform.journal.kept.pop(KEYS_FILE)
    workspace = await platform.workspace("vault")
    await workspace.record.put("vault", "initialising")
    entries = dict(platform.simulation.vault.entries)
    with pytest.raises(VaultForeign):
        await vault.run(workspace)
    assert platform.simulation.vault.entries == entries


async def test_keys_that_reached_only_the_disk_are_used(platform: Platform) -> None:
    await crashed(platform, "ensure_kv")
    await platform.cluster.delete(VAULT_KEYS_REF)
    shares = platform.simulation.vault.shares
    await vault.run(await platform.workspace("vault"))
    assert platform.simulation.vault.shares == shares
    assert no_root_token_is_left(platform, await read_secret(platform.cluster, VAULT_KEYS_REF))


async def test_a_crash_before_the_vault_was_asked_leaves_it_to_the_next_run(platform: Platform) -> None:
    await crashed(platform, "initialise", after=False)
    claim = await platform.live(ObjectRef(CLAIM.api_version, CLAIM.kind, "data-openbao-0", "cf-openbao"))
    assert await vault.run(await platform.workspace("vault")) is Change.CHANGED
    assert await platform.live(ObjectRef(CLAIM.api_version, CLAIM.kind, "data-openbao-0", "cf-openbao")) == claim


@pytest.mark.parametrize("method", ["ensure_kv", "ensure_policy", "ensure_kubernetes_role", "seed", "revoke"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_anywhere_later_is_finished_by_the_next_run(platform: Platform, method: str, after: bool) -> None:
    await crashed(platform, method, after=after)
    assert await vault.run(await platform.workspace("vault")) is Change.CHANGED
    assert {path for _, path in platform.simulation.vault.entries} == {"domain", "fixed", "key"}
    assert no_root_token_is_left(platform, await read_secret(platform.cluster, VAULT_KEYS_REF))
    assert await vault.run(await platform.workspace("vault")) is Change.UNCHANGED


async def test_old_keys_do_not_survive_the_storage_that_they_opened(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    before = await read_secret(platform.cluster, VAULT_KEYS_REF)
    await platform.cluster.delete(ObjectRef(CLAIM.api_version, CLAIM.kind, "data-openbao-0", "cf-openbao"))
    assert await vault.run(await platform.workspace("vault")) is Change.CHANGED
    assert await read_secret(platform.cluster, VAULT_KEYS_REF) != before
    assert {path for _, path in platform.simulation.vault.entries} == {"domain", "fixed", "key"}


async def test_unseal_keys_are_kept_all_and_open_the_vault(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault", openbao=SHAMIR))
    secret = await read_secret(platform.cluster, VAULT_KEYS_REF)
    assert secret is not None
    assert len(secret) == 5
    platform.simulation.vault.seal()
    await vault.run(await platform.workspace("vault", openbao=SHAMIR))
    assert platform.simulation.vault.open


async def test_a_vault_that_does_not_unseal_itself_is_told_after_a_minute(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    workspace = await platform.workspace("vault")
    platform.simulation.vault.seal()
    with pytest.raises(VaultSealed, match="openbao-0 does not unseal itself with the key of Secret cf-openbao/openbao-seal"):
        await vault.run(workspace)


async def test_replicas_that_do_not_run_are_not_asked(platform: Platform) -> None:
    workspace = await platform.workspace("vault")
    await vault.run(workspace)
    live = await platform.live(ObjectRef("v1", "Pod", "openbao-1", "cf-openbao"))
    await platform.put({**live, "status": {"phase": "Pending"}})
    asked: list[str] = []

    class Doors:
        @asynccontextmanager
        async def vault(self, namespace: str, pod: str) -> AsyncIterator[Any]:
            asked.append(pod)
            async with platform.simulation.doors.vault(namespace, pod) as inner:
                yield inner

    again = await platform.workspace("vault")
    again.adapters = replace(platform.adapters, doors=Doors())  # type: ignore[arg-type]  # the vault is all that is asked for
    await vault.run(again)
    assert asked == ["openbao-0", "openbao-0", "openbao-2"]


async def test_random_seeds_are_in_no_event(platform: Platform) -> None:
    await vault.run(await platform.workspace("vault"))
    value = platform.simulation.vault.entries["secrets", "key"]
    platform.narrator.emit(NoticeRaised(value))
    assert value not in repr(platform.stream)


async def test_a_pod_that_comes_back_with_the_old_volume_is_waited_out(platform: Platform) -> None:
    """Between the deletion and the new pod the step only waits; it can be cancelled at any time."""
    await crashed(platform, "initialise")
    workspace = await platform.workspace("vault")

    class Full:
        """A vault that stays initialised, whatever is deleted."""

        async def status(self) -> VaultStatus:
            return VaultStatus(initialised=True, sealed=True, auto_unseal=True, version="2.4.1")

    class Doors:
        @asynccontextmanager
        async def vault(self, namespace: str, pod: str) -> AsyncIterator[Any]:
            yield Full()

    workspace.adapters = replace(platform.adapters, doors=Doors())  # type: ignore[arg-type]  # the vault is all that is asked for
    waiting = asyncio.create_task(vault.run(workspace))
    await platform.simulation.clock.sleep(60)
    assert not waiting.done()
    waiting.cancel()
    assert (await asyncio.gather(waiting, return_exceptions=True))[0].__class__ is asyncio.CancelledError


def test_keys_do_not_show_themselves() -> None:
    assert "topsecret" not in repr(VaultKeys("topsecret", ("topsecret",)))
