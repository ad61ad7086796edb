"""Finds the charts that come with the program, and lists what belongs to one chart."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import forge_tui
from forge_tui.domain.failures import CatalogueInvalid


def find_bundle(package: Path | None = None) -> Path:
    """The folder that holds charts/ and root/: a checkout's own first, then what was packed into the installed package.

    Args:
        package: Folder of the package forge_tui; for tests.

    Raises:
        CatalogueInvalid: Neither is there.
    """
    package = package or Path(forge_tui.__file__).parent
    candidates = (package.parent, package / "_bundle")
    for candidate in candidates:
        if (candidate / "root" / "values.yaml").is_file() and (candidate / "charts").is_dir():
            return candidate
    raise CatalogueInvalid(
        f"no folder with charts/ and root/values.yaml at {' or '.join(map(str, candidates))}", remedy="Install forge-tui again."
    )


def chart_files(folder: Path, *, vendored: bool = False) -> Iterator[tuple[str, Path]]:
    """Path below `folder` (forward slashes) and place of each file of a chart, in order of path; dot files are none of it.

    Args:
        folder: The chart.
        vendored: Whether fetched dependencies (charts/*.tgz, files/vendored) belong to it.
    """
    return iter(sorted(_walk(str(folder), "", vendored)))


def _walk(folder: str, prefix: str, vendored: bool) -> Iterator[tuple[str, Path]]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        path = prefix + entry.name
        if entry.name.startswith(".") or not (vendored or _own(path)):
            continue
        if entry.is_dir():
            yield from _walk(entry.path, path + "/", vendored)
        else:
            yield path, Path(entry.path)


def _own(path: str) -> bool:
    return path != "files/vendored" and not (path.startswith("charts/") and path.endswith(".tgz"))


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 (hex) over names and contents; lengths are part of it, so that nothing can move from one file to the next."""
    digest = hashlib.sha256()
    for path, content in files:
        digest.update(f"{len(path.encode())}:{path}{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()
