"""A certificate from files reaches the gateway's Secret, again when it is renewed, and nobody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Change, NoticeRaised
from forge_tui.domain.failures import SecretUnavailable
from forge_tui.domain.objects import SECRET, ObjectRef
from forge_tui.engine.credentials import read_secret
from forge_tui.engine.steps import certificate
from tests.engine.platform import Platform

REF = ObjectRef(SECRET.api_version, SECRET.kind, "cluster-tls", "kgateway-system")
CHAIN = "-----BEGIN CERTIFICATE----- the chain"
KEY = "-----BEGIN PRIVATE KEY----- which nobody reads"


def files(base: Path, chain: str = CHAIN) -> dict[str, str]:
    (base / "tls.crt").write_text(f"{chain}\n")
    (base / "tls.key").write_text(f"{KEY}\n")
    (base / "tls.key").chmod(0o600)
    return {"mode": "files", "certificate": str(base / "tls.crt"), "key": f"file:{base / 'tls.key'}"}


async def test_the_secret_of_the_gateway_holds_the_files(platform: Platform, tmp_path: Path) -> None:
    workspace = await platform.workspace("certificate", tls=files(tmp_path))
    assert await certificate.run(workspace) is Change.CHANGED
    assert await read_secret(platform.cluster, REF) == {"tls.crt": CHAIN, "tls.key": KEY}
    assert (await platform.live(REF))["type"] == "kubernetes.io/tls"
    assert await certificate.run(workspace) is Change.UNCHANGED


async def test_a_renewed_certificate_replaces_the_old_one(platform: Platform, tmp_path: Path) -> None:
    given = files(tmp_path)
    await certificate.run(await platform.workspace("certificate", tls=given))
    (tmp_path / "tls.crt").write_text("a newer chain\n")
    # A session reads each file once; the next one reads it again.
    platform.adapters = platform.simulation.adapters(platform.journal, platform.adapters.dump_values)
    assert await certificate.run(await platform.workspace("certificate", tls=given)) is Change.CHANGED
    assert (await read_secret(platform.cluster, REF) or {})["tls.crt"] == "a newer chain"


async def test_the_key_is_in_no_event(platform: Platform, tmp_path: Path) -> None:
    await certificate.run(await platform.workspace("certificate", tls=files(tmp_path)))
    platform.narrator.emit(NoticeRaised(f"it is {KEY}"))
    assert KEY not in repr(platform.stream)


async def test_a_descriptor_can_be_asked_for_twice(platform: Platform, tmp_path: Path) -> None:
    given = files(tmp_path)
    reading, writing = os.pipe()
    os.write(writing, KEY.encode())
    os.close(writing)
    try:
        workspace = await platform.workspace("certificate", tls=given | {"key": f"fd:{reading}"})
        assert [await certificate.run(workspace) for _ in range(2)] == [Change.CHANGED, Change.UNCHANGED]
    finally:
        os.close(reading)


async def test_a_file_that_is_not_there_is_named(platform: Platform, tmp_path: Path) -> None:
    given = files(tmp_path)
    (tmp_path / "tls.crt").unlink()
    with pytest.raises(SecretUnavailable, match=r"tls\.crt: No such file"):
        await certificate.run(await platform.workspace("certificate", tls=given))


async def test_a_whole_run_brings_the_certificate_and_keeps_it_out_of_git(platform: Platform, tmp_path: Path) -> None:
    told = await platform.run(tls=files(tmp_path))
    assert told.code is ExitCode.DONE
    assert await read_secret(platform.cluster, REF) is not None
    contents = b"".join(content for commits in _files(platform) for content in commits)
    assert b"global:" in contents
    assert KEY.encode() not in contents


def _files(platform: Platform) -> list[list[bytes]]:
    commits = [platform.simulation.git.at("cluster-org", name, "main") for name in ("cluster-forge", "cluster-values")]
    return [list(commit.files.values()) for commit in commits if commit is not None]
