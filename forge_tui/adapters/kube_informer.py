"""Follows a set of objects through everything that happens to a watch: cuts, expired versions, restarts of the server."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from forge_tui.adapters.kube_discovery import Discovery, Resource
from forge_tui.adapters.kube_errors import NotKubernetes, Refused, is_no_answer, translated
from forge_tui.adapters.kube_http import Call, KubeHttp, jittered_s, refused_by
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.objects import Kind, Manifest, WatchEvent

if TYPE_CHECKING:
    import aiohttp

PAGE_SIZE = 500
_CHANGES: Mapping[str, Literal["added", "modified", "deleted"]] = {"ADDED": "added", "MODIFIED": "modified", "DELETED": "deleted"}

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a watch reacts, in seconds."""

    idle_s: float = 90.0
    """Silence after which the connection counts as dead; the server sends a bookmark about once a minute."""
    restart_s: float = 1.0
    """Least time between two watches when the server ends them at once."""
    unserved_poll_s: float = 1.0
    first_delay_s: float = 0.8
    longest_delay_s: float = 30.0
    good_after_s: float = 120.0
    """A watch that lived this long makes earlier failures forgotten."""


class Informer:
    """Tells the objects of a kind and their changes, for ever; the set told is what the server holds, at every `synced`."""

    def __init__(self, http: KubeHttp, discovery: Discovery, kind: Kind, namespace: str, pace: Pace) -> None:
        self._http = http
        self._discovery = discovery
        self._kind = kind
        self._namespace = namespace
        self._pace = pace
        self._events: asyncio.Queue[WatchEvent | Exception] = asyncio.Queue()
        self._cache: dict[_Key, Manifest] = {}
        self._version = ""
        self._synced = False
        self._ever_synced = False
        self._failures = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[AsyncIterator[WatchEvent]]:
        """The events; leaving the context cuts the connection."""
        task = asyncio.create_task(self._run(), name=f"watch {self._kind.kind}")
        try:
            yield self._told()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _told(self) -> AsyncIterator[WatchEvent]:
        return _Told(self._events)

    async def _run(self) -> None:
        try:
            with translated(f"watching {self._kind.kind}", self._http.access.server):
                while True:
                    await self._follow_until_failure()
        except Exception as error:  # the reader of the events has to hear of it
            self._events.put_nowait(error)

    async def _follow_until_failure(self) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        try:
            resource = await self._served()
            while True:
                if not self._version:
                    await self._list(resource)
                    began_s = loop.time()
                await self._watch(resource)
        except Exception as error:
            self._lost()
            if loop.time() - began_s >= self._pace.good_after_s:
                self._failures = 0
            delay_s = self._delay_s(error)
        await asyncio.sleep(delay_s)

    def _delay_s(self, error: Exception) -> float:
        """How long to wait before listing again; raises what no waiting mends."""
        if isinstance(error, Refused):
            if error.status == 410:
                self._failures += 1
                return 0.0 if self._failures == 1 else self._backoff_s()
            if error.status == 404:
                self._discovery.forget(self._kind)
                self._difference({})
                return self._pace.unserved_poll_s
            if error.retry_after_s is not None:
                return error.retry_after_s + random.uniform(0, self._pace.first_delay_s)  # noqa: S311 - spreads load, guards nothing
            if (error.status == 401 and self._ever_synced) or (error.status == 403 and self._http.is_settling):
                return self._backoff_s()
            if error.status < 429:
                raise error
            return self._backoff_s()
        # A ForgeError comes from reading the kubeconfig again; what was right once may be so again.
        if isinstance(error, NotKubernetes | ForgeError) and self._ever_synced:
            return self._backoff_s()
        if is_no_answer(error) and self._http.had_contact:
            return self._backoff_s()
        raise error

    def _backoff_s(self) -> float:
        self._failures += 1
        return jittered_s(self._failures - 1, self._pace.first_delay_s, self._pace.longest_delay_s)

    async def _served(self) -> Resource:
        while True:
            if (resource := await self._discovery.find(self._kind)) is not None:
                return resource
            await asyncio.sleep(self._pace.unserved_poll_s)

    async def _list(self, resource: Resource) -> None:
        items, version = await list_all(self._http, resource, self._namespace)
        self._difference({_key(item): item for item in items})
        self._version = version
        self._synced = self._ever_synced = True
        self._tell("synced", {})

    def _difference(self, now: dict[_Key, Manifest]) -> None:
        """Tell what changed while nobody watched. An object made anew under an old name is another object."""
        for key, old in list(self._cache.items()):
            if key not in now or _uid(now[key]) != _uid(old):
                self._changed("deleted", old)
        for item in now.values():
            self._changed("modified", item)

    def _changed(self, change: Literal["added", "modified", "deleted"], manifest: Manifest) -> None:
        """Tell one change, so that every event fits the set told before it."""
        key = _key(manifest)
        known = self._cache.get(key)
        if change == "deleted":
            if known is not None:
                del self._cache[key]
                self._tell("deleted", manifest)
            return
        self._cache[key] = manifest
        if known is None:
            self._tell("added", manifest)
        elif _version(known) != _version(manifest):
            self._tell("modified", manifest)

    async def _watch(self, resource: Resource) -> None:
        """Until the server ends the watch in order."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        params = {
            "watch": "true",
            "allowWatchBookmarks": "true",
            "resourceVersion": self._version,
            "timeoutSeconds": str(random.randint(240, 480)),  # noqa: S311 - spreads load, guards nothing
        }
        async with self._http.answer(Call("GET", resource.path(self._namespace), params), silence_s=self._pace.idle_s) as response:
            async for line in _lines(response):
                self._take(line, resource)
        await asyncio.sleep(max(began_s + self._pace.restart_s - loop.time(), 0))

    def _take(self, line: bytes, resource: Resource) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            raise NotKubernetes("an event of a watch is not JSON") from None
        manifest = event["object"]
        if event["type"] == "ERROR":
            raise refused_by(manifest)
        if event["type"] in _CHANGES:
            self._changed(_CHANGES[event["type"]], trimmed(manifest, resource.kind))
        self._version = _version(manifest)

    def _lost(self) -> None:
        self._version = ""
        if self._synced:
            self._synced = False
            self._tell("stale", {})

    def _tell(self, change: Literal["added", "modified", "deleted", "synced", "stale"], manifest: Manifest) -> None:
        self._events.put_nowait(WatchEvent(change, manifest))


class _Told:
    """Iterator over a queue: unlike a generator it survives a reader that gives up waiting and comes back."""

    def __init__(self, events: asyncio.Queue[WatchEvent | Exception]) -> None:
        self._events = events

    def __aiter__(self) -> _Told:
        return self

    async def __anext__(self) -> WatchEvent:
        event = await self._events.get()
        if isinstance(event, Exception):
            self._events.put_nowait(event)  # for the next who asks
            raise event
        return event


async def list_all(
    http: KubeHttp, resource: Resource, namespace: str, labels: str = "", *, patiently: bool = False
) -> tuple[list[Manifest], str]:
    """All objects and the version they are of, page by page; from the start again when a page has expired.

    With `patiently` failures that pass are borne here; otherwise the caller has its own way.
    """
    ask = http.request if patiently else http.once
    first = {"limit": str(PAGE_SIZE)} | ({"labelSelector": labels} if labels else {})
    items: list[Manifest] = []
    following: dict[str, str] = {}
    while True:
        try:
            page: Any = await ask(Call("GET", resource.path(namespace), first | following))
        except Refused as refused:
            if refused.status != 410 or not following:
                raise
            items, following = [], {}
            continue
        items += [trimmed(item, resource.kind) for item in page.get("items") or []]
        if not (token := page["metadata"].get("continue")):
            return items, page["metadata"]["resourceVersion"]
        following = {"continue": token}


def trimmed(manifest: Manifest, kind: Kind) -> Manifest:
    """The object without managedFields, and with the apiVersion and kind that items of a list lack."""
    manifest.setdefault("apiVersion", kind.api_version)
    manifest.setdefault("kind", kind.kind)
    manifest.get("metadata", {}).pop("managedFields", None)
    return manifest


async def _lines(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Lines of any length; the client's own readline refuses long ones."""
    begun = bytearray()
    async for chunk in response.content.iter_any():
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            begun += line
            if begun:
                yield bytes(begun)
            begun = bytearray()
        begun += rest


def _key(manifest: Manifest) -> _Key:
    return manifest["metadata"].get("namespace", ""), manifest["metadata"]["name"]


def _uid(manifest: Manifest) -> str:
    return str(manifest["metadata"].get("uid", ""))


def _version(manifest: Manifest) -> str:
    return str(manifest["metadata"].get("resourceVersion", ""))
