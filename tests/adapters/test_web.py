"""A visit to an address, against servers of this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from forge_tui.adapters.web import Browser

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(answer: Answer, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


def says(line: bytes) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(line)
        await writer.drain()

    return answer


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=30))
    certificate = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context


async def test_a_page_is_told_with_its_address_and_status() -> None:
    async with served(says(b"HTTP/1.1 302 Found\r\n\r\n")) as port:
        visit = await Browser().visit(f"http://127.0.0.1:{port}/login")
    assert (visit.addresses, visit.certificate, visit.status, visit.error) == (("127.0.0.1",), None, 302, "")
    assert visit.seconds > 0


async def test_a_self_signed_certificate_is_told_and_the_page_still_asked_for(tmp_path: Path) -> None:
    async with served(says(b"HTTP/1.1 200 OK\r\n\r\n"), self_signed(tmp_path)) as port:
        visit = await Browser().visit(f"https://localhost:{port}/")
    assert visit.certificate is not None
    assert not visit.certificate.trusted
    assert "self" in visit.certificate.words
    assert visit.status == 200


async def test_a_trusted_certificate_is_told_with_its_issuer_and_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls.pem"))
    async with served(says(b"HTTP/1.1 200 OK\r\n\r\n"), context) as port:
        visit = await Browser().visit(f"https://localhost:{port}/")
    assert visit.certificate is not None
    assert (visit.certificate.trusted, visit.certificate.words) == (True, "localhost")
    assert visit.certificate.until is not None
    assert visit.certificate.until > datetime.now(UTC) + timedelta(days=28)


async def test_a_name_that_does_not_exist_has_no_address() -> None:
    visit = await Browser().visit("https://nobody.invalid/")
    assert (visit.addresses, visit.status) == ((), 0)
    assert visit.error


async def test_a_closed_port_refuses() -> None:
    async with served(says(b"")) as port:
        pass
    visit = await Browser().visit(f"http://127.0.0.1:{port}/")
    assert visit.addresses == ("127.0.0.1",)
    assert "refused" in visit.error or "connect" in visit.error


@pytest.mark.parametrize("line", [b"SSH-2.0-OpenSSH\r\n", b"", b"HTTP/1.1 abc\r\n", b"\xff\xfe"])
async def test_what_is_no_http_is_told(line: bytes) -> None:
    async with served(says(line)) as port:
        visit = await Browser().visit(f"http://127.0.0.1:{port}/")
    assert (visit.status, visit.error) == (0, "what answers does not speak http")


async def test_a_server_that_says_nothing_is_left_after_the_limit() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with served(silent) as port:
        visit = await Browser(limit_s=0.2).visit(f"http://127.0.0.1:{port}/")
    assert visit.error == "no answer within 0 s"


@pytest.mark.parametrize("url", ["http://[", "http://127.0.0.1:99999/", "", "http://\u00e9\u0000/"])
async def test_an_address_that_is_none_is_an_error_and_no_exception(url: str) -> None:
    assert (await Browser(limit_s=2.0).visit(url)).error
