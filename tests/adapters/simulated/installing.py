"""Steps of an install over a simulation, without the engine."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.domain.application import Application
from forge_tui.domain.objects import FIELD_MANAGER, Manifest, ObjectRef
from forge_tui.ports import Credentials, Release

URL = "http://gitea-http.cf-gitea.svc:3000/cluster-org"
LOGIN = Credentials("forge-admin", "right")


async def until(simulation: Simulation, holds: Callable[[], Any], *, within_s: float = 600.0) -> None:
    """Let simulated time pass until something holds."""
    end_s = simulation.clock.monotonic_s() + within_s
    while not holds():
        assert simulation.clock.monotonic_s() < end_s, "does not happen"
        await simulation.clock.sleep(0.5)


async def namespace(simulation: Simulation, name: str) -> None:
    await simulation.cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, manager=FIELD_MANAGER)


async def secret(simulation: Simulation, place: str, name: str, labels: dict[str, str] | None = None, **values: str) -> None:
    await namespace(simulation, place)
    metadata = {"name": name, "namespace": place, "labels": labels or {}}
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    await simulation.cluster.apply({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data}, manager=FIELD_MANAGER)


def content(bundle: Path) -> dict[str, bytes]:
    return {path.relative_to(bundle).as_posix(): path.read_bytes() for path in sorted(bundle.rglob("*")) if path.is_file()}


async def foundation(simulation: Simulation, bundle: Path) -> str:
    """Argo CD and Gitea run, Git holds the bundle, Argo CD may read it; returns the commit."""
    await secret(simulation, "cf-gitea", "gitea-admin-credentials", username=LOGIN.username, password=LOGIN.password)
    for name, place in (("argocd", "argocd"), ("gitea", "cf-gitea")):
        await simulation.helm.install(Release(name, place, bundle / "charts" / name, {}))
    await until(simulation, lambda: ready(simulation, "Deployment", "cf-gitea", "gitea"))
    async with simulation.doors.git_server("cf-gitea", "gitea-http", LOGIN) as git:
        await git.ensure_organisation("cluster-org")
        await git.ensure_repository("cluster-org", "cluster-forge")
        await git.ensure_repository("cluster-org", "cluster-values")
        tip = await git.push("cluster-org", "cluster-forge", content(bundle), message="charts")
        values = f"git: {{revision: {tip.commit}}}\n".encode()
        await git.push("cluster-org", "cluster-values", {"values.yaml": values}, message="values")
        token = await git.renew_read_token("argocd")
    labels = {"argocd.argoproj.io/secret-type": "repo-creds"}
    await secret(simulation, "argocd", "repo-cluster-org", labels, url=URL, username="argocd", password=token)
    return tip.commit


def ready(simulation: Simulation, kind: str, place: str, name: str) -> bool:
    live = next((m for m in simulation.store.select("apps", kind, place) if m["metadata"]["name"] == name), {})
    return bool(live.get("status", {}).get("readyReplicas"))


def child(name: str, commit: str, place: str) -> Manifest:
    """An Application of one component."""
    source = {"repoURL": f"{URL}/cluster-forge.git", "targetRevision": commit, "path": f"charts/{name}", "helm": {"valuesObject": {}}}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"source": source, "destination": {"namespace": place}, "syncPolicy": {"automated": {"prune": True}}},
    }


def root(commit: str) -> Manifest:
    """The root Application."""
    sources = [
        {"repoURL": f"{URL}/cluster-forge.git", "targetRevision": commit, "path": "root", "helm": {"valueFiles": ["$values/values.yaml"]}},
        {"repoURL": f"{URL}/cluster-values.git", "targetRevision": "main", "ref": "values"},
    ]
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "cluster-forge", "namespace": "argocd"},
        "spec": {"sources": sources, "destination": {"namespace": "argocd"}, "syncPolicy": {"automated": {"prune": True}}},
    }


def application(simulation: Simulation, name: str) -> Application | None:
    """Argo CD's view of a component, or None before its Application exists."""
    found = (m for m in simulation.store.select("argoproj.io", "Application", "argocd") if m["metadata"]["name"] == name)
    return next((Application.of(manifest) for manifest in found), None)


def settled(simulation: Simulation, name: str) -> bool:
    view = application(simulation, name)
    return view is not None and view.settled


def pod_ref(name: str, place: str) -> ObjectRef:
    return ObjectRef("v1", "Pod", name, place)
