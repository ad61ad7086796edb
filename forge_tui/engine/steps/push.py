"""Charts, root and values go into Gitea, and Argo CD gets a token that can only read them."""

from __future__ import annotations

from forge_tui.domain.events import Change
from forge_tui.domain.failures import GitNotReady, GitServerRefused
from forge_tui.engine.credentials import gitea_login, read_secret, write_secret
from forge_tui.engine.names import (
    CHARTS_REPOSITORY,
    CHARTS_URL,
    GIT_PREFIX,
    GITEA_NAMESPACE,
    GITEA_SERVICE,
    ORGANISATION,
    REPOSITORY_ACCESS_REF,
    VALUES_FILE,
    VALUES_REPOSITORY,
)
from forge_tui.engine.workspace import Workspace
from forge_tui.ports import GitServer

NAME = "push"
_PATIENCE_S = 60.0
"""For a Gitea that is still making its administrator, or restarts. Each try looks before it acts."""


async def run(workspace: Workspace) -> Change:
    """Push what differs, then render the root again for the commit that Git now holds."""
    clock = workspace.adapters.clock
    deadline_s = clock.monotonic_s() + _PATIENCE_S
    while True:
        try:
            return await _push(workspace)
        except GitNotReady as error:
            if clock.monotonic_s() > deadline_s:
                raise
            workspace.progress(NAME, error.message)
            await clock.sleep(1.0)


async def _push(workspace: Workspace) -> Change:
    login = await gitea_login(workspace.adapters.cluster)
    if login is None:
        raise GitServerRefused("Secret cf-gitea/gitea-admin-credentials is not there any more")
    async with workspace.adapters.doors.git_server(GITEA_NAMESPACE, GITEA_SERVICE, login) as server:
        changed = await server.ensure_organisation(ORGANISATION)
        changed |= await _push_charts(workspace, server)
        changed |= await _push_values(workspace, server)
        changed |= await _grant_access(workspace, server)
    await workspace.render_root()
    return Change.CHANGED if changed else Change.UNCHANGED


async def _push_charts(workspace: Workspace, server: GitServer) -> bool:
    workspace.progress(NAME, f"charts and root to {ORGANISATION}/{CHARTS_REPOSITORY}")
    made = await server.ensure_repository(ORGANISATION, CHARTS_REPOSITORY)
    before = await server.tip(ORGANISATION, CHARTS_REPOSITORY)
    after = await server.push(ORGANISATION, CHARTS_REPOSITORY, workspace.charts.files, message=f"Charts of plan {workspace.plan.hash[:16]}")
    workspace.revision = after.commit
    return made or before != after


async def _push_values(workspace: Workspace, server: GitServer) -> bool:
    workspace.progress(NAME, f"values to {ORGANISATION}/{VALUES_REPOSITORY}")
    made = await server.ensure_repository(ORGANISATION, VALUES_REPOSITORY)
    before = await server.tip(ORGANISATION, VALUES_REPOSITORY)
    values = dict(workspace.plan.root_values) | {"git": {"url": CHARTS_URL, "revision": workspace.revision}}
    files = {VALUES_FILE: workspace.adapters.dump_values(values)}
    after = await server.push(ORGANISATION, VALUES_REPOSITORY, files, message=f"Values of plan {workspace.plan.hash[:16]}")
    workspace.values_revision = after.commit
    return made or before != after


async def _grant_access(workspace: Workspace, server: GitServer) -> bool:
    """Argo CD's credential is made once; a token's value is shown only when it is made."""
    cluster = workspace.adapters.cluster
    values = await read_secret(cluster, REPOSITORY_ACCESS_REF)
    if values is not None:
        workspace.narrator.learn(values.get("password", ""))
        return False
    token = await server.renew_read_token("argocd")
    workspace.narrator.learn(token)
    await write_secret(
        cluster,
        REPOSITORY_ACCESS_REF,
        {"type": "git", "url": GIT_PREFIX, "username": "argocd", "password": token},
        labels={"argocd.argoproj.io/secret-type": "repo-creds"},
    )
    return True
