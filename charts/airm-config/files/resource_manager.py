"""AIRM's API: each `ensure` finds what exists by its name and creates only what is missing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from json_service import JsonService, Patience, Refused, TimedOut

_LOG = logging.getLogger("airm-config")
_EXISTS = 409
_UNAUTHORISED = 401
_FORBIDDEN = (403, 404)


@dataclass
class ResourceManager:
    """The API, as the account that `log_in` gives bearers of."""

    service: JsonService
    log_in: Callable[[], str]
    patience: Patience
    _bearer: str = field(default="", repr=False)

    def renew(self) -> None:
        """Log in again: a bearer says what somebody was a member of when it was issued, and lives for five minutes."""
        self._bearer = self.log_in()

    def ensure_organisation(self, name: str, domain: str) -> str:
        """Id of the organisation."""
        found = self._ensure(
            f"organisation {name}",
            lambda: _named(self._call("GET", "/v1/organizations").get("organizations"), name),
            lambda: self._call("POST", "/v1/organizations", {"name": name, "domains": [domain]}),
        )
        return str(found["id"])

    def ensure_member(self, organisation: str, email: str) -> str:
        """Id of the user, in the organisation."""
        body = {"email": email, "roles": ["Platform Administrator"]}

        def create() -> None:
            self._call("POST", f"/v1/organizations/{organisation}/users", body)
            self.renew()

        found = self._ensure(
            f"user {email}",
            lambda: next((it for it in self._users() if str(it.get("email", "")).lower() == email.lower()), None),
            create,
        )
        return str(found["id"])

    def clusters(self) -> list[dict[str, Any]]:
        """Clusters of the organisation."""
        return list(self._call("GET", "/v1/clusters").get("clusters") or [])

    def create_cluster(self, base_url: str) -> tuple[str, str]:
        """Id of a new cluster and the secret of its account; the API tells it here and never again."""
        made = self._call("POST", "/v1/clusters", {"base_url": base_url})
        return str(made["id"]), str(made["user_secret"])

    def await_healthy(self, cluster_id: str) -> None:
        """Wait until the dispatcher has reported. Raises TimedOut."""
        self.patience.until(f"heartbeat of cluster {cluster_id}", lambda: self._reads(f"/v1/clusters/{cluster_id}", "healthy"))

    def ensure_project(self, name: str, cluster_id: str) -> str:
        """Id of the project."""
        quota = {"cpu_milli_cores": 0, "memory_bytes": 0, "ephemeral_storage_bytes": 0, "gpu_count": 0}
        body = {"name": name, "description": name, "cluster_id": cluster_id, "quota": quota}
        found = self._ensure(
            f"project {name}",
            lambda: _named(self._call("GET", "/v1/projects").get("projects"), name),
            lambda: self._call("POST", "/v1/projects", body),
        )
        return str(found["id"])

    def add_to_project(self, project: str, users: list[str]) -> None:
        """Make them members; who is one stays one."""
        for user in users:
            try:
                self._call("POST", f"/v1/projects/{project}/users", {"user_ids": [user]})
            except Refused as error:
                if error.status != _EXISTS:
                    raise

    def await_project(self, project: str) -> None:
        """Wait until the project has its namespace and queue; goes on without, as AIRM does the rest whenever it can."""
        self._hope(f"project {project}", lambda: self._reads(f"/v1/projects/{project}", "ready"))

    def ensure_secret(self, project: str, name: str, manifest: str) -> str:
        """Id of a secret that the project reads out of the vault."""
        body = {"name": name, "project_ids": [project], "type": "External", "scope": "Organization", "manifest": manifest}

        def look() -> dict[str, Any] | None:
            listed = self._call("GET", f"/v1/projects/{project}/secrets").get("project_secrets") or []
            return _named([it.get("secret") or {} for it in listed], name)

        def details() -> dict[str, Any]:
            return _named(self._call("GET", "/v1/secrets").get("secrets"), name) or {}

        self._ensure(f"secret {name}", look, lambda: self._call("POST", "/v1/secrets", body))
        self._hope(f"secret {name}", lambda: str(details().get("status", "")).lower() in ("synced", "unassigned"))
        return str(details()["id"])

    def ensure_storage(self, project: str, name: str, secret: str, spec: dict[str, str]) -> None:
        """A place for data that the project may use."""
        body = {"name": name, "project_ids": [project], "secret_id": secret, "type": "S3", "scope": "Organization", "spec": spec}

        def look() -> dict[str, Any] | None:
            listed = self._call("GET", f"/v1/projects/{project}/storages").get("project_storages") or []
            return _named([it.get("storage") or {} for it in listed], name)

        self._ensure(f"storage {name}", look, lambda: self._call("POST", "/v1/storages", body))

    def _ensure(self, what: str, look: Callable[[], dict[str, Any] | None], create: Callable[[], Any]) -> dict[str, Any]:
        if found := look():
            _LOG.info("%s: is there", what)
            return found
        try:
            create()
        except Refused as error:
            # Another run was faster.
            if error.status != _EXISTS:
                raise
        found = self.patience.until(what, look)
        _LOG.info("%s: created", what)
        return dict(found)

    def _hope(self, what: str, look: Callable[[], object]) -> None:
        try:
            self.patience.until(what, look)
        except TimedOut as error:
            _LOG.warning("%s; going on", error)

    def _reads(self, path: str, status: str) -> bool:
        return str(self._call("GET", path).get("status", "")).lower() == status

    def _users(self) -> list[dict[str, Any]]:
        try:
            return list(self._call("GET", "/v1/users").get("users") or [])
        except Refused as error:
            # Whoever is in no organisation yet may not list its users.
            if error.status in _FORBIDDEN:
                self.renew()
                return []
            raise

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        if not self._bearer:
            self.renew()
        try:
            return self._sent(method, path, body)
        except Refused as error:
            if error.status != _UNAUTHORISED:
                raise
        self.renew()
        return self._sent(method, path, body)

    def _sent(self, method: str, path: str, body: object) -> dict[str, Any]:
        answer = self.service.call(method, path, body, headers={"Authorization": f"Bearer {self._bearer}"})
        return answer if isinstance(answer, dict) else {}


def _named(listed: list[dict[str, Any]] | None, name: str) -> dict[str, Any] | None:
    return next((it for it in listed or [] if str(it.get("name") or "").lower() == name.lower()), None)
