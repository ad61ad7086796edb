"""A certificate is judged by key, chain, names and expiry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forge_tui.domain.events import Verdict
from forge_tui.domain.facts import CertificateFacts
from forge_tui.domain.interview.certificate import judged, worst

NOW = datetime(2026, 3, 4, tzinfo=UTC)
GOOD = CertificateFacts("ai", "Example CA", ("ai.example.com", "*.ai.example.com"), NOW + timedelta(days=90), True, ("Example CA",))


def said(**changes: object) -> str:
    return "; ".join(f"{verdict.value}: {words}" for verdict, words in judged(replace(GOOD, **changes), "ai.example.com", NOW))  # type: ignore[arg-type]


def test_a_good_certificate_passes_with_evidence() -> None:
    assert worst(judged(GOOD, "ai.example.com", NOW)) is Verdict.PASS
    assert "chain of 2: ai > Example CA" in said()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key_matches": False}, "fail: the key does not belong"),
        ({"broken_at": "x is not signed by y"}, "fail: the chain does not hold: x is not signed by y"),
        ({"issuer": "ai"}, "warn: signed by itself"),
        ({"chain": ()}, "warn: the file has no intermediate"),
        ({"names": ()}, "fail: not good for *.ai.example.com; it names no name at all"),
        ({"names": ("kc.ai.example.com",)}, "warn: not good for *.ai.example.com, only for kc.ai.example.com"),
        ({"not_after": NOW}, "fail: expired on 2026-03-04"),
        ({"not_after": NOW + timedelta(days=5)}, "warn: expires on 2026-03-09, in 5 days"),
    ],
)
def test_what_is_wrong_is_told(changes: dict[str, object], words: str) -> None:
    assert words in said(**changes)
