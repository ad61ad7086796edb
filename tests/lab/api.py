"""The lab's own view of the API server: plain requests over one kept connection, independent of the client under test."""

import http.client
import json
import ssl
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

Manifest = dict[str, Any]

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


class ApiRefusal(OSError):
    """The API server answered, but not with success."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:500]}")
        self.status = status


def path_of(api: str, plural: str, namespace: str | None = None, name: str | None = None) -> str:
    """Say where a kind or an object is served; `api` is `v1` or `group/version`."""
    base = "/api/v1" if api == "v1" else f"/apis/{api}"
    parts = [base, *(["namespaces", namespace] if namespace else []), plural, *([name] if name else [])]
    return "/".join(parts)


class KubeApi:
    """Requests to one API server with the admin's token, one at a time over one connection that is reopened when it broke."""

    def __init__(self, kubeconfig: Path, *, timeout_s: float = 30.0) -> None:
        config = yaml.safe_load(kubeconfig.read_text())
        self._address = urlsplit(config["clusters"][0]["cluster"]["server"]).netloc
        self._token = config["users"][0]["user"]["token"]
        self._timeout_s = timeout_s
        self._one_at_a_time = threading.Lock()
        self._connection: http.client.HTTPSConnection | None = None

    def close(self) -> None:
        """Give the connection back."""
        with self._one_at_a_time:
            self._forget()

    def call(self, method: str, path: str, body: Any = None, *, kind: str = "application/json", accept: str = "application/json") -> Any:
        """Send one request and return the decoded answer.

        Raises:
            ApiRefusal: The status is 400 or above.
            OSError: No answer.
        """
        status, text = self._exchange(method, path, None if body is None else json.dumps(body), kind, accept)
        if status >= 400:
            raise ApiRefusal(status, text)
        return json.loads(text) if text.startswith(("{", "[")) else text

    def _exchange(self, method: str, path: str, body: str | None, kind: str, accept: str) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": accept, "Content-Type": kind}
        with self._one_at_a_time:
            # The server closes a connection that was idle for long, which shows only when it is used again.
            may_be_stale = self._connection is not None and method != "POST"
            try:
                return self._ask(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                if not (may_be_stale and isinstance(error, ConnectionError)):
                    raise ConnectionError(f"{method} {path}: {error!r}") from error
            try:
                return self._ask(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                raise ConnectionError(f"{method} {path}: {error!r}") from error

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        try:
            connection = self._connected()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except BaseException:
            self._forget()
            raise

    def _connected(self) -> http.client.HTTPSConnection:
        if self._connection is None:
            context = ssl._create_unverified_context()  # the lab's certificate signs itself
            self._connection = http.client.HTTPSConnection(self._address, timeout=self._timeout_s, context=context)
        return self._connection

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def find(self, api: str, plural: str, name: str, namespace: str | None = None) -> Manifest | None:
        """Return the object, or None when it, its namespace or its kind is absent."""
        try:
            found: Manifest = self.call("GET", path_of(api, plural, namespace, name))
        except ApiRefusal as error:
            if error.status == 404:
                return None
            raise
        return found

    def items(self, api: str, plural: str, namespace: str | None = None, labels: str = "") -> list[Manifest]:
        """List a kind from the API server's cache; an unserved kind has no items."""
        query = "?resourceVersion=0" + (f"&labelSelector={labels}" if labels else "")
        try:
            found: list[Manifest] = self.call("GET", path_of(api, plural, namespace) + query)["items"]
        except ApiRefusal as error:
            if error.status == 404:
                return []
            raise
        return found

    def create(self, api: str, plural: str, manifest: Manifest) -> bool:
        """Create the object; False when it exists already."""
        try:
            self.call("POST", path_of(api, plural, manifest["metadata"].get("namespace")), manifest)
        except ApiRefusal as error:
            if error.status == 409:
                return False
            raise
        return True

    def merge(self, path: str, patch: Manifest) -> None:
        """Send a JSON merge patch."""
        self.call("PATCH", path, patch, kind="application/merge-patch+json")

    def served(self) -> set[tuple[str, str]]:
        """Return every (api, plural) that the API server serves now, by aggregated discovery: two requests."""
        found = set()
        for root in ("/api", "/apis"):
            for group in self.call("GET", root, accept=AGGREGATED)["items"]:
                for version in group.get("versions", []):
                    name = group["metadata"].get("name", "")
                    api = f"{name}/{version['version']}" if name else version["version"]
                    found |= {(api, resource["resource"]) for resource in version.get("resources", [])}
        return found
