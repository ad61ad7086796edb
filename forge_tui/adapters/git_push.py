"""Makes a commit in memory and pushes it with dulwich: no git program, no working copy, never by force."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forge_tui.ports import Credentials

_FILE_MODE = 0o100644
AUTHOR = "forge-tui <forge-tui@localhost>"
_NOTHING = b"0" * 40


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of a branch."""

    commit: str
    tree: str
    people: tuple[str, ...]
    """Author and committer, as `Name <address>`."""

    @property
    def stranger(self) -> str:
        """Who of the two is not forge-tui; empty when the commit is all ours."""
        return next((who for who in self.people if who != AUTHOR), "")


@dataclass(frozen=True, slots=True)
class Tree:
    """Files as Git names them."""

    id: str
    objects: tuple[Any, ...] = field(repr=False)
    """Blobs and trees."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that nobody has yet."""

    id: str
    object: Any = field(repr=False)


def tree_of(files: Mapping[str, bytes]) -> Tree:
    """The tree that holds exactly `files`; equal files give an equal id."""
    from dulwich.index import commit_tree
    from dulwich.object_store import MemoryObjectStore
    from dulwich.objects import Blob

    store: Any = MemoryObjectStore()
    entries = []
    for path, content in sorted(files.items()):
        blob = Blob.from_string(content)
        store.add_object(blob)
        entries.append((path.encode(), blob.id, _FILE_MODE))
    top = commit_tree(store, entries)
    return Tree(top.decode(), tuple(store[name] for name in store))


def commit_of(tree: Tree, parent: str | None, message: str, when: datetime) -> Commit:
    """A commit of ours on top of `parent`; `when` has a time zone."""
    from dulwich.objects import Commit as GitCommit

    commit = GitCommit()
    commit.tree = tree.id.encode()
    commit.parents = [parent.encode()] if parent else []
    commit.author = commit.committer = AUTHOR.encode()
    commit.author_time = commit.commit_time = int(when.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = message.strip().encode() + b"\n"
    return Commit(commit.id.decode(), commit)


def head_of(url: str, login: Credentials, connections: Any, branch: str) -> Head | None:
    """The tip of a branch, read over the Git protocol: Gitea's API hears of a push a moment later, and names no tree.

    Blocking. Raises what dulwich and urllib3 raise.
    """
    from dulwich.repo import MemoryRepo

    name = b"refs/heads/" + branch.encode()
    found: dict[str, bytes] = {}

    def wanted(refs: Mapping[bytes, bytes], **_options: object) -> list[bytes]:
        if name in refs:
            found["tip"] = refs[name]
        return list(found.values())

    with closing(MemoryRepo()) as copy:
        # The commit alone; a server without filters sends its files too, which costs time only.
        _client(url, login, connections).fetch("", copy, wanted, depth=1, filter_spec=b"tree:0")
        if not found:
            return None
        commit: Any = copy[found["tip"]]
    return Head(
        found["tip"].decode(), commit.tree.decode(), tuple(who.decode(errors="replace") for who in (commit.author, commit.committer))
    )


def push(url: str, login: Credentials, connections: Any, tree: Tree, commit: Commit, branch: str, before: str | None) -> str:
    """Move `branch` from `before` to `commit`, or say why not; the server compares the old value again.

    Blocking. Raises what dulwich and urllib3 raise.
    """
    from dulwich.pack import pack_objects_to_data

    name = b"refs/heads/" + branch.encode()
    moved = ""

    def wanted(refs: Mapping[bytes, bytes]) -> dict[bytes, bytes] | None:
        nonlocal moved
        there = refs.get(name, _NOTHING)
        if there != (before.encode() if before else _NOTHING):
            moved = f"branch {branch} moved to {there.decode()[:12]} in the meantime"
            return None
        return {name: commit.object.id}

    def pack(_have: object, _want: object, **_options: object) -> tuple[int, Any]:
        # All of it: a few megabytes, and the server is behind the next door.
        count, data = pack_objects_to_data([*tree.objects, commit.object])
        return count, data

    result = _client(url, login, connections).send_pack("", wanted, pack)
    return moved or (result.ref_status or {}).get(name) or ""


def _client(url: str, login: Credentials, connections: Any) -> Any:
    from dulwich.client import Urllib3HttpGitClient

    return Urllib3HttpGitClient(
        url, pool_manager=connections, username=login.username, password=login.password, thin_packs=False, quiet=True
    )
