"""What the preflight says of a certificate that answers bring along."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import CheckFinished, StepStarted, Verdict
from forge_tui.engine.checks import Question, run_checks
from tests.engine.platform import Platform

CHAIN = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"


def files(base: Path, chain: str | None = CHAIN, key: str | None = KEY) -> dict[str, str]:
    for name, text in (("tls.crt", chain), ("tls.key", key)):
        if text is not None:
            (base / name).write_text(text)
            (base / name).chmod(0o600)
    return {"mode": "files", "certificate": str(base / "tls.crt"), "key": f"file:{base / 'tls.key'}"}


async def judged(platform: Platform, tls: dict[str, str]) -> CheckFinished:
    question = Question(platform.plan(tls=tls), platform.adapters, await platform.cluster.identity())
    return {finding.check: finding for finding in await run_checks(question)}["certificate"]


async def test_files_that_can_be_read_pass(platform: Platform, tmp_path: Path) -> None:
    assert (await judged(platform, files(tmp_path))).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("chain", "key", "words"),
    [
        (None, KEY, "tls.crt: No such file or directory"),
        (CHAIN, None, "tls.key: No such file or directory"),
        ("", KEY, "tls.crt: is empty"),
        (KEY, KEY, "tls.certificate holds no certificate"),
        (CHAIN, CHAIN, "tls.key holds no private key"),
    ],
    ids=["no chain", "no key", "empty", "a key for a chain", "a chain for a key"],
)
async def test_what_cannot_be_a_certificate_fails_with_a_remedy(
    platform: Platform, tmp_path: Path, chain: str | None, key: str | None, words: str
) -> None:
    found = await judged(platform, files(tmp_path, chain, key))
    assert found.verdict is Verdict.FAIL
    assert words in found.message
    assert found.remedy
    assert "MIIE" not in found.message


async def test_a_key_that_others_may_read_fails(platform: Platform, tmp_path: Path) -> None:
    given = files(tmp_path)
    (tmp_path / "tls.key").chmod(0o644)
    found = await judged(platform, given)
    assert (found.verdict, found.remedy) == (Verdict.FAIL, f"Run: chmod 600 {tmp_path / 'tls.key'}")


async def test_nothing_is_begun_with_a_certificate_that_is_not_there(platform: Platform, tmp_path: Path) -> None:
    told = await platform.run(tls=files(tmp_path, chain=None))
    assert told.code is ExitCode.PREFLIGHT
    assert "lease" not in {event.step for event in told.of(StepStarted)}
