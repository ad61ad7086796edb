"""What every GitServer promises: subclass `GitContract`, provide `git`, and `names` of an organisation and a repository not used yet."""

from __future__ import annotations

import pytest

from forge_tui.domain.failures import GitServerRefused
from forge_tui.ports import GitServer

Names = tuple[str, str]
FILES = {"root/values.yaml": b"a: 1\n", "charts/a/Chart.yaml": b"name: a\n", "charts/a/charts/x-1.0.0.tgz": bytes(range(256))}


async def prepared(git: GitServer, names: Names) -> None:
    await git.ensure_organisation(names[0])
    await git.ensure_repository(*names)


class GitContract:
    """Tests over the fixtures `git` and `names`."""

    async def test_organisation_and_repository_are_made_once(self, git: GitServer, names: Names) -> None:
        assert [await git.ensure_organisation(names[0]) for _ in range(2)] == [True, False]
        assert [await git.ensure_repository(*names) for _ in range(2)] == [True, False]

    async def test_a_repository_needs_its_organisation(self, git: GitServer, names: Names) -> None:
        with pytest.raises(GitServerRefused):
            await git.ensure_repository(*names)

    async def test_an_empty_repository_has_no_tip(self, git: GitServer, names: Names) -> None:
        await prepared(git, names)
        assert await git.tip(*names) is None

    async def test_a_pushed_commit_is_the_tip_and_ours(self, git: GitServer, names: Names) -> None:
        await prepared(git, names)
        pushed = await git.push(*names, FILES, message="first")
        assert pushed.ours
        assert await git.tip(*names) == pushed

    async def test_the_same_files_make_no_second_commit(self, git: GitServer, names: Names) -> None:
        await prepared(git, names)
        first = await git.push(*names, FILES, message="first")
        assert await git.push(*names, dict(reversed(FILES.items())), message="again") == first

    async def test_other_files_make_another_commit(self, git: GitServer, names: Names) -> None:
        await prepared(git, names)
        first = await git.push(*names, FILES, message="first")
        second = await git.push(*names, {"only": b"this"}, message="second")
        assert second.commit != first.commit
        assert second.tree != first.tree
        third = await git.push(*names, FILES, message="back")
        assert third.tree == first.tree

    async def test_a_push_to_a_repository_that_is_not_there_is_refused(self, git: GitServer, names: Names) -> None:
        await git.ensure_organisation(names[0])
        with pytest.raises(GitServerRefused):
            await git.push(names[0], "ghost", FILES, message="first")

    async def test_a_renewed_token_is_another_one(self, git: GitServer, names: Names) -> None:
        assert await git.renew_read_token(names[1]) != await git.renew_read_token(names[1])
