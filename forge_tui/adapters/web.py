"""The port Web over sockets of the standard library: one address, from its name to its page."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from forge_tui.ports import Certificate, Visit

_LIMIT_S = 10.0
_LINE_BYTES = 512


class Browser:
    """Asks as a browser does, without following redirects; trusts what this machine trusts.

    Args:
        limit_s: For one visit as a whole.
    """

    def __init__(self, limit_s: float = _LIMIT_S) -> None:
        self._limit_s = limit_s

    async def visit(self, url: str) -> Visit:
        """See the port."""
        began_s = time.monotonic()
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            return Visit(error=str(error))
        addresses: tuple[str, ...] = ()
        certificate: Certificate | None = None
        try:
            async with asyncio.timeout(self._limit_s):
                addresses = await _resolve(host, port)
                if parts.scheme == "https":
                    certificate = await _handshake(host, port)
                status = await _page(parts, host, port)
        except TimeoutError:
            return Visit(addresses, certificate, error=f"no answer within {self._limit_s:.0f} s")
        except (OSError, ValueError) as error:
            return Visit(addresses, certificate, error=_words(error))
        return Visit(addresses, certificate, status, time.monotonic() - began_s)


async def _resolve(host: str, port: int) -> tuple[str, ...]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def _handshake(host: str, port: int) -> Certificate:
    """Trusted, or the reason why it is not; raises OSError when there is no TLS at all."""
    try:
        _, writer = await asyncio.open_connection(host, port, ssl=ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return Certificate(False, error.verify_message)
    try:
        shown: dict[str, Any] = writer.get_extra_info("peercert") or {}
    finally:
        writer.close()
    issuer = {key: value for part in shown.get("issuer", ()) for key, value in part}
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC) if "notAfter" in shown else None
    return Certificate(True, issuer.get("organizationName") or issuer.get("commonName", ""), until)


async def _page(parts: SplitResult, host: str, port: int) -> int:
    """The status of a request for the page."""
    context = None
    if parts.scheme == "https":
        # What the certificate is worth was judged before; nothing secret is sent here.
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        name = host if port in (80, 443) else f"{host}:{port}"
        request = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {name}\r\nUser-Agent: forge-tui\r\nConnection: close\r\n\r\n"
        writer.write(request.encode("ascii"))
        await writer.drain()
        line = (await reader.read(_LINE_BYTES)).split(b"\r\n", 1)[0]
    finally:
        writer.close()
    words = line.split(b" ", 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        raise ValueError("what answers does not speak HTTP")
    return int(words[1])


def _words(error: OSError | ValueError) -> str:
    if isinstance(error, socket.gaierror):
        return "no such name"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
