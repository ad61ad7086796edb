"""What is wrong with a certificate for a domain: judged here, read by an adapter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forge_tui.domain.events import Verdict
from forge_tui.domain.facts import CertificateFacts

SOON = timedelta(days=30)
Judged = tuple[Verdict, str]


def judged(facts: CertificateFacts, domain: str, now: datetime) -> tuple[Judged, ...]:
    """Chain, key, names and expiry, each with a verdict and words. Names are left out while there is no domain."""
    return tuple(_every(facts, domain, now))


def worst(verdicts: tuple[Judged, ...]) -> Verdict:
    """The verdict of all together."""
    kinds = {verdict for verdict, _ in verdicts}
    return next((verdict for verdict in (Verdict.FAIL, Verdict.WARN) if verdict in kinds), Verdict.PASS)


def _every(facts: CertificateFacts, domain: str, now: datetime) -> Iterator[Judged]:
    if facts.key_matches:
        yield Verdict.PASS, "the key belongs to the certificate"
    else:
        yield Verdict.FAIL, "the key does not belong to the certificate"
    if facts.broken_at:
        yield Verdict.FAIL, f"the chain does not hold: {facts.broken_at}"
    elif facts.subject == facts.issuer:
        yield Verdict.WARN, "signed by itself: browsers will not trust it"
    elif not facts.chain:
        yield Verdict.WARN, f"the file has no intermediate certificate; clients must know {facts.issuer} already"
    else:
        yield Verdict.PASS, f"chain of {len(facts.chain) + 1}: {' > '.join((facts.subject, *facts.chain))}"
    if domain:
        yield _names(facts, domain)
    yield _expiry(facts, now)


def _names(facts: CertificateFacts, domain: str) -> Judged:
    wanted = f"*.{domain}"
    if wanted in facts.names:
        return Verdict.PASS, f"good for {wanted}"
    offered = ", ".join(facts.names) or "no name at all"
    below = [name for name in facts.names if name.endswith(f".{domain}")]
    if below:
        return Verdict.WARN, f"not good for {wanted}, only for {offered}"
    return Verdict.FAIL, f"not good for {wanted}; it names {offered}"


def _expiry(facts: CertificateFacts, now: datetime) -> Judged:
    left = facts.not_after - now
    until = facts.not_after.strftime("%Y-%m-%d")
    if left <= timedelta():
        return Verdict.FAIL, f"expired on {until}"
    if left < SOON:
        return Verdict.WARN, f"expires on {until}, in {left.days} days"
    return Verdict.PASS, f"good until {until}"
