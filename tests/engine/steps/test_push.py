"""Charts and values go into Gitea."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from forge_tui.adapters.simulated.git_state import SOMEBODY
from forge_tui.domain.events import Change, NoticeRaised, StepProgressed
from forge_tui.domain.failures import GitNotReady, GitServerRefused, RepositoryForeign
from forge_tui.engine.credentials import read_secret
from forge_tui.engine.names import GITEA_ADMIN_REF, REPOSITORY_ACCESS_REF
from forge_tui.engine.steps import push
from forge_tui.ports import Credentials, Doors, GitServer
from tests.engine.platform import DOMAIN, Platform


async def test_git_holds_charts_root_and_the_values_with_the_commit_of_the_charts(platform: Platform) -> None:
    workspace = await platform.workspace("push")
    assert await push.run(workspace) is Change.CHANGED
    charts = platform.simulation.git.head("cluster-org", "cluster-forge")
    values = platform.simulation.git.head("cluster-org", "cluster-values")
    assert charts is not None
    assert values is not None
    assert {"root/values.yaml", "charts/alpha/Chart.yaml"} <= charts.files.keys()
    assert list(values.files) == ["values.yaml"]
    assert charts.tip.commit.encode() in values.files["values.yaml"]
    assert DOMAIN.encode() in values.files["values.yaml"]
    assert workspace.root_revision == f"{charts.tip.commit},{values.tip.commit}"


async def test_applications_name_the_commit_afterwards(platform: Platform) -> None:
    workspace = await platform.workspace("push")
    await push.run(workspace)
    assert {m["spec"]["source"]["targetRevision"] for m in workspace.applications.values()} == {workspace.revision}
    assert workspace.revision != "main"


async def test_a_second_push_of_the_same_makes_no_commit(platform: Platform) -> None:
    workspace = await platform.workspace("push")
    await push.run(workspace)
    before = workspace.root_revision
    assert await push.run(workspace) is Change.UNCHANGED
    assert workspace.root_revision == before


async def test_other_answers_make_a_commit_of_values_only(platform: Platform) -> None:
    first = await platform.workspace("root")
    second = await platform.workspace("push", domain="other.example")
    assert await push.run(second) is Change.CHANGED
    assert second.revision == first.revision
    assert second.values_revision != first.values_revision


@pytest.mark.parametrize("repository", ["cluster-forge", "cluster-values"])
async def test_a_tip_of_somebody_else_is_refused_and_stays(platform: Platform, repository: str) -> None:
    workspace = await platform.workspace("root")
    stranger = platform.simulation.git.commit("cluster-org", repository, {"mine": b"x"}, "by hand", SOMEBODY)
    with pytest.raises(RepositoryForeign, match=f"cluster-org/{repository} ends with commit {stranger.commit[:10]}"):
        await push.run(workspace)
    head = platform.simulation.git.head("cluster-org", repository)
    assert head is not None
    assert head.tip == stranger


async def test_the_token_for_argocd_is_made_once_and_is_no_login(platform: Platform) -> None:
    await platform.workspace("root")
    first = await read_secret(platform.cluster, REPOSITORY_ACCESS_REF)
    await platform.workspace("root")
    assert await read_secret(platform.cluster, REPOSITORY_ACCESS_REF) == first
    assert first is not None
    assert first["password"] == platform.simulation.git.tokens["argocd"]
    assert first["url"] == "http://gitea-http.cf-gitea.svc:3000/cluster-org"
    labels = (await platform.live(REPOSITORY_ACCESS_REF))["metadata"]["labels"]
    assert labels == {"argocd.argoproj.io/secret-type": "repo-creds"}


@pytest.mark.parametrize("runs", [1, 2], ids=["made", "found"])
async def test_the_token_is_in_no_event(platform: Platform, runs: int) -> None:
    for _ in range(runs):
        await platform.workspace("root")
    token = platform.simulation.git.tokens["argocd"]
    platform.narrator.emit(NoticeRaised(token))
    assert token not in repr(platform.stream)


async def test_a_login_that_somebody_deleted_is_told(platform: Platform) -> None:
    workspace = await platform.workspace("push")
    await platform.cluster.delete(GITEA_ADMIN_REF)
    with pytest.raises(GitServerRefused, match="gitea-admin-credentials is not there any more"):
        await push.run(workspace)


class Starting:
    """Doors of a Gitea that does not know its administrator for the first tries."""

    def __init__(self, doors: Doors, tries: int) -> None:
        self._doors = doors
        self._left = tries
        self.vault = doors.vault

    @asynccontextmanager
    async def git_server(self, namespace: str, service: str, login: Credentials) -> AsyncIterator[GitServer]:
        self._left -= 1
        if self._left >= 0:
            raise GitNotReady("Gitea does not accept the login")
        async with self._doors.git_server(namespace, service, login) as server:
            yield server


async def test_a_login_that_gitea_does_not_know_yet_is_tried_again(platform: Platform) -> None:
    workspace = await platform.workspace("push")
    workspace.adapters = replace(workspace.adapters, doors=Starting(workspace.adapters.doors, tries=3))
    assert await push.run(workspace) is Change.CHANGED
    told = [event.message for event in platform.told.of(StepProgressed) if event.step == "push"]
    assert told[:3] == ["Gitea does not accept the login"] * 3


async def test_a_login_that_gitea_never_knows_ends_the_step(platform: Platform) -> None:
    workspace = await platform.workspace("push")
    workspace.adapters = replace(workspace.adapters, doors=Starting(workspace.adapters.doors, tries=1000))
    with pytest.raises(GitNotReady, match="does not accept the login"):
        await push.run(workspace)
