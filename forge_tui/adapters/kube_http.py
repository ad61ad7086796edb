"""Requests to the API server in plain JSON: credentials renewed on 401, patience with failures that pass."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from forge_tui.adapters.kube_config import Access, read_access
from forge_tui.adapters.kube_errors import NotKubernetes, Refused, is_hopeless, is_no_answer

if TYPE_CHECKING:
    import aiohttp

_CONNECT_S = 5.0
_SETTLING_S = 15.0
"""A server that has just restarted refuses (403) whom it will know in a moment: its RBAC caches fill after its port opens."""
_ANSWER_S = 60.0
"""Admission webhooks may take 30 s each; silence for longer is a dead connection."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long failures that pass are borne before they are reported, in seconds."""

    first_contact_s: float = 10.0
    """Short: before the first answer, a wrong address is likelier than a restart."""
    lost_contact_s: float = 120.0
    overloaded_s: float = 60.0
    first_delay_s: float = 0.2
    longest_delay_s: float = 5.0

    def delay_s(self, attempt: int, error: Exception) -> float:
        """Pause before the next attempt: what the server asks for, else exponential with full jitter."""
        if isinstance(error, Refused) and error.retry_after_s is not None:
            return error.retry_after_s + random.uniform(0, self.first_delay_s)  # noqa: S311 - spreads load, guards nothing
        return jittered_s(attempt, self.first_delay_s, self.longest_delay_s)


def jittered_s(attempt: int, first_s: float, longest_s: float) -> float:
    """Exponential backoff with full jitter; `attempt` counts from 0."""
    return random.uniform(0, min(longest_s, first_s * 2 ** min(attempt, 16)))  # noqa: S311 - spreads load, guards nothing


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `body` is JSON."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = field(default=None, repr=False)
    content_type: str = "application/json"


class KubeHttp:
    """The connections to one API server.

    Its methods raise Refused, NotKubernetes, and the client's own exceptions: callers wrap them in `translated`.
    """

    def __init__(self, kubeconfig: Path | None, context: str | None, patience: Patience) -> None:
        self._kubeconfig = kubeconfig
        self._context = context
        self._patience = patience
        self._renewing = asyncio.Lock()
        self._sessions: list[aiohttp.ClientSession] = []
        self._access: Access | None = None
        self.had_contact = False
        """Whether the server ever answered."""
        self._trouble_at_s = float("-inf")

    async def open(self) -> None:
        """Read the kubeconfig; makes no contact yet. Raises KubeconfigInvalid, NotAuthenticated."""
        self._use(await read_access(self._kubeconfig, self._context))

    async def close(self) -> None:
        """Cut every connection."""
        for session in self._sessions:
            await session.close()
        self._sessions.clear()

    @property
    def access(self) -> Access:
        """What the kubeconfig says."""
        if self._access is None:
            raise RuntimeError("not open")
        return self._access

    @property
    def is_settling(self) -> bool:
        """Whether a connection failed a moment ago, so that a 403 may be the server's restart."""
        return asyncio.get_running_loop().time() - self._trouble_at_s < _SETTLING_S

    async def request(self, call: Call) -> Any:
        """The JSON answer, however long `Patience` allows it to take."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        attempt = 0
        earlier: Exception | None = None
        while True:
            try:
                # Before the first contact the limit holds for an attempt that hangs, too.
                async with asyncio.timeout_at(None if self.had_contact else began + self._patience.first_contact_s):
                    return await self.once(call)
            except Exception as error:
                delay_s = self._patience.delay_s(attempt, error)
                if loop.time() - began + delay_s >= self._limit_s(error, call):
                    if earlier is not None and type(error) is TimeoutError:
                        raise earlier from error  # says why; that our own limit came next says nothing
                    raise
                earlier = error
            await asyncio.sleep(delay_s)
            attempt += 1

    def _limit_s(self, error: Exception, call: Call) -> float:
        if isinstance(error, Refused):
            if error.status == 403 and self.is_settling:
                return _SETTLING_S
            return self._patience.overloaded_s if error.worth_a_retry(writing=call.method != "GET") else 0.0
        if is_no_answer(error) and not is_hopeless(error):
            return self._patience.lost_contact_s if self.had_contact else self._patience.first_contact_s
        return 0.0

    async def once(self, call: Call) -> Any:
        """One attempt, two when the credentials had expired."""
        async with self.answer(call) as response:
            content = await response.read()
        try:
            return json.loads(content)
        except ValueError:
            raise NotKubernetes("its answer is not JSON") from None

    @asynccontextmanager
    async def answer(self, call: Call, *, silence_s: float = _ANSWER_S) -> AsyncIterator[aiohttp.ClientResponse]:
        """A successful answer whose body is still to be read; leaving early cuts the connection.

        Args:
            call: What to ask.
            silence_s: Longest time without a byte.
        """
        try:
            response = await self._send(call, silence_s)
            try:
                if response.status >= 300:
                    raise await _refused(response)
                yield response
            finally:
                response.close()  # keeps the connection when the body was read to its end
        except Exception as error:
            if is_no_answer(error):
                self._trouble_at_s = asyncio.get_running_loop().time()
            raise

    async def _send(self, call: Call, silence_s: float) -> aiohttp.ClientResponse:
        used = self.access
        response = await self._send_as(used, call, silence_s)
        self.had_contact = True
        if response.status == 401:
            response.release()
            response = await self._send_as(await self._renewed(used), call, silence_s)
        return response

    async def _send_as(self, access: Access, call: Call, silence_s: float) -> aiohttp.ClientResponse:
        import aiohttp

        headers = {"Accept": "application/json", **_authorization(access)}
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        return await self._sessions[-1].request(
            call.method,
            access.server + call.path,
            params=call.params,
            data=None if call.body is None else json.dumps(call.body).encode(),
            headers=headers,
            proxy=access.proxy,
            server_hostname=access.server_name,
            allow_redirects=False,  # a redirect would take the token elsewhere
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=silence_s),
        )

    async def websocket(self, path: str, protocol: str) -> aiohttp.ClientWebSocketResponse:
        """A websocket, for the caller to close; Refused carries the status of a failed handshake, without words."""
        import aiohttp

        used = self.access
        try:
            return await self._websocket_as(used, path, protocol)
        except aiohttp.WSServerHandshakeError as error:
            if error.status != 401:
                raise Refused(error.status, "", "") from error
        try:
            return await self._websocket_as(await self._renewed(used), path, protocol)
        except aiohttp.WSServerHandshakeError as error:
            raise Refused(error.status, "", "") from error

    async def _websocket_as(self, access: Access, path: str, protocol: str) -> aiohttp.ClientWebSocketResponse:
        import aiohttp

        async with asyncio.timeout(_ANSWER_S):
            return await self._sessions[-1].ws_connect(
                access.server + path,
                protocols=(protocol,),
                headers=_authorization(access),
                proxy=access.proxy,
                server_hostname=access.server_name,
                max_msg_size=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            )

    async def _renewed(self, used: Access) -> Access:
        """Read the credentials again, once for all requests that found the same ones expired."""
        async with self._renewing:
            if self.access is used:
                self._use(await read_access(self._kubeconfig, self._context))
            return self.access

    def _use(self, access: Access) -> None:
        import aiohttp

        # Running watches keep the older session until the end; a token needs no new connections.
        if not self._sessions or access.has_certificate:
            connector = aiohttp.TCPConnector(ssl=access.tls, limit=0)
            through_proxies = not is_loopback(access.server)  # as kubectl: $HTTPS_PROXY is not for this machine
            self._sessions.append(
                aiohttp.ClientSession(connector=connector, trust_env=through_proxies, headers={"User-Agent": "forge-tui"})
            )
        self._access = access


def is_loopback(server: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(server).hostname or ""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _authorization(access: Access) -> dict[str, str]:
    return {"Authorization": access.authorization} if access.authorization else {}


async def _refused(response: aiohttp.ClientResponse) -> Refused:
    """The server's Status object, or the plain text that proxies and the server itself give when overloaded."""
    text = (await response.read()).decode(errors="replace")
    try:
        return refused_by(json.loads(text), retry_after_s=_retry_after_s(response), status=response.status)
    except (ValueError, AttributeError):
        return Refused(response.status, "", text.strip()[:500], retry_after_s=_retry_after_s(response))


def refused_by(document: Mapping[str, Any], *, status: int = 0, retry_after_s: float | None = None) -> Refused:
    """A refusal from a Status object, as an answer or an ERROR event of a watch carries it."""
    words = document.get("message") or ""
    return Refused(status or int(document.get("code") or 500), document.get("reason") or "", words, retry_after_s=retry_after_s)


def _retry_after_s(response: aiohttp.ClientResponse) -> float | None:
    value = response.headers.get("Retry-After", "")
    return min(float(value), 60.0) if value.isdecimal() else None
