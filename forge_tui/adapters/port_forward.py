"""A local address for a port of a pod: TCP connections carried over websockets of the API server.

The package's own port-forward needs two threads and a socket pair per connection; this one is a few coroutines.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from forge_tui.adapters.kube_errors import Refused, is_no_answer
from forge_tui.adapters.kube_http import KubeHttp

if TYPE_CHECKING:
    import aiohttp

_PROTOCOL = "v4.channel.k8s.io"
_DATA, _ERROR = 0, 1
"""First byte of each frame: two channels for the one port we ask for."""
_CHUNK_BYTES = 128 * 1024


def forward_path(namespace: str, pod: str, port: int) -> str:
    """URL path of the subresource, with query."""
    return f"/api/v1/namespaces/{quote(namespace, safe='')}/pods/{quote(pod, safe='')}/portforward?ports={port}"


@asynccontextmanager
async def forwarded(http: KubeHttp, namespace: str, pod: str, port: int) -> AsyncIterator[str]:
    """`http://127.0.0.1:PORT`, as long as the context lasts.

    Every connection opens its own websocket, so a pod of the same name that comes back is reached again; a connection
    that cannot be carried is closed. A first websocket is opened at once, so that a missing pod or permission shows here.

    Raises:
        Refused: The server does not let us, or the pod is not there.
    """
    path = forward_path(namespace, pod, port)
    trial = await http.websocket(path, _PROTOCOL)
    await trial.close()
    carried: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_carry(http, path, reader, writer))
        carried.add(task)
        task.add_done_callback(carried.discard)

    listener = await asyncio.start_server(accept, host="127.0.0.1", port=0, limit=_CHUNK_BYTES)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()
        remaining = list(carried)
        for task in remaining:
            task.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)


async def _carry(http: KubeHttp, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, until either side ends it."""
    try:
        socket = await http.websocket(path, _PROTOCOL)
        try:
            up = asyncio.create_task(_up(reader, socket))
            down = asyncio.create_task(_down(socket, writer))
            try:
                await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                up.cancel()
                down.cancel()
                await asyncio.gather(up, down, return_exceptions=True)
        finally:
            await socket.close()
    except Exception as error:
        # The local client sees its connection close, as with a service that is down; its own errors say the rest.
        if not (isinstance(error, Refused) or is_no_answer(error)):
            raise
    finally:
        writer.close()


async def _up(reader: asyncio.StreamReader, socket: aiohttp.ClientWebSocketResponse) -> None:
    while chunk := await reader.read(_CHUNK_BYTES):
        await socket.send_bytes(bytes((_DATA,)) + chunk)


async def _down(socket: aiohttp.ClientWebSocketResponse, writer: asyncio.StreamWriter) -> None:
    """The first frame of each channel is the port number in two bytes."""
    import aiohttp

    begun: set[int] = set()
    async for message in socket:
        if message.type is not aiohttp.WSMsgType.BINARY or not message.data:
            continue
        channel = message.data[0]
        if channel not in begun:
            begun.add(channel)
        elif channel == _DATA:
            writer.write(memoryview(message.data)[1:])
            await writer.drain()
        elif len(message.data) > 1:
            return  # the kubelet could not reach the port, and says why on this channel
