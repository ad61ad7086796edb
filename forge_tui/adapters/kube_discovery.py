"""Knows the paths under which the API server serves a kind; custom kinds come and go while we work."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from forge_tui.adapters.kube_errors import Refused
from forge_tui.adapters.kube_http import Call
from forge_tui.domain.objects import Kind

_REFETCH_S = 1.0
"""An unknown kind is asked for at most this often per group and version."""


@dataclass(frozen=True, slots=True)
class Resource:
    """How a kind is served."""

    kind: Kind
    plural: str
    namespaced: bool

    def path(self, namespace: str = "", name: str = "") -> str:
        """URL path of the collection, or of one object."""
        path = _group_path(self.kind.api_version)
        if self.namespaced and namespace:
            path += f"/namespaces/{quote(namespace, safe='')}"
        path += f"/{self.plural}"
        return f"{path}/{quote(name, safe='')}" if name else path

    def object_path(self, namespace: str, name: str = "") -> str:
        """As `path`, for a request that needs a namespace: without one it is `default`, as for kubectl."""
        return self.path(namespace or "default", name)


@dataclass(slots=True)
class _Group:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    fetched_at_s: float = float("-inf")


class Discovery:
    """Kind to Resource, remembered per group and version.

    Args:
        ask: Performs a request; may raise Refused.
    """

    def __init__(self, ask: Callable[[Call], Awaitable[Any]]) -> None:
        self._ask = ask
        self._groups: dict[str, _Group] = defaultdict(_Group)

    async def find(self, kind: Kind, *, surely: bool = False) -> Resource | None:
        """The resource of a kind; None when it is not served.

        With `surely` an answer of less than a second ago is not believed: the kind may have come since.
        """
        group = self._groups[kind.api_version]
        async with group.lock:
            if kind.kind in group.resources:
                return group.resources[kind.kind]
            loop = asyncio.get_running_loop()
            wait_s = group.fetched_at_s + _REFETCH_S - loop.time()
            if wait_s > 0 and not surely:
                return None
            await asyncio.sleep(max(wait_s, 0))
            group.resources = await self._fetch(kind.api_version)
            group.fetched_at_s = loop.time()
            return group.resources.get(kind.kind)

    def forget(self, kind: Kind) -> None:
        """Ask again at the next use: the server no longer knows the path."""
        self._groups[kind.api_version].resources = {}

    async def _fetch(self, api_version: str) -> Mapping[str, Resource]:
        try:
            document = await self._ask(Call("GET", _group_path(api_version)))
        except Refused as refused:
            if refused.status == 404:
                return {}
            raise
        return {
            entry["kind"]: Resource(Kind(api_version, entry["kind"]), entry["name"], entry["namespaced"])
            for entry in document.get("resources") or []
            if "/" not in entry["name"]
        }


def _group_path(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
