"""Charts, Helm and Git (FT-4nn)."""

from __future__ import annotations

from forge_tui.domain.errors import ExitCode, ForgeError


class HelmMissing(ForgeError):
    """No helm on PATH."""

    id = "FT-401"
    title = "Helm is not installed"
    meaning = "forge-tui renders and installs charts with the helm program (3.14 or newer)."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Install Helm 3.14 or newer, or name it: forge-tui --helm /path/to/helm"


class HelmTooOld(ForgeError):
    """helm is older than 3.14."""

    id = "FT-402"
    title = "Helm is too old"
    meaning = "Versions before 3.14 lack what the charts need."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Install Helm 3.14 or newer, or name it: forge-tui --helm /path/to/helm"


class HelmFailed(ForgeError):
    """helm ran and reported an error."""

    id = "FT-403"
    title = "Helm reports an error"
    meaning = "A chart does not render with these values, or the cluster refuses what it renders."


class ChartSourceUnreachable(ForgeError):
    """A chart repository or manifest address gives no answer."""

    id = "FT-404"
    title = "A chart cannot be fetched"
    meaning = "The chart repository is unreachable from this machine."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Check proxy and network, use --mirror FROM=TO, or install from a bundle."


class ChecksumMismatch(ForgeError):
    """A fetched chart is not the one that charts.lock pins."""

    id = "FT-405"
    title = "A fetched chart is not the pinned one"
    meaning = "The bytes differ from the digest in charts.lock: the chart was republished, or somebody tampers."
    exit_code = ExitCode.PREFLIGHT
    default_remedy = "Compare the source with charts.lock; do not go on before the difference is explained."


class GitServerRefused(ForgeError):
    """Gitea answers, but not with what we asked for."""

    id = "FT-406"
    title = "Gitea refuses a request"
    meaning = "The credentials do not fit or the API answered with an error."


class GitNotReady(GitServerRefused):
    """Gitea gives no answer, or does not know our login (yet): its start is not finished, or it restarts."""

    id = "FT-408"
    title = "Gitea is not ready for us"
    meaning = "Gitea runs, but gives no answer or does not accept the administrator of Secret cf-gitea/gitea-admin-credentials."
    default_remedy = "Run: kubectl -n cf-gitea logs deployment/gitea --all-containers"


class RepositoryForeign(ForgeError):
    """The repository's tip was not written by forge-tui."""

    id = "FT-407"
    title = "A Git repository has another owner's commits"
    meaning = "The branch holds a commit that forge-tui did not write; it never overwrites such a branch."
    default_remedy = "Move the repository away or merge by hand, then run the same command again."
