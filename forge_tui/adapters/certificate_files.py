"""Reads a certificate with its chain and its key; what they mean for a domain is judged elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from forge_tui.adapters.answers_secrets import read_certificate, read_secret
from forge_tui.domain.facts import CertificateFacts
from forge_tui.domain.failures import SecretUnavailable

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


class CertificateFiles:
    """PEM files, or whatever else a reference of the answers leads to."""

    async def read(self, certificate: str, key: str) -> CertificateFacts:
        """What they say. Blocking work is done in a thread.

        Raises:
            SecretUnavailable: One of them leads nowhere or is no PEM; the content is never repeated.
        """
        return await asyncio.to_thread(_facts, certificate, key)


def _facts(certificate: str, key: str) -> CertificateFacts:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates

    chain = _parsed(certificate, "certificate in PEM", load_pem_x509_certificates, read_certificate)
    private = _parsed(key, "unencrypted private key in PEM", lambda pem: load_pem_private_key(pem, password=None), read_secret)
    first = chain[0]
    return CertificateFacts(
        subject=_named(first.subject),
        issuer=_named(first.issuer),
        names=_host_names(first),
        not_after=first.not_valid_after_utc.astimezone(UTC),
        key_matches=_spki(private.public_key()) == _spki(first.public_key()),
        chain=tuple(_named(entry.subject) for entry in chain[1:]),
        broken_at=_broken_at(chain),
    )


def _parsed(reference: str, what: str, parse: Callable[[bytes], Any], read: Callable[[str], str]) -> Any:
    text = read(reference)
    try:
        return parse(text.encode())
    except (ValueError, TypeError) as error:
        raise SecretUnavailable(
            f"{reference}: holds no {what}", remedy="Give PEM files: openssl x509 -in FILE -text shows a certificate"
        ) from error


def _broken_at(chain: list[Certificate]) -> str:
    """The first link that its successor did not sign."""
    from cryptography.exceptions import InvalidSignature

    for below, above in pairwise(chain):
        try:
            below.verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature):
            return f"{_named(below.subject)} is not signed by {_named(above.subject)}, which follows it"
    return ""


def _host_names(certificate: Certificate) -> tuple[str, ...]:
    from cryptography.x509 import DNSName, ExtensionNotFound, SubjectAlternativeName

    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value.get_values_for_type(DNSName)
    except (ExtensionNotFound, ValueError):
        return ()
    return tuple(name.lower() for name in names)


def _named(name: Any) -> str:
    from cryptography.x509.oid import NameOID

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string() or "(no name)"


def _spki(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
