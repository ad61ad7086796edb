"""Fetches one chart or manifest from where it is published, or from a mirror: repositories over HTTP, registries with helm."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from forge_tui.domain.failures import ChartSourceUnreachable, HelmMissing

if TYPE_CHECKING:
    import aiohttp

LIMIT_BYTES = 64 * 1024 * 1024
_REGISTRY_TIMEOUT_S = 180.0
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Upstream:
    """One file that a component's chart needs from elsewhere."""

    component: str
    name: str
    version: str
    source: str
    """Repository of a chart, or address of a manifest."""
    place: str
    """Path below the bundle where it belongs."""
    manifest: bool = False

    @property
    def key(self) -> str:
        """What it is, wherever it comes from."""
        return f"{self.name} {self.version} {self.source}"

    @property
    def archive(self) -> str:
        """Name of the chart's archive."""
        return f"{self.name}-{self.version}.tgz"


@dataclass(frozen=True, slots=True)
class Fetched:
    """Content, and where it came from."""

    content: bytes
    url: str
    stated_digest: str = ""
    """SHA-256 (hex) that the repository's index states; empty when it states none."""


class _Failed(Exception):
    """One attempt failed; `again` says whether the next may succeed."""

    def __init__(self, url: str, words: str, *, again: bool) -> None:
        super().__init__(f"{url}: {words}")
        self.again = again


class Fetcher:
    """A context manager: connections are closed at its end.

    Args:
        helm: Path of helm, for charts in registries; None for the one on PATH.
        scratch: Folder for helm's own files and unfinished downloads.
        mirrors: (FROM, TO) prefixes of addresses; of several that fit, the longest FROM.
        stall_s: A connection that gives no byte for so long has failed.
        retry_after_s: Waits between attempts; one attempt more than there are waits.
    """

    def __init__(
        self,
        helm: str | None,
        scratch: Path,
        mirrors: Sequence[tuple[str, str]] = (),
        *,
        stall_s: float = 20.0,
        retry_after_s: Sequence[float] = (0.5, 2.0),
    ) -> None:
        self._helm = helm or "helm"
        self._scratch = scratch
        self._mirrors = sorted(mirrors, key=lambda pair: len(pair[0]), reverse=True)
        self._stall_s = stall_s
        self._retry_after_s = tuple(retry_after_s)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self._stall_s, sock_read=self._stall_s)
        # trust_env: the operator's proxy is how most closed networks reach a repository.
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True, headers={"User-Agent": "forge-tui"})
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session:
            await self._session.close()

    async def fetch(self, upstream: Upstream) -> Fetched:
        """The file itself, unverified.

        Raises:
            ChartSourceUnreachable: Names component, address and what happened.
            HelmMissing: A registry needs helm.
        """
        for wait_s in (*self._retry_after_s, None):
            try:
                return await self._attempt(upstream)
            except _Failed as failed:
                if wait_s is None or not failed.again:
                    raise ChartSourceUnreachable(f"{upstream.component} needs {upstream.name} {upstream.version}, but {failed}") from None
            await asyncio.sleep(wait_s)
        raise AssertionError("the last attempt returns or raises")

    def mirrored(self, url: str) -> str:
        """The address that stands for `url`."""
        return next((to + url.removeprefix(prefix) for prefix, to in self._mirrors if url.startswith(prefix)), url)

    async def _attempt(self, upstream: Upstream) -> Fetched:
        source = self.mirrored(upstream.source)
        if upstream.manifest:
            return Fetched(await self._get(source), source)
        if source.startswith("oci://"):
            return await self._pull(upstream, source)
        index_url = source.rstrip("/") + "/index.yaml"
        entry = await asyncio.to_thread(entry_of, await self._get(index_url), upstream.name, upstream.version)
        if not entry or not entry.get("urls"):
            raise _Failed(index_url, f"lists no {upstream.name} {upstream.version}", again=False)
        url = self.mirrored(urljoin(index_url, str(entry["urls"][0])))
        return Fetched(await self._get(url), url, str(entry.get("digest") or "").removeprefix("sha256:").lower())

    async def _get(self, url: str) -> bytes:
        import aiohttp

        assert self._session is not None, "fetch inside of the context"
        try:
            async with self._session.get(url) as answer:
                if answer.status >= 400:
                    raise _Failed(url, f"answers {answer.status} {answer.reason or ''}".rstrip(), again=answer.status in _WORTH_A_RETRY)
                content = bytearray()
                async for chunk in answer.content.iter_chunked(1 << 16):
                    content += chunk
                    if len(content) > LIMIT_BYTES:
                        raise _Failed(url, f"sends more than {LIMIT_BYTES >> 20} MB", again=False)
                return bytes(content)
        except aiohttp.InvalidURL:
            raise _Failed(url, "is no address", again=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _Failed(url, _words(error, self._stall_s), again=True) from None

    async def _pull(self, upstream: Upstream, source: str) -> Fetched:
        program = shutil.which(self._helm)
        if program is None:
            raise HelmMissing(f"{upstream.component} needs a chart of a registry ({source}), and there is no program {self._helm}")
        from forge_tui.adapters.helm_command import HelmCommand, HelmExit, HelmNotFound

        reference = f"{source.rstrip('/')}/{upstream.name}"
        self._scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="pull-", dir=self._scratch) as folder:
            try:
                async with asyncio.timeout(_REGISTRY_TIMEOUT_S):
                    await HelmCommand(program, self._scratch / "helm").fetch(reference, upstream.version, Path(folder))
            except HelmExit as error:
                raise _Failed(reference, error.words or f"helm ends with {error.code}", again="not found" not in error.words) from None
            except HelmNotFound as error:
                raise HelmMissing(str(error)) from None
            except TimeoutError:
                raise _Failed(reference, f"helm gets no answer within {_REGISTRY_TIMEOUT_S:.0f} s", again=False) from None
            archives = await asyncio.to_thread(lambda: list(Path(folder).glob("*.tgz")))
            if len(archives) != 1 or archives[0].stat().st_size > LIMIT_BYTES:
                raise _Failed(reference, f"is no single archive of at most {LIMIT_BYTES >> 20} MB", again=False)
            return Fetched(await asyncio.to_thread(archives[0].read_bytes), reference)


def entry_of(index: bytes, name: str, version: str) -> dict[str, Any] | None:
    """What a repository's index says about one version of a chart; None when it does not list it.

    Indexes grow to 20 MB, which takes seconds to parse, so the chart's own part is cut out first; that works for all that
    helm has written.
    """
    import yaml

    from forge_tui.adapters import kubernetes_yaml

    part = re.search(rb"^  " + re.escape(name.encode()) + rb":\n(?:(?:   | *-)[^\n]*(?:\n|\Z)|\n)*", index, re.MULTILINE)
    for text in ([b"entries:\n" + part[0]] if part else []) + [index]:
        try:
            entries = (kubernetes_yaml.load(text) or {}).get("entries") or {}
            found = [entry for entry in entries.get(name) or [] if str(entry.get("version")).removeprefix("v") == version.removeprefix("v")]
        except (yaml.YAMLError, AttributeError):
            continue
        if found:
            return dict(found[0])
    return None


def _words(error: Exception, stall_s: float) -> str:
    import aiohttp

    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name {error.host} cannot be resolved"
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not trusted (SSL_CERT_FILE names a file of certificates to trust)"
        case TimeoutError():
            return f"no answer within {stall_s:g} s"
        case aiohttp.ClientConnectorError():
            return (error.os_error.strerror or str(error.os_error)).lower()
        case aiohttp.ClientPayloadError():
            return "the answer was cut off"
        case aiohttp.ServerDisconnectedError() | ConnectionError():
            return "the connection was closed"
        case _:
            return f"{type(error).__name__}"
