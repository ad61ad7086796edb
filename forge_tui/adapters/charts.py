"""The port ChartSource: the charts beside the program, completed with what they need from upstream, each file verified."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forge_tui.adapters.bundle_files import chart_files
from forge_tui.adapters.chart_cache import ChartCache
from forge_tui.adapters.chart_fetch import Fetched, Fetcher, Upstream
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.failures import CatalogueInvalid, ChartSourceUnreachable, ChecksumMismatch
from forge_tui.ports import Progress, VendoredCharts

_AT_ONCE = 4
_MANIFEST_URL = "forge-tui.io/manifest-url"
_MANIFEST_VERSION = "forge-tui.io/manifest-version"
_SHOWN_AT_MOST = 5


_LockKey = tuple[str, str, str, str]
"""Component, name (empty for a manifest), version, source."""


@dataclass(frozen=True, slots=True)
class _Expected:
    """The digest that a file must have; empty when nobody knows it yet."""

    digest: str
    says: str
    """Who expects it, for the message."""


class UpstreamCharts:
    """Charts of a bundle. What the bundle has vendored already is taken from there, the rest from the cache or from upstream.

    Args:
        bundle: Folder with charts/ and root/.
        cache: Folder of this machine's fetched charts.
        helm: Path of helm, for charts in registries; None for the one on PATH.
        mirrors: (FROM, TO) prefixes that redirect every fetch.
        stall_s: A connection that gives no byte for so long has failed.
        retry_after_s: Waits between attempts.
    """

    def __init__(
        self,
        bundle: Path,
        cache: Path,
        *,
        helm: str | None = None,
        mirrors: Sequence[tuple[str, str]] = (),
        stall_s: float = 20.0,
        retry_after_s: Sequence[float] = (0.5, 2.0),
    ) -> None:
        self._bundle = bundle
        self._cache = ChartCache(cache)
        self._scratch = cache / "scratch"
        self._helm = helm
        self._mirrors = tuple(mirrors)
        self._stall_s = stall_s
        self._retry_after_s = tuple(retry_after_s)

    async def vendor(self, catalogue: Catalogue, progress: Progress) -> VendoredCharts:
        """The charts of these components and the root chart, complete.

        Raises:
            ChartSourceUnreachable: Names components, addresses and what happened.
            ChecksumMismatch: With both digests.
            CatalogueInvalid: A chart of the bundle is missing or not readable.
        """
        wanted = await asyncio.to_thread(lambda: list(self._wanted(catalogue)))
        pinned = await asyncio.to_thread(self._pinned)
        trusted = await asyncio.to_thread(self._cache.trusted)
        expected = {upstream: _expected(pinned.get(_lock_key(upstream), ""), trusted.get(upstream.key, "")) for upstream in wanted}
        contents = await self._contents(expected, progress)
        unpinned = [upstream for upstream in wanted if not pinned.get(_lock_key(upstream))]
        digests = {upstream: hashlib.sha256(contents[upstream]).hexdigest() for upstream in unpinned}
        await asyncio.to_thread(self._cache.trust, {upstream.key: digest for upstream, digest in digests.items()})
        files = await asyncio.to_thread(self._own_files, catalogue) | {u.place: content for u, content in contents.items()}
        ordered = dict(sorted(files.items()))
        folder = await asyncio.to_thread(self._cache.folder_of, ordered)
        notes = tuple(f"{u.component}: {u.name} {u.version} sha256:{digests[u]}" for u in unpinned)
        return VendoredCharts(folder, ordered, notes)

    def _wanted(self, catalogue: Catalogue) -> Iterator[Upstream]:
        for component in catalogue:
            chart = _mapping(self._bundle / component.chart / "Chart.yaml")
            for needed in chart.get("dependencies") or ():
                name, version, source = (str(needed.get(key, "")) for key in ("name", "version", "repository"))
                if not source.startswith("file:"):
                    place = f"{component.chart}/charts/{name}-{version}.tgz"
                    yield Upstream(component.name, name, version, source, place)
            notes = chart.get("annotations") or {}
            if url := notes.get(_MANIFEST_URL):
                place = f"{component.chart}/files/vendored/manifest.yaml"
                yield Upstream(component.name, component.name, str(notes.get(_MANIFEST_VERSION, "")), str(url), place, manifest=True)

    def _pinned(self) -> dict[_LockKey, str]:
        place = self._bundle / "charts" / "charts.lock"
        if not place.exists():
            return {}
        return {_key_of_entry(entry): str(entry.get("sha256") or "").lower() for entry in _mapping(place).get("dependencies") or ()}

    def _own_files(self, catalogue: Catalogue) -> dict[str, bytes]:
        folders = sorted({component.chart for component in catalogue} | {"root"})
        return {f"{folder}/{path}": place.read_bytes() for folder in folders for path, place in chart_files(self._bundle / folder)}

    async def _contents(self, expected: Mapping[Upstream, _Expected], progress: Progress) -> dict[Upstream, bytes]:
        """Four at a time. The first failure lets those under way end and starts no other: a missing network is told once, and soon."""
        contents: dict[Upstream, bytes] = {}
        failures: dict[Upstream, ForgeError] = {}
        slots = asyncio.Semaphore(_AT_ONCE)

        async def one(upstream: Upstream, fetcher: Fetcher) -> None:
            async with slots:
                if failures:
                    return
                try:
                    contents[upstream] = await self._content(upstream, expected[upstream], fetcher)
                except ForgeError as error:
                    failures[upstream] = error
                else:
                    progress(f"{upstream.name} {upstream.version}", len(contents), len(expected))

        async with (
            Fetcher(self._helm, self._scratch, self._mirrors, stall_s=self._stall_s, retry_after_s=self._retry_after_s) as fetcher,
            asyncio.TaskGroup() as group,
        ):
            for upstream in expected:
                group.create_task(one(upstream, fetcher))
        if failures:
            raise _together([failures[upstream] for upstream in expected if upstream in failures])
        return contents

    async def _content(self, upstream: Upstream, expected: _Expected, fetcher: Fetcher) -> bytes:
        """From the bundle, the cache, or upstream; in this order."""
        bundled = self._bundle / upstream.place
        if await asyncio.to_thread(bundled.is_file):
            fetched = Fetched(await asyncio.to_thread(bundled.read_bytes), str(bundled))
            return _verified(upstream, fetched, expected)
        if expected.digest and (cached := await asyncio.to_thread(self._cache.blob, expected.digest)) is not None:
            return cached
        content = _verified(upstream, await fetcher.fetch(upstream), expected)
        await asyncio.to_thread(self._cache.keep, content)
        return content


def _verified(upstream: Upstream, fetched: Fetched, expected: _Expected) -> bytes:
    digest = hashlib.sha256(fetched.content).hexdigest()
    for wanted, who in ((expected.digest, expected.says), (fetched.stated_digest, "the repository's index states")):
        if wanted and wanted != digest:
            raise ChecksumMismatch(
                f"{upstream.component}: {upstream.name} {upstream.version} from {fetched.url} has SHA-256 {digest}, {who} {wanted}"
            )
    return fetched.content


def _together(failures: Sequence[ForgeError]) -> ForgeError:
    """One failure for all; a wrong digest weighs more than a missing answer."""
    for kind in (ChecksumMismatch, ChartSourceUnreachable):
        if same := [failure for failure in failures if isinstance(failure, kind)]:
            return kind("; ".join(failure.message for failure in same[:_SHOWN_AT_MOST]), remedy=same[0].remedy)
    return failures[0]


def _lock_key(upstream: Upstream) -> _LockKey:
    return upstream.component, "" if upstream.manifest else upstream.name, upstream.version, upstream.source


def _key_of_entry(entry: Mapping[str, Any]) -> _LockKey:
    name = "" if "url" in entry else str(entry.get("name"))
    return str(entry.get("component")), name, str(entry.get("version")), str(entry.get("url") or entry.get("repository"))


def _expected(pinned: str, trusted: str) -> _Expected:
    return _Expected(pinned, "charts.lock pins") if pinned else _Expected(trusted, "the first download had")


def _mapping(place: Path) -> dict[str, Any]:
    import yaml

    from forge_tui.adapters import kubernetes_yaml

    try:
        content = kubernetes_yaml.load(place.read_bytes())
    except OSError as error:
        raise CatalogueInvalid(f"{place} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise CatalogueInvalid(f"{place} is not YAML") from error
    if not isinstance(content, dict):
        raise CatalogueInvalid(f"{place} holds no mapping")
    return content
