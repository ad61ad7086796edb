"""Secrets of the foundation, and where the vault's keys are kept."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from forge_tui.domain.events import NoticeRaised
from forge_tui.domain.failures import ClusterUnreachable, GitServerRefused, JournalUnwritable, VaultForeign
from forge_tui.engine.credentials import gitea_login, new_password, read_secret, secret_manifest, write_secret
from forge_tui.engine.names import GITEA_ADMIN_REF, VAULT_KEYS_REF
from forge_tui.engine.vault_keys import KEYS_FILE, KeyStore
from forge_tui.ports import VaultKeys
from tests.engine.platform import Platform

KEYS = VaultKeys("s.root-token-of-the-vault", tuple(f"share-number-{number}" for number in range(1, 12)))


async def store_of(platform: Platform) -> KeyStore:
    await platform.namespace("cf-openbao")
    return KeyStore(await platform.workspace())


async def test_a_secret_is_written_encoded_and_read_as_text(platform: Platform) -> None:
    await platform.namespace("cf-gitea")
    await write_secret(platform.cluster, GITEA_ADMIN_REF, {"username": "u", "password": b"p"}, labels={"a": "b"})
    live = await platform.live(GITEA_ADMIN_REF)
    assert live["data"] == {"username": base64.b64encode(b"u").decode(), "password": base64.b64encode(b"p").decode()}
    assert (live["type"], live["metadata"]["labels"]) == ("Opaque", {"a": "b"})
    assert await read_secret(platform.cluster, GITEA_ADMIN_REF) == {"username": "u", "password": "p"}


async def test_a_secret_that_is_not_there_reads_as_none(platform: Platform) -> None:
    assert await read_secret(platform.cluster, GITEA_ADMIN_REF) is None
    assert await gitea_login(platform.cluster) is None


async def test_a_login_does_not_show_its_password(platform: Platform) -> None:
    await platform.namespace("cf-gitea")
    await write_secret(platform.cluster, GITEA_ADMIN_REF, {"username": "forge-admin", "password": "pw-of-gitea"})
    login = await gitea_login(platform.cluster)
    assert login is not None
    assert (login.username, login.password) == ("forge-admin", "pw-of-gitea")
    assert "pw-of-gitea" not in repr(login)


def test_a_manifest_without_labels_has_none() -> None:
    assert secret_manifest(GITEA_ADMIN_REF, {})["metadata"] == {"name": "gitea-admin-credentials", "namespace": "cf-gitea"}


@pytest.mark.parametrize("size_bytes", [8, 16, 32])
def test_a_password_has_as_many_random_bytes_as_asked_for(size_bytes: int) -> None:
    assert len(bytes.fromhex(new_password(size_bytes))) == size_bytes
    assert new_password(size_bytes) != new_password(size_bytes)


async def test_keys_are_on_disk_before_the_cluster_has_them(platform: Platform) -> None:
    kept_before: list[bool] = []

    async def look(method: str, arguments: tuple[Any, ...]) -> None:
        if method == "apply" and arguments[0]["kind"] == "Secret":
            kept_before.append(KEYS_FILE in platform.journal.kept)

    platform.meddle(look)
    await (await store_of(platform)).save(KEYS)
    assert kept_before == [True]


async def test_keys_that_cannot_be_kept_on_disk_do_not_reach_the_cluster(platform: Platform) -> None:
    platform.journal.full = True
    store = await store_of(platform)
    with pytest.raises(JournalUnwritable):
        await store.save(KEYS)
    assert await platform.cluster.get(VAULT_KEYS_REF) is None


async def test_a_crash_between_disk_and_cluster_is_repaired_by_the_next_look(platform: Platform) -> None:
    away = True

    async def meddle(method: str, arguments: tuple[Any, ...]) -> None:
        if away and method == "apply" and arguments[0]["kind"] == "Secret":
            raise ClusterUnreachable("connection refused")

    platform.meddle(meddle)
    store = await store_of(platform)
    with pytest.raises(ClusterUnreachable):
        await store.save(KEYS)
    away = False
    assert await store.load() == KEYS
    assert (await read_secret(platform.cluster, VAULT_KEYS_REF) or {})["root_token"] == KEYS.root_token


async def test_the_cluster_has_the_last_word(platform: Platform) -> None:
    store = await store_of(platform)
    await store.save(KEYS)
    platform.journal.kept[KEYS_FILE] = json.dumps({"key_1": "an older one"})
    assert await store.load() == KEYS


async def test_no_keys_anywhere_is_none(platform: Platform) -> None:
    assert await (await store_of(platform)).load() is None


async def test_forgotten_keys_are_nowhere(platform: Platform) -> None:
    store = await store_of(platform)
    await store.save(KEYS)
    await store.forget()
    assert platform.journal.kept == {}
    assert await store.load() is None


async def test_a_revoked_root_token_leaves_disk_and_cluster(platform: Platform) -> None:
    store = await store_of(platform)
    await store.save(KEYS)
    await store.save(VaultKeys("", KEYS.shares))
    assert "root_token" not in (await read_secret(platform.cluster, VAULT_KEYS_REF) or {})
    assert KEYS.root_token not in platform.journal.kept[KEYS_FILE]
    assert await store.load() == VaultKeys("", KEYS.shares)


async def test_known_keys_are_in_no_event(platform: Platform) -> None:
    store = await store_of(platform)
    await store.save(KEYS)
    platform.narrator.emit(NoticeRaised(f"{KEYS.root_token} {KEYS.shares[10]}"))
    assert KEYS.root_token not in repr(platform.stream)
    assert KEYS.shares[10] not in repr(platform.stream)


async def test_a_login_without_password_is_told_and_not_a_bug(platform: Platform) -> None:
    await platform.namespace("cf-gitea")
    await write_secret(platform.cluster, GITEA_ADMIN_REF, {"username": "u"})
    with pytest.raises(GitServerRefused, match="gitea-admin-credentials has no username and password"):
        await gitea_login(platform.cluster)


async def test_keys_put_back_by_hand_as_the_remedy_says_are_read(platform: Platform) -> None:
    store = await store_of(platform)
    assert "key_1, key_2, ... and root_token" in VaultForeign.default_remedy
    await write_secret(platform.cluster, VAULT_KEYS_REF, {"key_1": "first-share", "key_2": "second-share", "root_token": "s.by-hand"})
    assert await store.load() == VaultKeys("s.by-hand", ("first-share", "second-share"))
