from __future__ import annotations

import pytest

from forge_tui.adapters.simulated.clock import ScaledClock
from forge_tui.adapters.simulated.git_server import SimulatedGitServer
from forge_tui.adapters.simulated.git_state import SOMEBODY, GitState, tree_hash
from forge_tui.domain.failures import GitServerRefused, RepositoryForeign


@pytest.fixture
async def state() -> GitState:
    return GitState()


@pytest.fixture
async def git(state: GitState) -> SimulatedGitServer:
    server = SimulatedGitServer(state, ScaledClock())
    await server.ensure_organisation("org")
    await server.ensure_repository("org", "repo")
    return server


async def test_what_is_there_is_not_made_again(git: SimulatedGitServer) -> None:
    assert await git.ensure_organisation("org") is False
    assert await git.ensure_repository("org", "repo") is False
    assert await git.tip("org", "repo") is None


async def test_a_repository_needs_its_organisation(git: SimulatedGitServer) -> None:
    with pytest.raises(GitServerRefused, match="no organisation nobody"):
        await git.ensure_repository("nobody", "repo")
    with pytest.raises(GitServerRefused, match="no repository org/other"):
        await git.tip("org", "other")


async def test_equal_files_give_no_second_commit(git: SimulatedGitServer) -> None:
    first = await git.push("org", "repo", {"a": b"1"}, message="one")
    assert await git.push("org", "repo", {"a": b"1"}, message="two") == first
    second = await git.push("org", "repo", {"a": b"2"}, message="three")
    assert second.commit != first.commit
    assert (await git.tip("org", "repo")) == second
    assert second.ours


async def test_a_foreign_tip_is_never_overwritten(git: SimulatedGitServer, state: GitState) -> None:
    state.commit("org", "repo", {"a": b"theirs"}, "mine", SOMEBODY)
    with pytest.raises(RepositoryForeign, match="org/repo ends with commit"):
        await git.push("org", "repo", {"a": b"ours"}, message="one")


async def test_a_renewed_token_replaces_the_old_one(git: SimulatedGitServer, state: GitState) -> None:
    first, second = await git.renew_read_token("argocd"), await git.renew_read_token("argocd")
    assert first != second
    assert list(state.tokens.values()) == [second]
    assert second not in repr(state)


def test_a_tree_has_the_name_that_git_gives_it() -> None:
    """The name of the tree {a.txt: "hello\\n"}, as `git write-tree` prints it."""
    assert tree_hash({"a.txt": b"hello\n"}) == "2e81171448eb9f2ee3821e3d447aa6b2fe3ddba1"
