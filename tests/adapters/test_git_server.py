"""Gitea's API and pushes: the contract on a real Gitea, other people's commits, and refusals."""

from __future__ import annotations

import asyncio
import subprocess
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from forge_tui.adapters import git_push
from forge_tui.adapters.git_server import GiteaServer
from forge_tui.domain.failures import GitServerRefused, RepositoryForeign
from forge_tui.ports import Credentials, Tip
from tests.adapters.git_contract import FILES, GitContract, Names, prepared
from tests.lab.control_plane import Lab

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LOGIN = Credentials("contract-admin", "canary-4711-Password")


@pytest.fixture(scope="module")
def gitea_url(lab: Lab) -> str:
    made = [*lab.commands.gitea("admin", "user", "create"), "--admin", "--must-change-password=false"]
    command = [*made, "--username", LOGIN.username, "--password", LOGIN.password, "--email", "contract@localhost.example"]
    subprocess.run(command, capture_output=True, check=True, cwd=lab.directory)
    return lab.gitea_url


@pytest.fixture
def git(gitea_url: str) -> GiteaServer:
    return GiteaServer(gitea_url, LOGIN)


@pytest.fixture
def names() -> Names:
    return f"org-{uuid.uuid4().hex[:8]}", "charts"


def push_as(person: str, url: str, names: Names, files: dict[str, bytes], parent: Tip) -> None:
    """A commit by somebody else, committed by them."""
    import urllib3

    tree = git_push.tree_of(files)
    commit = git_push.commit_of(tree, parent.commit, "mine", NOON)
    commit.object.committer = person.encode()
    signed = git_push.Commit(commit.object.id.decode(), commit.object)
    address = f"{url}/{names[0]}/{names[1]}.git"
    assert git_push.push(address, LOGIN, urllib3.PoolManager(), tree, signed, "main", parent.commit) == ""


@pytest.mark.lab
class TestGiteaServer(GitContract):
    """The contract on a real Gitea."""

    async def test_an_amended_commit_is_foreign_and_never_overwritten(self, git: GiteaServer, gitea_url: str, names: Names) -> None:
        await prepared(git, names)
        first = await git.push(*names, FILES, message="first")
        await asyncio.to_thread(push_as, "Eve <eve@example.org>", gitea_url, names, {"theirs": b"1"}, first)
        tip = await git.tip(*names)
        assert tip is not None
        assert not tip.ours
        with pytest.raises(RepositoryForeign, match=rf"commit {tip.commit[:12]} of .* was written by Eve <eve@example.org>"):
            await git.push(*names, FILES, message="again")
        assert await git.tip(*names) == tip

    async def test_of_two_pushes_at_once_one_is_refused_and_none_lost(self, git: GiteaServer, gitea_url: str, names: Names) -> None:
        await prepared(git, names)
        first = await git.push(*names, FILES, message="first")
        other = GiteaServer(gitea_url, LOGIN)
        pushes = (git.push(*names, {"a": b"1"}, message="a"), other.push(*names, {"b": b"2"}, message="b"))
        results = await asyncio.gather(*pushes, return_exceptions=True)
        won = [result for result in results if isinstance(result, Tip)]
        lost = [result for result in results if isinstance(result, Exception)]
        assert await git.tip(*names) in won
        assert all(isinstance(error, GitServerRefused) for error in lost)
        assert first not in won

    async def test_a_branch_that_moved_before_the_push_is_not_touched(self, gitea_url: str, git: GiteaServer, names: Names) -> None:
        import urllib3

        await prepared(git, names)
        stale = await git.push(*names, FILES, message="first")
        now = await git.push(*names, {"a": b"1"}, message="second")
        tree = git_push.tree_of({"b": b"2"})
        commit = git_push.commit_of(tree, stale.commit, "late", NOON)
        url = f"{gitea_url}/{names[0]}/{names[1]}.git"
        said = await asyncio.to_thread(git_push.push, url, LOGIN, urllib3.PoolManager(), tree, commit, "main", stale.commit)
        assert said == f"branch main moved to {now.commit[:12]} in the meantime"
        assert await git.tip(*names) == now

    async def test_organisation_and_repository_are_private(self, git: GiteaServer, gitea_url: str, names: Names) -> None:
        await prepared(git, names)
        stranger = await asyncio.to_thread(status_of, f"{gitea_url}/{names[0]}/{names[1]}.git/info/refs?service=git-upload-pack", None)
        assert stranger == 401

    async def test_the_token_reads_the_repository_and_can_do_nothing_else(self, git: GiteaServer, gitea_url: str, names: Names) -> None:
        await prepared(git, names)
        await git.push(*names, FILES, message="first")
        old, token = [await git.renew_read_token("contract") for _ in range(2)]
        refs = f"{gitea_url}/{names[0]}/{names[1]}.git/info/refs?service="

        def status(service: str, secret: str) -> int:
            return status_of(f"{refs}{service}", f"{LOGIN.username}:{secret}")

        assert await asyncio.to_thread(status, "git-upload-pack", token) == 200
        assert await asyncio.to_thread(status, "git-upload-pack", old) == 401
        assert await asyncio.to_thread(status, "git-receive-pack", token) in (401, 403)

    async def test_a_wrong_password_is_refused_and_not_repeated(self, gitea_url: str, names: Names) -> None:
        wrong = GiteaServer(gitea_url, Credentials(LOGIN.username, "wrong-canary"))
        with pytest.raises(GitServerRefused, match="refuses") as caught:
            await wrong.ensure_organisation(names[0])
        assert "wrong-canary" not in f"{caught.value!r} {caught.value.__cause__!r}"
        with pytest.raises(GitServerRefused):
            await wrong.tip(*names)


def status_of(url: str, login: str | None) -> int:
    import urllib3

    headers = urllib3.make_headers(basic_auth=login) if login else {}
    with urllib3.PoolManager() as pool:
        return int(pool.request("GET", url, headers=headers, redirect=False).status)


async def test_a_closed_port_is_named_as_no_answer() -> None:
    with pytest.raises(GitServerRefused, match="no answer while reading organisation o: connection refused"):
        await GiteaServer("http://127.0.0.1:1", LOGIN).ensure_organisation("o")
    with pytest.raises(GitServerRefused, match="no answer while reading the tip of o/r"):
        await GiteaServer("http://127.0.0.1:1", LOGIN).tip("o", "r")


def test_the_same_commit_has_the_same_id_whatever_the_order_of_files() -> None:
    def made(files: Any) -> str:
        return git_push.commit_of(git_push.tree_of(files), None, "message", NOON).id

    assert made(FILES) == made(dict(reversed(FILES.items())))
    assert made(FILES) != made({**FILES, "more": b""})


def test_the_tree_is_the_one_that_git_makes() -> None:
    # printf 'a: 1\n' > d/f; git write-tree
    assert git_push.tree_of({}).id == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
