"""Reads a support archive into memory: nothing is written to the disk, and no member can make it large or slow."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any

from forge_tui.domain.archive import FOLDER, Archive, ArchivedFile
from forge_tui.domain.failures import UsageError
from forge_tui.domain.sanitise import clean_line

FILE_LIMIT_BYTES = 8 * 1024 * 1024
"""Of one file; the rest of it is left out."""
TOTAL_LIMIT_BYTES = 256 * 1024 * 1024
"""Of the archive once unpacked."""
MEMBERS_LIMIT = 5000
_REMEDY = "Name a support archive that exists: forge-tui open support.tar.gz"
_GZIP = b"\x1f\x8b"


class _Limited(io.RawIOBase):
    """A stream that ends the reading of an archive that unpacks to more than is allowed."""

    def __init__(self, inner: IO[bytes], limit_bytes: int) -> None:
        self._inner = inner
        self._left_bytes = limit_bytes

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Bytes of the archive. Raises UsageError past the limit."""
        content = self._inner.read(size if size >= 0 else self._left_bytes + 1)
        self._left_bytes -= len(content)
        if self._left_bytes < 0:
            raise UsageError(f"it unpacks to more than {TOTAL_LIMIT_BYTES // 2**20} MB", remedy=_REMEDY)
        return content


def read_archive(path: Path) -> Archive:
    """The files of a support archive (tar or tar.gz), in the order of their names.

    Links, devices and names that lead elsewhere are left out and told.

    Raises:
        UsageError: It cannot be read, is no such archive, or unpacks to more than 256 MB.
    """
    try:
        with path.open("rb") as raw:
            unpacked: Any = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == _GZIP else raw
            with tarfile.open(fileobj=_Limited(unpacked, TOTAL_LIMIT_BYTES), mode="r|") as tar:
                return _read(path.name, tar)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be unpacked'}", remedy=_REMEDY) from error
    except (tarfile.TarError, EOFError, ValueError, zlib.error) as error:
        raise UsageError(f"{path} is not a support archive: {clean_line(error, 200)}", remedy=_REMEDY) from error


def _read(name: str, tar: tarfile.TarFile) -> Archive:
    files: dict[str, ArchivedFile] = {}
    left_out: list[str] = []
    for number, member in enumerate(tar, start=1):
        if number > MEMBERS_LIMIT:
            left_out.append(f"whatever follows the first {MEMBERS_LIMIT} members")
            break
        inner = _inner_name(member.name)
        if member.isdir():
            continue
        if not member.isreg() or not inner:
            left_out.append(f"{member.name}: {'not an ordinary file' if not member.isreg() else f'not below {FOLDER}/'}")
            continue
        stream = tar.extractfile(member)
        content = stream.read(FILE_LIMIT_BYTES) if stream else b""
        files[inner] = ArchivedFile(inner, content, member.size)
    if not files:
        raise UsageError(f"{name} holds no file below {FOLDER}/", remedy=_REMEDY)
    return Archive(name, tuple(files[key] for key in sorted(files)), tuple(left_out))


def _inner_name(name: str) -> str:
    """The name below the top folder; empty when it lies elsewhere."""
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or parts[0] != FOLDER or ".." in parts:
        return ""
    return "/".join(parts[1:])
