"""Logs of containers, line by line, however they arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from forge_tui.adapters.kube_http import Call, KubeHttp
from forge_tui.domain.objects import ObjectRef

LONGEST_LINE_BYTES = 16_384
_SILENCE_S = 24 * 3600.0
"""A container may have nothing to say for very long."""


async def read_lines(
    http: KubeHttp, pod: ObjectRef, container: str, *, follow: bool, previous: bool, tail_lines: int
) -> AsyncIterator[str]:
    """Raises Refused, and the client's own exceptions; leaving early cuts the connection."""
    path = f"/api/v1/namespaces/{quote(pod.namespace)}/pods/{quote(pod.name)}/log"
    params = {"container": container, "tailLines": str(tail_lines)}
    params |= {"follow": "true"} if follow else {}
    params |= {"previous": "true"} if previous else {}
    rest = b""
    async with http.answer(Call("GET", path, params), silence_s=_SILENCE_S) as response:
        async for chunk in response.content.iter_any():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield _text(line)
            if len(rest) > LONGEST_LINE_BYTES:
                yield _text(rest)
                rest = b""
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line[:LONGEST_LINE_BYTES].removesuffix(b"\r").decode(errors="replace")
