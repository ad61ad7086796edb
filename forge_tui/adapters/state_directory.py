"""This machine's memory: keys, the event stream and reports of each run, in a directory of the user's own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forge_tui.domain.event_format import to_document
from forge_tui.domain.events import (
    RunFinished,
    Stamped,
    StepFinished,
)
from forge_tui.domain.failures import JournalUnwritable

OWNER_ONLY = 0o600
_SYNC_AFTER = (StepFinished, RunFinished)


class StateDirectory:
    """Files of one cluster: `keys/` and `runs/<run>/`. Everything is readable by this user only."""

    def __init__(self, base: Path, cluster_uid: str) -> None:
        self.directory = base / cluster_uid
        self._keys = self.directory / "keys"

    async def save_secret(self, name: str, content: str) -> Path:
        """Write atomically and flush file and directory before returning."""
        return await asyncio.to_thread(write_private, self._keys / name, content.encode())

    async def load_secret(self, name: str) -> str | None:
        """What was saved, or None."""
        return await asyncio.to_thread(self._load, name)

    async def forget_secret(self, name: str) -> None:
        """Remove it; nothing happens when it is not there."""
        await asyncio.to_thread((self._keys / name).unlink, missing_ok=True)

    def run_directory(self, run_id: str) -> Path:
        """Where this run's files go; made on first use."""
        with translated(self.directory):
            directory = self.directory / "runs" / run_id
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory

    def latest_plan(self) -> Mapping[str, Any] | None:
        """The document of the plan that was carried out last; None when there is none that can be read."""
        for file in sorted(self.directory.glob("runs/*/plan.json"), key=_modified_at, reverse=True):
            try:
                plan = json.loads(file.read_bytes())["plan"]
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                continue
            if isinstance(plan, dict):
                return plan
        return None

    def _load(self, name: str) -> str | None:
        with translated(self._keys):
            try:
                return (self._keys / name).read_text()
            except FileNotFoundError:
                return None


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@contextmanager
def translated(where: Path) -> Iterator[None]:
    """Disk errors in words: which path, and what the system says."""
    try:
        yield
    except OSError as error:
        raise JournalUnwritable(f"{error.filename or where}: {(error.strerror or str(error)).lower()}") from error


def write_private(path: Path, content: bytes) -> Path:
    """Replace `path` with `content`: complete or not at all, mode 0600, on the disk when this returns.

    Raises:
        JournalUnwritable: The disk is full, read-only, or not ours.
    """
    with translated(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_directory(path.parent)
    return path


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class EventFile:
    """Sink that appends each event to a file, as one line of JSON, from a thread of its own.

    Lines reach the disk in order; after the end of each step they are flushed to it. A disk that refuses is
    told once through `failure`; the run itself goes on, since its own memory is in the cluster.
    """

    def __init__(self, path: Path) -> None:
        with translated(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, OWNER_ONLY), "ab")
            os.fsync(self._file.fileno())
        self.path = path
        self.failure: JournalUnwritable | None = None
        self._queue: queue.SimpleQueue[tuple[bytes, bool] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="event file", daemon=True)
        self._thread.start()

    def __call__(self, stamped: Stamped) -> None:
        """Queue one event."""
        line = json.dumps(to_document(stamped), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._queue.put((line, isinstance(stamped.event, _SYNC_AFTER)))

    def close(self) -> None:
        """Wait until all is on the disk."""
        self._queue.put(None)
        self._thread.join()
        with contextlib.suppress(OSError):
            self._file.close()

    def _write(self) -> None:
        while (entry := self._queue.get()) is not None:
            line, sync = entry
            try:
                with translated(self.path):
                    self._file.write(line)
                    self._file.flush()
                    if sync:
                        os.fsync(self._file.fileno())
            except JournalUnwritable as error:
                self.failure = self.failure or error
