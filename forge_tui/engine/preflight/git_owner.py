"""The repositories in Gitea, if they are there, hold only what forge-tui wrote."""

from __future__ import annotations

from forge_tui.domain.failures import GitServerRefused, RepositoryForeign
from forge_tui.domain.objects import DEPLOYMENT, ObjectRef
from forge_tui.engine.checks import Finding, Question, passed, skipped, warned
from forge_tui.engine.credentials import gitea_login
from forge_tui.engine.names import CHARTS_REPOSITORY, GITEA_NAMESPACE, GITEA_SERVICE, ORGANISATION, VALUES_REPOSITORY
from forge_tui.engine.readiness import why_not_ready

NAME = "git-owner"
TITLE = "Owner of the Git repositories"


async def check(question: Question) -> Finding:
    """The tip of each branch was written by forge-tui."""
    cluster = question.adapters.cluster
    live = await cluster.get(ObjectRef(DEPLOYMENT.api_version, DEPLOYMENT.kind, "gitea", GITEA_NAMESPACE))
    login = await gitea_login(cluster)
    if live is None or why_not_ready(live) or login is None:
        return skipped("no Gitea yet")
    async with question.adapters.doors.git_server(GITEA_NAMESPACE, GITEA_SERVICE, login) as server:
        for repository in (CHARTS_REPOSITORY, VALUES_REPOSITORY):
            try:
                tip = await server.tip(ORGANISATION, repository)
            except GitServerRefused as error:
                # A run that ended before its push left a Gitea without repositories; the push itself looks again and never forces.
                return warned(
                    f"{ORGANISATION}/{repository} cannot be read: {error.message}", "Nothing to do if an earlier run was stopped."
                )
            if tip is not None and not tip.ours:
                raise RepositoryForeign(f"{ORGANISATION}/{repository} ends with commit {tip.commit[:10]}, which forge-tui did not write")
    return passed("forge-tui wrote every tip")
