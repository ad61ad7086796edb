"""What an address answers, layer by layer."""

from __future__ import annotations

from datetime import datetime

from forge_tui.domain.events import Endpoint, Verdict
from forge_tui.domain.handover import Answer, EndpointVerdict
from forge_tui.ports import Certificate, Visit

_EXPIRES_SOON_DAYS = 14
_UNKNOWN = Answer(Verdict.SKIPPED)


def judged(endpoint: Endpoint, visit: Visit | None, now: datetime) -> EndpointVerdict:
    """What one visit says about DNS, TLS and HTTP; None before the first."""
    if visit is None:
        return EndpointVerdict(endpoint.name, endpoint.url, endpoint.login)
    dns = Answer(Verdict.PASS, ", ".join(visit.addresses)) if visit.addresses else Answer(Verdict.FAIL, visit.error or "no address")
    secure = endpoint.url.startswith("https:")
    tls = _tls(visit, now) if visit.addresses and secure else _UNKNOWN
    reached = visit.addresses and (visit.certificate is not None or not secure)
    return EndpointVerdict(endpoint.name, endpoint.url, endpoint.login, dns, tls, _http(visit) if reached else _UNKNOWN)


def _tls(visit: Visit, now: datetime) -> Answer:
    if visit.certificate is None:
        return Answer(Verdict.FAIL, visit.error)
    return _certified(visit.certificate, now)


def _certified(certificate: Certificate, now: datetime) -> Answer:
    if not certificate.trusted:
        return Answer(Verdict.WARN, f"this machine does not trust it: {certificate.words}")
    if certificate.until is None:
        return Answer(Verdict.PASS, certificate.words)
    days = (certificate.until - now).days
    verdict = Verdict.WARN if days < _EXPIRES_SOON_DAYS else Verdict.PASS
    return Answer(verdict, f"until {certificate.until:%Y-%m-%d}, {certificate.words}".removesuffix(", "))


def _http(visit: Visit) -> Answer:
    if not visit.status:
        return Answer(Verdict.FAIL, visit.error)
    words = f"{visit.status} in {visit.seconds * 1000:.0f} ms"
    if visit.status >= 500:
        return Answer(Verdict.FAIL, words)
    # A page that wants a login or sends elsewhere is there.
    passes = visit.status < 400 or visit.status in (401, 403)
    return Answer(Verdict.PASS if passes else Verdict.WARN, words)
