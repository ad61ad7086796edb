"""Secrets that the platform's own parts need before the vault can give them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

from forge_tui.domain.failures import GitServerRefused
from forge_tui.domain.objects import FIELD_MANAGER, Manifest, ObjectRef
from forge_tui.engine.names import GITEA_ADMIN_REF
from forge_tui.ports import Cluster, Credentials


def secret_manifest(ref: ObjectRef, values: Mapping[str, str | bytes], labels: Mapping[str, str] | None = None) -> Manifest:
    """A Secret with these values."""
    data = {key: base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode() for key, value in values.items()}
    metadata = {"name": ref.name, "namespace": ref.namespace} | ({"labels": dict(labels)} if labels else {})
    return {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": metadata, "data": data}


def secret_values(live: Manifest) -> dict[str, bytes]:
    """The decoded content of a Secret."""
    return {key: base64.b64decode(value) for key, value in (live.get("data") or {}).items()}


async def read_secret(cluster: Cluster, ref: ObjectRef) -> dict[str, str] | None:
    """The content of a Secret as text, or None when it is not there."""
    live = await cluster.get(ref)
    return None if live is None else {key: value.decode(errors="replace") for key, value in secret_values(live).items()}


async def write_secret(
    cluster: Cluster, ref: ObjectRef, values: Mapping[str, str | bytes], labels: Mapping[str, str] | None = None
) -> None:
    """Make a Secret hold exactly these values."""
    await cluster.apply(secret_manifest(ref, values, labels), manager=FIELD_MANAGER)


async def gitea_login(cluster: Cluster) -> Credentials | None:
    """Gitea's administrator, or None before the Secret was made. Raises GitServerRefused when the Secret is incomplete."""
    values = await read_secret(cluster, GITEA_ADMIN_REF)
    if values is None:
        return None
    if not (values.get("username") and values.get("password")):
        raise GitServerRefused("Secret cf-gitea/gitea-admin-credentials has no username and password")
    return Credentials(values["username"], values["password"])


def new_password(size_bytes: int = 16) -> str:
    """So many random bytes, two hexadecimal digits each."""
    return secrets.token_hex(size_bytes)
