"""A small API server on a real loopback socket that breaks on command: what the adapter has to survive, at will."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from aiohttp import web

from forge_tui.domain.objects import Kind, Manifest

THING = Kind("test.example/v1", "Thing")
_THINGS = "/apis/test.example/v1"


def status(code: int, reason: str, message: str) -> dict[str, Any]:
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message}


@dataclass
class Fault:
    """Answers the next request whose `METHOD path` contains `on`, instead of the server."""

    on: str
    code: int = 500
    body: dict[str, Any] | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class FakeApi:
    url: str = ""
    served: bool = True
    token: str = "good"
    page_size: int = 500
    objects: dict[str, Manifest] = field(default_factory=dict)
    history: list[tuple[str, Manifest]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    watches: list[web.Request] = field(default_factory=list)
    revision: int = 100
    oldest: int = 0
    generation: int = 0
    silent: bool = False
    log: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    """Chunks of every container's log; None ends it."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a watch has ended, from either side."""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def set(self, name: str, value: int = 0) -> Manifest:
        old = self.objects.get(name)
        metadata = {
            "name": name,
            "namespace": "default",
            "uid": old["metadata"]["uid"] if old else f"uid-{self.revision}",
            "managedFields": [{"manager": "test"}],
        }
        return await self._write("MODIFIED" if old else "ADDED", {"metadata": metadata, "spec": {"value": value}})

    async def remove(self, name: str) -> None:
        if name in self.objects:
            await self._write("DELETED", json.loads(json.dumps(self.objects[name])))

    async def _write(self, change: str, manifest: Manifest) -> Manifest:
        async with self.changed:
            self.revision += 1
            manifest["metadata"]["resourceVersion"] = str(self.revision)
            name = manifest["metadata"]["name"]
            if change == "DELETED":
                self.objects.pop(name)
            else:
                self.objects[name] = manifest
            self.history.append((change, manifest))
            self.changed.notify_all()
        return manifest

    async def expire(self) -> None:
        """Every version known so far is too old; running watches are told by an event."""
        async with self.changed:
            self.revision += 1
            self.oldest = self.revision
            self.generation += 1
            self.changed.notify_all()

    async def end_watches(self) -> None:
        """End every watch in order, as a server does when timeoutSeconds is over."""
        async with self.changed:
            self.generation += 1
            self.changed.notify_all()

    def cut(self) -> None:
        """Reset every watch in the middle."""
        for request in self.watches:
            if request.transport is not None:
                request.transport.abort()
        self.watches.clear()

    async def watching(self, count: int = 1) -> None:
        """Wait until that many watches were begun in all."""
        await self.seen("watch=true", count)

    async def seen(self, part: str, count: int = 1) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: self.count(part) >= count)

    def count(self, part: str) -> int:
        return sum(part in request for request in self.requests)

    def kubeconfig(self, directory: Path, user: dict[str, Any] | None = None) -> Path:
        path = directory / "kubeconfig"
        document = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "fake",
            "clusters": [{"name": "fake", "cluster": {"server": self.url}}],
            "users": [{"name": "me", "user": {"token": self.token} if user is None else user}],
            "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "me"}}],
        }
        path.write_text(yaml.safe_dump(document))
        return path

    async def handle(self, request: web.Request) -> web.StreamResponse:
        line = f"{request.method} {request.path_qs}"
        async with self.changed:
            self.requests.append(line)
            self.changed.notify_all()
        self.tokens.append(request.headers.get("Authorization", ""))
        for fault in self.faults:
            if fault.on in line:
                self.faults.remove(fault)
                if fault.cut and request.transport is not None:
                    request.transport.abort()
                text = fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
                return web.Response(status=fault.code, text=text, headers=fault.headers)
        if self.tokens[-1] != f"Bearer {self.token}":
            return web.json_response(status(401, "Unauthorized", "Unauthorized"), status=401)
        return await self.answer(request)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        match request.path:
            case "/version":
                return web.json_response({"gitVersion": "v1.34.4"})
            case "/api/v1/namespaces/kube-system":
                return web.json_response({"metadata": {"name": "kube-system", "uid": "the-uid"}})
            case path if path.endswith("/log"):
                return await self._write_log(request)
            case "/apis/test.example/v1" if self.served:
                things = {"name": "things", "kind": "Thing", "namespaced": True}
                return web.json_response({"resources": [things, {**things, "name": "things/status"}]})
            case "/apis/test.example/v1/things" if self.served:
                return await (self._watch(request) if "watch" in request.query else self._list(request))
            case path if self.served and path.startswith(f"{_THINGS}/namespaces/default/things/"):
                found = self.objects.get(path.rpartition("/")[2])
                if found and request.method in {"GET", "PATCH"}:
                    return web.json_response({"apiVersion": THING.api_version, "kind": THING.kind, **found})
        return web.json_response(status(404, "NotFound", "the server could not find the requested resource"), status=404)

    async def _write_log(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while (chunk := await self.log.get()) is not None:
                await response.write(chunk)
        finally:
            self.left.set()
        return response

    async def _list(self, request: web.Request) -> web.Response:
        names = sorted(self.objects)
        begin = int(request.query.get("continue", 0))
        page = names[begin : begin + self.page_size]
        metadata = {"resourceVersion": str(self.revision)}
        if begin + self.page_size < len(names):
            metadata["continue"] = str(begin + self.page_size)
        return web.json_response({"metadata": metadata, "items": [self.objects[name] for name in page]})

    async def _watch(self, request: web.Request) -> web.StreamResponse:
        since = int(request.query["resourceVersion"])
        if since < self.oldest:
            return web.json_response(status(410, "Expired", "too old resource version"), status=410)
        response = web.StreamResponse()
        await response.prepare(request)
        self.watches.append(request)
        generation = self.generation
        try:
            if self.silent:
                await asyncio.Event().wait()
            while generation == self.generation:
                for change, manifest in self.history:
                    version = int(manifest["metadata"]["resourceVersion"])
                    if version > since:
                        since = version
                        await self._event(response, change, manifest)
                async with self.changed:
                    await self.changed.wait_for(lambda since=since: self._news(since, generation))  # type: ignore[misc]  # bound now
            if since < self.oldest:
                await self._event(response, "ERROR", status(410, "Expired", "too old resource version"))
        except (ConnectionError, aiohttp.ClientError):
            pass
        finally:
            self.left.set()
        return response

    def _news(self, since: int, generation: int) -> bool:
        return self.generation != generation or any(int(m["metadata"]["resourceVersion"]) > since for _, m in self.history[-1:])

    async def bookmark(self) -> None:
        """Tell every watch a newer version without a change."""
        async with self.changed:
            self.revision += 1
            metadata = {"name": "bookmark", "resourceVersion": str(self.revision)}
            self.history.append(("BOOKMARK", {"metadata": metadata}))
            self.changed.notify_all()

    @staticmethod
    async def _event(response: web.StreamResponse, change: str, manifest: dict[str, Any]) -> None:
        await response.write(json.dumps({"type": change, "object": manifest}).encode() + b"\n")


@asynccontextmanager
async def fake_api() -> AsyncIterator[FakeApi]:
    """A running server; ends its watches when left."""
    api = FakeApi()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", api.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await api.end_watches()
        await runner.cleanup()
