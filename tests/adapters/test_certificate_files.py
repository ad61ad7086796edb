"""What certificate and key files say, and what is told when they say nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from forge_tui.adapters.certificate_files import CertificateFiles
from forge_tui.domain.facts import CertificateFacts
from forge_tui.domain.failures import SecretUnavailable

UNTIL = datetime(2030, 1, 2, tzinfo=UTC)
Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def issued(common: str, by: Pair | None = None, *hosts: str) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer, signer = (by[0].subject, by[1]) if by else (named(common), key)
    builder = x509.CertificateBuilder().subject_name(named(common)).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(UNTIL - timedelta(days=900)).not_valid_after(UNTIL)
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
    return builder.sign(signer, hashes.SHA256()), key


def written(path: Path, *certificates: x509.Certificate) -> str:
    path.write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates))
    return f"file:{path}"


def kept(path: Path, key: ec.EllipticCurvePrivateKey, mode: int = 0o600) -> str:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(mode)
    return f"file:{path}"


ROOT = issued("Root")
CA = issued("Example CA", ROOT)
SITE = issued("ai.example.com", CA, "ai.example.com", "*.AI.example.com")


async def read(tmp_path: Path, *certificates: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> CertificateFacts:
    return await CertificateFiles().read(written(tmp_path / "tls.crt", *certificates), kept(tmp_path / "tls.key", key))


async def test_a_certificate_with_its_chain_is_read(tmp_path: Path) -> None:
    assert await read(tmp_path, SITE[0], CA[0], ROOT[0], key=SITE[1]) == CertificateFacts(
        "ai.example.com", "Example CA", ("ai.example.com", "*.ai.example.com"), UNTIL, True, ("Example CA", "Root")
    )


async def test_a_key_of_another_certificate_is_noticed(tmp_path: Path) -> None:
    assert not (await read(tmp_path, SITE[0], key=CA[1])).key_matches


async def test_a_chain_in_the_wrong_order_is_noticed(tmp_path: Path) -> None:
    assert (
        await read(tmp_path, SITE[0], ROOT[0], CA[0], key=SITE[1])
    ).broken_at == "ai.example.com is not signed by Root, which follows it"


async def test_an_issuer_of_the_same_name_with_another_key_is_noticed(tmp_path: Path) -> None:
    impostor = issued("Example CA", ROOT)
    assert "is not signed by" in (await read(tmp_path, SITE[0], impostor[0], key=SITE[1])).broken_at


async def test_a_certificate_without_names_has_none(tmp_path: Path) -> None:
    assert (await read(tmp_path, ROOT[0], key=ROOT[1])).names == ()


@pytest.mark.parametrize(("wrong", "reason"), [("tls.crt", "no certificate in PEM"), ("tls.key", "no unencrypted private key")])
async def test_what_is_no_pem_is_told_without_its_content(tmp_path: Path, wrong: str, reason: str) -> None:
    files = written(tmp_path / "tls.crt", SITE[0]), kept(tmp_path / "tls.key", SITE[1])
    (tmp_path / wrong).write_text("hunter2")
    with pytest.raises(SecretUnavailable, match=reason) as caught:
        await CertificateFiles().read(*files)
    assert "hunter2" not in str(caught.value)


async def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    files = written(tmp_path / "tls.crt", SITE[0]), kept(tmp_path / "tls.key", SITE[1], 0o644)
    with pytest.raises(SecretUnavailable, match="others may read it"):
        await CertificateFiles().read(*files)
