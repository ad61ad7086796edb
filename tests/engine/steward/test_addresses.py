"""What a visit to an address says about DNS, TLS and HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from forge_tui.domain.events import Endpoint, Verdict
from forge_tui.domain.handover import EndpointVerdict
from forge_tui.engine.steward.addresses import judged
from forge_tui.ports import Certificate, Visit

NOW = datetime(2026, 3, 4, tzinfo=UTC)
TRUSTED = Certificate(True, "Let's Encrypt", NOW + timedelta(days=60))
ARGOCD = Endpoint("Argo CD", "https://argocd.example.org", "admin")
HOST = ("10.0.0.10",)


def verdict(visit: Visit | None, url: str = ARGOCD.url) -> EndpointVerdict:
    return judged(Endpoint("Argo CD", url, "admin"), visit, NOW)


def layers(one: EndpointVerdict) -> tuple[Verdict, Verdict, Verdict]:
    return one.dns.verdict, one.tls.verdict, one.http.verdict


def test_before_the_first_visit_nothing_is_known() -> None:
    assert layers(verdict(None)) == (Verdict.SKIPPED, Verdict.SKIPPED, Verdict.SKIPPED)
    assert not verdict(None).answers


def test_a_page_behind_a_trusted_certificate_passes_everywhere() -> None:
    one = verdict(Visit(HOST, TRUSTED, 200, 0.0412))
    assert layers(one) == (Verdict.PASS, Verdict.PASS, Verdict.PASS)
    assert (one.dns.words, one.tls.words, one.http.words) == ("10.0.0.10", "until 2026-05-03, Let's Encrypt", "200 in 41 ms")
    assert one.answers


def test_a_name_that_does_not_resolve_leaves_the_rest_unknown() -> None:
    one = verdict(Visit(error="no such name"))
    assert layers(one) == (Verdict.FAIL, Verdict.SKIPPED, Verdict.SKIPPED)
    assert one.dns.words == "no such name"


def test_a_closed_port_is_told_where_it_shows() -> None:
    assert layers(verdict(Visit(HOST, error="connection refused"))) == (Verdict.PASS, Verdict.FAIL, Verdict.SKIPPED)
    assert layers(verdict(Visit(HOST, error="connection refused"), "http://x")) == (Verdict.PASS, Verdict.SKIPPED, Verdict.FAIL)


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (Certificate(False, "self-signed certificate"), "this machine does not trust it: self-signed certificate"),
        (Certificate(True, "X", NOW + timedelta(days=3)), "until 2026-03-07, X"),
    ],
    ids=["not trusted", "expires soon"],
)
def test_a_doubtful_certificate_warns_and_the_page_still_counts(certificate: Certificate, words: str) -> None:
    one = verdict(Visit(HOST, certificate, 200, 0.1))
    assert (one.tls.verdict, one.tls.words, one.http.verdict) == (Verdict.WARN, words, Verdict.PASS)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(204, Verdict.PASS), (302, Verdict.PASS), (401, Verdict.PASS), (403, Verdict.PASS), (404, Verdict.WARN), (503, Verdict.FAIL)],
)
def test_the_status_decides_what_the_page_is_worth(status: int, expected: Verdict) -> None:
    assert verdict(Visit(HOST, TRUSTED, status, 0.1)).http.verdict is expected
