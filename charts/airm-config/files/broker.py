"""The broker's account of this cluster: whether a secret is the right one, and how to make it the right one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from json_service import JsonService

_COMMON = "vh_airm_common"
_SECRET_FIELD = "password"  # noqa: S105  (a field's name)
_HASHES = {"rabbit_password_hashing_sha256": "sha256", "rabbit_password_hashing_sha512": "sha512"}
_SALT_BYTES = 4


@dataclass(frozen=True)
class Broker:
    """RabbitMQ's management API, as its administrator."""

    service: JsonService
    username: str
    secret: str

    def accepts(self, cluster_id: str, secret: str) -> bool:
        """Whether the account of the cluster exists and has this secret; told from the hash, since it need not be let in here."""
        account = self._call("GET", f"/users/{quote(cluster_id)}", accepted=(200, 404)) or {}
        algorithm = _HASHES.get(account.get("hashing_algorithm", ""))
        if algorithm is None:
            return False
        try:
            stored = base64.b64decode(account.get("password_hash", ""))
        except binascii.Error:
            return False
        salt, digest = stored[:_SALT_BYTES], stored[_SALT_BYTES:]
        return hmac.compare_digest(hashlib.new(algorithm, salt + secret.encode()).digest(), digest)

    def set_account(self, cluster_id: str, secret: str) -> None:
        """Give the account this secret and the rights that AIRM gives: read what is sent to the cluster, write what it reports."""
        own = quote(f"vh_{cluster_id}")
        self._call("PUT", f"/vhosts/{own}")
        self._call("PUT", f"/users/{quote(cluster_id)}", {_SECRET_FIELD: secret, "tags": "management"})
        self._call("PUT", f"/permissions/{own}/{quote(cluster_id)}", {"configure": ".*", "write": "^$", "read": ".*"})
        self._call("PUT", f"/permissions/{_COMMON}/{quote(cluster_id)}", {"configure": ".*", "write": ".*", "read": "^$"})

    def _call(self, method: str, path: str, body: object = None, accepted: tuple[int, ...] = (200, 201, 204)) -> Any:
        basic = base64.b64encode(f"{self.username}:{self.secret}".encode()).decode()
        return self.service.call(method, path, body, headers={"Authorization": f"Basic {basic}"}, accepted=accepted)
