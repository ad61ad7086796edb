"""Fetched charts on this machine's disk. Nothing in it is ever half written, and nothing is believed without its digest."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from forge_tui.adapters.bundle_files import chart_files, digest_of
from forge_tui.domain.failures import ChartSourceUnreachable

_LEFTOVER_AFTER_S = 3600.0
_UNFINISHED = ".unfinished-"


class ChartCache:
    """Below one folder: `blobs/` by SHA-256, `trusted.lock`, and `vendored/` by the digest of all that is in it."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._blobs = base / "blobs"
        self._vendored = base / "vendored"
        self._lock = base / "trusted.lock"

    def blob(self, digest: str) -> bytes | None:
        """The content with this digest, or None when it is not there or damaged."""
        try:
            content = (self._blobs / digest).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def keep(self, content: bytes) -> str:
        """Store a blob, on disk before this returns; its digest."""
        digest = hashlib.sha256(content).hexdigest()
        with self._writing():
            _write_atomically(self._blobs / digest, content)
        return digest

    def trusted(self) -> dict[str, str]:
        """Digests of first downloads that charts.lock did not know, by dependency."""
        from forge_tui.adapters import kubernetes_yaml

        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            content = kubernetes_yaml.load(self._lock.read_bytes())
            return {str(key): str(digest) for key, digest in content.items()} if isinstance(content, dict) else {}
        return {}

    def trust(self, digests: Mapping[str, str]) -> None:
        """Remember first downloads; what is remembered already stays as it is."""
        from forge_tui.adapters.values_file import dump_values

        known = self.trusted()
        if digests.keys() - known.keys():
            with self._writing():
                _write_atomically(self._lock, dump_values({**digests, **known}))

    def folder_of(self, files: Mapping[str, bytes]) -> Path:
        """A folder that holds exactly these files. One that was changed by somebody, or that a crash has damaged, is made anew."""
        folder = self._vendored / digest_of(sorted(files.items()))
        with self._writing():
            if _holds(folder, files):
                return folder
            self._vendored.mkdir(parents=True, exist_ok=True)
            _forget_leftovers(self._vendored)
            fresh = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._vendored))
            for path, content in files.items():
                place = fresh / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            _move_into_place(fresh, folder, files)
        return folder

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ChartSourceUnreachable(
                f"the chart cache {self._base} cannot be written: {error.strerror or error}",
                remedy="Free space there, or name another folder with --cache-dir.",
            ) from error


def _write_atomically(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    _forget_leftovers(place.parent)
    descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    there = dict(chart_files(folder, vendored=True))
    return there.keys() == files.keys() and all(place.read_bytes() == files[path] for path, place in there.items())


def _move_into_place(fresh: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists():
        damaged = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent))
        with contextlib.suppress(FileNotFoundError):
            folder.rename(damaged / "damaged")
        shutil.rmtree(damaged, ignore_errors=True)
    try:
        fresh.rename(folder)
    except OSError:
        # Another run was faster.
        shutil.rmtree(fresh, ignore_errors=True)
        if not _holds(folder, files):
            raise


def _forget_leftovers(folder: Path) -> None:
    """Remove what a killed run left unfinished; a younger one may still be written."""
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _LEFTOVER_AFTER_S:
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
