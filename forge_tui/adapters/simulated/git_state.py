"""Repositories of the simulated Gitea, with Git's own object names, so that equal content has equal names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forge_tui.ports import Tip

OURS = "forge-tui <forge-tui@cluster.local>"
SOMEBODY = "somebody <somebody@cluster.local>"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of branch main with all its files."""

    tip: Tip
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(slots=True)
class GitState:
    """What Gitea has on its volume."""

    organisations: set[str] = field(default_factory=set)
    repositories: dict[tuple[str, str], list[Commit]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    """Name to value; each can only read."""
    made: int = 0

    def head(self, organisation: str, name: str) -> Commit | None:
        """The newest commit, or None when the repository is empty or missing."""
        history = self.repositories.get((organisation, name))
        return history[-1] if history else None

    def at(self, organisation: str, name: str, revision: str) -> Commit | None:
        """The commit of that hash, or the head for a branch name."""
        for commit in self.repositories.get((organisation, name), ()):
            if commit.tip.commit == revision:
                return commit
        return self.head(organisation, name) if revision in ("main", "HEAD", "") else None

    def commit(self, organisation: str, name: str, files: Mapping[str, bytes], message: str, author: str = OURS) -> Tip:
        """Append a commit that holds exactly `files`."""
        history = self.repositories[organisation, name]
        tree = tree_hash(files)
        parent = f"parent {history[-1].tip.commit}\n" if history else ""
        commit = _object("commit", f"tree {tree}\n{parent}author {author}\n\n{message}".encode())
        tip = Tip(commit, tree, author == OURS)
        history.append(Commit(tip, dict(files)))
        return tip


def tree_hash(files: Mapping[str, bytes]) -> str:
    """The name that Git gives to a tree of plain files."""
    folder: dict[str, Any] = {}
    for path, content in files.items():
        *parents, name = path.split("/")
        place = folder
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = content
    return _tree(folder)


def _tree(folder: Mapping[str, Any]) -> str:
    entries = []
    for name, content in folder.items():
        if isinstance(content, bytes):
            entries.append((name, b"100644 " + name.encode() + b"\0" + bytes.fromhex(_object("blob", content))))
        else:
            entries.append((name + "/", b"40000 " + name.encode() + b"\0" + bytes.fromhex(_tree(content))))
    return _object("tree", b"".join(entry for _, entry in sorted(entries)))


def _object(kind: str, content: bytes) -> str:
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()
