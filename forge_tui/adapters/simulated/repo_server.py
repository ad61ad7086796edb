"""The simulated Argo CD repo server: from an Application's source to manifests, or to the reason why not."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forge_tui.adapters.simulated.doors import git_ready
from forge_tui.adapters.simulated.git_state import Commit, GitState
from forge_tui.adapters.simulated.manifests import Renderer
from forge_tui.adapters.simulated.pods import Pods
from forge_tui.adapters.simulated.root_chart import render_root
from forge_tui.adapters.simulated.store import Store
from forge_tui.domain.objects import Manifest

_TYPE_LABEL = "argocd.argoproj.io/secret-type"
_GIT = ("cf-gitea", "gitea-http")


class ComparisonFailed(Exception):
    """Manifests could not be made; the text is Argo CD's condition message."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What Git holds for an Application."""

    revisions: tuple[str, ...]
    """One for each source."""
    manifests: tuple[Manifest, ...]


class RepoServer:
    """Reads the simulated Gitea with the credentials that Argo CD has."""

    def __init__(self, store: Store, pods: Pods, git: GitState, renderer: Renderer, defaults: Mapping[str, Any]) -> None:
        self._store = store
        self._pods = pods
        self._git = git
        self._renderer = renderer
        self._defaults = defaults
        self._roots: dict[tuple[str, ...], list[Manifest]] = {}
        """What the root gave for these commits; Argo CD keeps manifests as well."""

    def generate(self, application: Mapping[str, Any]) -> Generated:
        """Manifests of an Application. Raises ComparisonFailed."""
        spec = application["spec"]
        sources = spec.get("sources") or [spec["source"]]
        commits = [self._commit(source) for source in sources]
        referenced = {f"${source['ref']}": commit for source, commit in zip(sources, commits, strict=True) if "ref" in source}
        namespace = spec["destination"].get("namespace", "")
        manifests: list[Manifest] = []
        for source, commit in zip(sources, commits, strict=True):
            if "path" in source:
                manifests += self._render(source, commit, referenced, namespace)
        return Generated(tuple(commit.tip.commit for commit in commits), tuple(manifests))

    def _commit(self, source: Mapping[str, Any]) -> Commit:
        url, revision = source["repoURL"], source.get("targetRevision", "")
        if not git_ready(self._store, self._pods, *_GIT):
            raise ComparisonFailed(f"failed to list refs: Get {url}: dial tcp: connect: connection refused")
        if not self._may_read(url):
            raise ComparisonFailed(f"failed to list refs: authentication required: {url}")
        *_, organisation, name = url.removesuffix(".git").split("/")
        commit = self._git.at(organisation, name, revision)
        if commit is None:
            raise ComparisonFailed(f"unable to resolve '{revision}' to a commit SHA in {url}")
        return commit

    def _may_read(self, url: str) -> bool:
        for secret in self._store.select("", "Secret", "argocd"):
            data = {field: base64.b64decode(value).decode() for field, value in (secret.get("data") or {}).items()}
            ours = _TYPE_LABEL in (secret["metadata"].get("labels") or {}) and url.startswith(data.get("url", "-"))
            if ours and data.get("password") in self._git.tokens.values():
                return True
        return False

    def _render(self, source: Mapping[str, Any], commit: Commit, referenced: Mapping[str, Commit], namespace: str) -> list[Manifest]:
        path = source["path"]
        if not any(name.startswith(f"{path}/") for name in commit.files):
            raise ComparisonFailed(f"failed to generate manifest: {path}: app path does not exist")
        helm = source.get("helm") or {}
        values = dict(helm.get("valuesObject") or {})
        for name in helm.get("valueFiles") or ():
            place, _, file = name.partition("/")
            values = {**_values_file(referenced, place, file), **values}
        if path == "root":
            commits = (source["targetRevision"], *(other.tip.commit for other in referenced.values()), commit.tip.commit, namespace)
            if commits not in self._roots:
                self._roots[commits] = render_root(self._defaults, values, namespace)
            return self._roots[commits]
        return self._renderer.objects(path.rpartition("/")[2], namespace, values)


def _values_file(referenced: Mapping[str, Commit], place: str, file: str) -> dict[str, Any]:
    from forge_tui.adapters import kubernetes_yaml

    content = referenced[place].files.get(file) if place in referenced else None
    if content is None:
        raise ComparisonFailed(f"failed to generate manifest: open {place}/{file}: no such file or directory")
    return dict(kubernetes_yaml.load(content) or {})
