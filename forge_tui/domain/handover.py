"""What is handed over at the end of an install, and what an installed platform says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forge_tui.domain.events import Verdict


class Layer(StrEnum):
    """What is asked of an address, from below."""

    DNS = "DNS"
    TLS = "TLS"
    HTTP = "HTTP"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one layer of an address says; verdict SKIPPED while nothing is known or a lower layer fails."""

    verdict: Verdict
    words: str = ""
    """For example `10.0.0.20`, `until 2027-01-31, Let's Encrypt`, `200 in 41 ms`, or why it fails."""


@dataclass(frozen=True, slots=True)
class EndpointVerdict:
    """An address for people and what it answers now."""

    name: str
    url: str
    login: str = ""
    dns: Answer = Answer(Verdict.SKIPPED)
    tls: Answer = Answer(Verdict.SKIPPED)
    http: Answer = Answer(Verdict.SKIPPED)

    @property
    def answers(self) -> bool:
        """Whether a browser would get a page."""
        return self.http.verdict in (Verdict.PASS, Verdict.WARN)


@dataclass(frozen=True, slots=True)
class Login:
    """A first login; the password is not part of it and is asked for on its own."""

    name: str
    """What it opens, for example `Argo CD`."""
    username: str
    where: str
    """Where the password is kept, for example `secret argocd/argocd-initial-admin-secret, key password`."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """How the vault stands."""

    sealed: bool
    by_itself: bool = False
    """Whether it unseals itself, so that no share is needed."""
    threshold: int = 1
    """How many shares open it."""


def is_retired(credential: str) -> bool:
    """Whether a sentence about a credential says that it opens nothing any more."""
    return any(word in credential.lower() for word in (": revoked", ": deleted", ": retired", ": disabled"))
