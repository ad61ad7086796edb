"""AIRM's API in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.charts.airm_config.call import Answer, Call

ORGANISATION, PROJECT, CLUSTER = "o-1", "p-1", "c-1"


@dataclass
class ResourceManagerStandIn:
    """Lists of what was created; statuses follow what the rest of the world does."""

    cluster_secret: str
    registered: Callable[[], None]
    """Called when a cluster was created: AIRM makes its account at the broker."""
    heard: Callable[[], bool]
    """Whether the dispatcher of the cluster reports."""
    organisations: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)
    clusters: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    project_members: set[str] = field(default_factory=set)
    secrets: list[dict[str, Any]] = field(default_factory=list)
    storages: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, call: Call) -> Answer:
        if call.path == "/v1/health":
            return 200, None
        if not call.authorization.startswith("Bearer user:airm-setup@"):
            return 401, {"detail": "who are you"}
        parts = call.path.removeprefix("/v1").strip("/").split("/")
        return self._read(parts) if call.method == "GET" else self._create(parts, call.body)

    def _read(self, parts: list[str]) -> Answer:
        match parts:
            case ["organizations"]:
                return 200, {"organizations": self.organisations}
            case ["users"]:
                return (200, {"users": self.members}) if self.members else (403, {"detail": "No organization claim in token"})
            case ["clusters"]:
                return 200, {"clusters": self.clusters}
            case ["clusters", _]:
                cluster = self.clusters[0]
                if self.heard():
                    cluster |= {"name": "demo-cluster", "status": "healthy"}
                return 200, cluster
            case ["projects"]:
                return 200, {"projects": self.projects}
            case ["projects", _]:
                return 200, self.projects[0]
            case ["projects", _, "secrets"]:
                return 200, {"project_secrets": [{"secret": it} for it in self.secrets]}
            case ["projects", _, "storages"]:
                return 200, {"project_storages": [{"storage": it} for it in self.storages]}
            case ["secrets"]:
                return 200, {"secrets": self.secrets}
        return 404, None

    def _create(self, parts: list[str], body: dict[str, Any]) -> Answer:
        match parts:
            case ["organizations"]:
                self.organisations.append({"id": ORGANISATION, **body})
            case ["organizations", _, "users"]:
                self.members.append({"id": f"u-{body['email']}", **body})
            case ["clusters"]:
                self.clusters.append({"id": CLUSTER, "name": None, "status": "verifying", **body})
                self.registered()
                return 201, {"id": CLUSTER, "user_secret": self.cluster_secret}
            case ["projects"]:
                self.projects.append({"id": PROJECT, "status": "Ready", **body})
            case ["projects", _, "users"]:
                self.project_members.update(body["user_ids"])
            case ["secrets"]:
                self.secrets.append({"id": "s-1", "status": "Synced", **body})
            case ["storages"]:
                self.storages.append({"id": "t-1", **body})
            case _:
                return 404, None
        return 201, None
