"""The Secret that the dispatcher logs in to the broker with, and the dispatcher itself."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from json_service import JsonService

_NAME = "airm-rabbitmq-common-vhost-user"
_DISPATCHER = "airm-dispatcher"
_SECRET_FIELD = "password"  # noqa: S105  (a field's name)


@dataclass(frozen=True)
class Kubernetes:
    """The API server, as the ServiceAccount whose credentials are in `account`."""

    service: JsonService
    namespace: str
    account: Path

    def dispatcher_login(self) -> tuple[str, str]:
        """User name and secret that the dispatcher has; empty when there are none."""
        found = self._call("GET", f"/api/v1/namespaces/{self.namespace}/secrets/{_NAME}", accepted=(200, 404)) or {}
        data = found.get("data") or {}
        username, secret = (base64.b64decode(data.get(key, "")).decode() for key in ("username", _SECRET_FIELD))
        return username, secret

    def set_dispatcher_login(self, username: str, secret: str) -> None:
        """Create the Secret, or change it and restart the dispatcher, which reads it only when it starts."""
        data = {key: base64.b64encode(value.encode()).decode() for key, value in (("username", username), (_SECRET_FIELD, secret))}
        labels = {"app.kubernetes.io/part-of": "cluster-forge", "app.kubernetes.io/managed-by": "airm-config"}
        made = {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": {"name": _NAME, "labels": labels}, "data": data}
        secrets = f"/api/v1/namespaces/{self.namespace}/secrets"
        reply = self._call("POST", secrets, made, accepted=(201, 409))
        if reply and reply.get("kind") == "Secret":
            return
        changed = self._merge(f"{secrets}/{_NAME}", {"metadata": {"labels": labels}, "data": data})
        version = changed["metadata"]["resourceVersion"]
        restart = {"spec": {"template": {"metadata": {"annotations": {"forge-tui.io/login-version": version}}}}}
        self._merge(f"/apis/apps/v1/namespaces/{self.namespace}/deployments/{_DISPATCHER}", restart, accepted=(200, 404))

    def _merge(self, path: str, body: object, accepted: tuple[int, ...] = (200,)) -> Any:
        return self._call("PATCH", path, body, accepted=accepted, content_type="application/merge-patch+json")

    def _call(
        self, method: str, path: str, body: object = None, *, accepted: tuple[int, ...], content_type: str = "application/json"
    ) -> Any:
        # Read each time: the kubelet renews it.
        bearer = (self.account / "token").read_text().strip()
        headers = {"Authorization": f"Bearer {bearer}"}
        return self.service.call(method, path, body, headers=headers, content_type=content_type, accepted=accepted)
