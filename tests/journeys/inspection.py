"""What somebody with every key sees of an installed platform: asked from the lab itself, past the program under test."""

from __future__ import annotations

import asyncio
import base64
import gzip
import http.client
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from forge_tui.adapters.vault import HvacVault
from tests.lab.api import ApiRefusal, Manifest
from tests.lab.control_plane import Lab

ORGANISATION = "cluster-org"
REPOSITORIES = ("cluster-forge", "cluster-values")
_RESTLESS = frozenset({"events", "leases", "nodes", "apiservices"})
"""Kinds that change without anybody asking."""


def applications(lab: Lab) -> dict[str, Manifest]:
    """Every Application by name."""
    return {entry["metadata"]["name"]: entry for entry in lab.api.items("argoproj.io/v1alpha1", "applications", "argocd")}


def unsettled(lab: Lab) -> dict[str, tuple[str, str]]:
    """Applications that Argo CD does not call Synced and Healthy, with what it calls them."""
    found = {}
    for name, entry in applications(lab).items():
        status = entry.get("status", {})
        words = (status.get("sync", {}).get("status", ""), status.get("health", {}).get("status", ""))
        if words != ("Synced", "Healthy"):
            found[name] = words
    return found


def secret(lab: Lab, namespace: str, name: str) -> dict[str, bytes]:
    """Content of a Secret; empty when it is not there."""
    found = lab.api.find("v1", "secrets", name, namespace) or {}
    return {key: base64.b64decode(value) for key, value in (found.get("data") or {}).items()}


def record(lab: Lab) -> dict[str, Any]:
    """What the program's own ConfigMap remembers."""
    found = lab.api.find("v1", "configmaps", "forge-tui-journal", "forge-system") or {}
    return {key: json.loads(value) for key, value in (found.get("data") or {}).items()}


def versions(lab: Lab) -> dict[str, str]:
    """The version of every object of the cluster, but for what changes by itself.

    An Application counts by its generation: Argo CD writes a time into its status whenever it looks.
    """
    found = {}
    for api, plural in sorted(lab.api.served()):
        if plural in _RESTLESS:
            continue
        try:
            entries = lab.api.items(api, plural)
        except ApiRefusal as refusal:
            if refusal.status == 405:  # reviews can only be created
                continue
            raise
        for entry in entries:
            metadata = entry["metadata"]
            version = metadata["generation"] if plural == "applications" else metadata.get("resourceVersion")
            found[f"{api}/{plural}/{metadata.get('namespace', '')}/{metadata['name']}"] = str(version)
    return found


def gitea(lab: Lab, path: str, *, method: str = "GET", body: Any = None) -> Any:
    """Gitea's API as its administrator; JSON, or bytes of an archive."""
    login = secret(lab, "cf-gitea", "gitea-admin-credentials")
    basic = base64.b64encode(login["username"] + b":" + login["password"]).decode()
    status, content = _request(lab.ports.gitea, method, f"/api/v1/{path}", {"Authorization": f"Basic {basic}"}, body)
    assert status < 300, (status, content[:300])
    return json.loads(content) if content[:1] in (b"{", b"[") else content


def commits(lab: Lab, repository: str) -> list[str]:
    """Ids of all commits on main, newest first."""
    return [entry["sha"] for entry in gitea(lab, f"repos/{ORGANISATION}/{repository}/commits?sha=main&limit=50&stat=false")]


def files(lab: Lab, repository: str) -> dict[str, bytes]:
    """All files at the tip of main."""
    content = gitea(lab, f"repos/{ORGANISATION}/{repository}/archive/main.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [(entry, archive.extractfile(entry)) for entry in archive]
        return {entry.name.partition("/")[2]: file.read() for entry, file in members if file is not None}


def helm_releases(lab: Lab) -> dict[str, bytes]:
    """What Helm stores, by the name of its Secret, decoded."""
    found = {}
    for entry in lab.api.items("v1", "secrets", labels="owner=helm"):
        packed = base64.b64decode(base64.b64decode(entry["data"]["release"]))
        found[f"{entry['metadata']['labels']['status']} {entry['metadata']['name']}"] = gzip.decompress(packed)
    return found


def helm_revisions(lab: Lab) -> list[tuple[str, int, str]]:
    """Release, revision and status of everything that Helm stores."""
    labels = [entry["metadata"]["labels"] for entry in lab.api.items("v1", "secrets", labels="owner=helm")]
    return [(label["name"], int(label["version"]), label["status"]) for label in labels]


def vault(lab: Lab, path: str, token: str = "", *, method: str = "GET", body: Any = None) -> Any:
    """The vault's API; None for 404."""
    status, content = _request(lab.ports.vault, method, f"/v1/{path}", {"X-Vault-Token": token} if token else {}, body)
    assert status < 300 or status == 404, (status, content[:300])
    return None if status == 404 else json.loads(content or b"{}")


@contextmanager
def root_token(lab: Lab) -> Iterator[str]:
    """A root token made from the recovery keys that the cluster holds; revoked at the end."""
    keys = secret(lab, "cf-openbao", "openbao-keys")
    shares = [share.decode() for name, share in sorted(keys.items()) if name.startswith("key_")]
    door = HvacVault(lab.vault_url)
    token = asyncio.run(door.generate_root(shares))
    try:
        yield token
    finally:
        asyncio.run(door.revoke(token))


def root_tokens_in(lab: Lab, token: str) -> int:
    """How many root tokens the vault knows."""
    accessors = vault(lab, "auth/token/accessors?list=true", token)["data"]["keys"]
    found = [vault(lab, "auth/token/lookup-accessor", token, method="POST", body={"accessor": accessor}) for accessor in accessors]
    return sum("root" in (entry or {"data": {"policies": []}})["data"]["policies"] for entry in found)


def seeds(lab: Lab, token: str) -> dict[str, tuple[str, int]]:
    """Path to value and version of every entry of the vault."""
    paths = vault(lab, "secrets/metadata?list=true", token)["data"]["keys"]
    read = {path: vault(lab, f"secrets/data/{path}", token)["data"] for path in paths}
    return {path: (entry["data"]["value"], entry["metadata"]["version"]) for path, entry in read.items()}


def _request(port: int, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, headers | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
