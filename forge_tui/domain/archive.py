"""A support archive, opened: files with what they say, all of it foreign text."""

from __future__ import annotations

from dataclasses import dataclass, field

EVENTS = "events.ndjson"
MANIFEST = "manifest.json"
FOLDER = "forge-tui-support"
"""The one folder at the top of a support archive."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of an archive."""

    name: str
    """Below the top folder, with forward slashes."""
    content: bytes = field(repr=False)
    size_bytes: int = 0
    """Of the whole file; larger than what `content` holds when that was cut."""

    @property
    def cut(self) -> bool:
        """Whether only its beginning was read."""
        return len(self.content) < self.size_bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """All that was read."""

    name: str
    files: tuple[ArchivedFile, ...]
    left_out: tuple[str, ...] = ()
    """Members that are no ordinary files, lie outside the top folder or are too many, with the reason."""

    def file(self, name: str) -> ArchivedFile | None:
        """A file by its name."""
        return next((one for one in self.files if one.name == name), None)
