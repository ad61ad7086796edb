"""Namespaces of the foundation and the secrets that it starts with."""

from __future__ import annotations

import base64
from typing import Any

from forge_tui.domain.events import Change, NoticeRaised
from forge_tui.engine.credentials import read_secret, write_secret
from forge_tui.engine.names import GITEA_ADMIN_REF, REDIS_REF, SEAL_KEY_REF
from forge_tui.engine.steps import secrets
from forge_tui.engine.steps.secrets import SEAL_KEY_BYTES, SEAL_KEY_FILE
from tests.engine.platform import Platform


async def test_the_first_run_makes_everything_and_the_second_nothing(platform: Platform) -> None:
    assert await secrets.run(await platform.workspace()) is Change.CHANGED
    seal, login, redis = [await platform.live(ref) for ref in (SEAL_KEY_REF, GITEA_ADMIN_REF, REDIS_REF)]
    assert redis["data"].keys() == {"auth"}
    assert await secrets.run(await platform.workspace()) is Change.UNCHANGED
    assert await platform.live(SEAL_KEY_REF) == seal
    assert await platform.live(GITEA_ADMIN_REF) == login


async def test_the_seal_key_has_the_length_that_openbao_demands(platform: Platform) -> None:
    await secrets.run(await platform.workspace())
    live = await platform.live(SEAL_KEY_REF)
    assert len(base64.b64decode(live["data"]["key"])) == SEAL_KEY_BYTES
    assert platform.journal.kept[SEAL_KEY_FILE] == live["data"]["key"]


async def test_the_seal_key_is_on_disk_before_the_cluster_has_it(platform: Platform) -> None:
    kept_before: list[bool] = []

    async def look(method: str, arguments: tuple[Any, ...]) -> None:
        if method == "create" and arguments[0]["metadata"]["name"] == SEAL_KEY_REF.name:
            kept_before.append(SEAL_KEY_FILE in platform.journal.kept)

    platform.meddle(look)
    await secrets.run(await platform.workspace())
    assert kept_before == [True]


async def test_a_seal_key_that_only_the_disk_has_is_used_again(platform: Platform) -> None:
    kept = base64.b64encode(bytes(range(32))).decode()
    platform.journal.kept[SEAL_KEY_FILE] = kept
    await secrets.run(await platform.workspace())
    assert (await platform.live(SEAL_KEY_REF))["data"]["key"] == kept


async def test_a_seal_key_that_only_the_cluster_has_comes_to_the_disk(platform: Platform) -> None:
    await secrets.run(await platform.workspace())
    platform.journal.kept.clear()
    assert await secrets.run(await platform.workspace()) is Change.UNCHANGED
    assert platform.journal.kept[SEAL_KEY_FILE] == (await platform.live(SEAL_KEY_REF))["data"]["key"]


async def test_a_password_that_is_there_is_never_overwritten(platform: Platform) -> None:
    await platform.namespace("cf-gitea")
    await write_secret(platform.cluster, GITEA_ADMIN_REF, {"username": "forge-admin", "password": "chosen by hand"})
    await secrets.run(await platform.workspace())
    assert await read_secret(platform.cluster, GITEA_ADMIN_REF) == {"username": "forge-admin", "password": "chosen by hand"}


async def test_what_was_made_is_in_no_event(platform: Platform) -> None:
    await secrets.run(await platform.workspace())
    login = await read_secret(platform.cluster, GITEA_ADMIN_REF) or {}
    platform.narrator.emit(NoticeRaised(f"{login['password']} {platform.journal.kept[SEAL_KEY_FILE]}"))
    assert login["password"] not in repr(platform.stream)
    assert platform.journal.kept[SEAL_KEY_FILE] not in repr(platform.stream)
