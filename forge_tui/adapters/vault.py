"""The port Vault over hvac. hvac blocks, so each request runs in a thread, and ends by itself after 10 s."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forge_tui.domain.component import VaultRole
from forge_tui.domain.failures import VaultRefused, VaultSealed, VaultUnreachable
from forge_tui.ports import VaultKeys, VaultStatus

_KUBERNETES_HOST = "https://kubernetes.default.svc"
_TOKEN_TTL_S = 3600
_PAUSE_S = 0.2


class HvacVault:
    """OpenBao, or anything that speaks Vault's API, at one address.

    Args:
        url: For example `http://127.0.0.1:8200`.
        request_timeout_s: Limit of one request.
        patience_s: How long a mount that is being upgraded is waited for.
    """

    def __init__(self, url: str, *, request_timeout_s: float = 10.0, patience_s: float = 30.0) -> None:
        self._url = url
        self._request_timeout_s = request_timeout_s
        self._patience_s = patience_s
        self._one_at_a_time = asyncio.Lock()

    async def status(self) -> VaultStatus:
        """What the vault says without a token. Raises VaultUnreachable."""
        said = await self._ask("reading the seal status", "GET", "sys/seal-status")
        auto = bool(said.get("recovery_seal")) or said.get("type", "shamir") != "shamir"
        version, threshold = str(said.get("version", "")), int(said.get("t") or 1)
        return VaultStatus(bool(said.get("initialized")), bool(said.get("sealed", True)), auto, version, threshold)

    async def initialise(self, *, shares: int, threshold: int) -> VaultKeys:
        """Initialise once. Raises VaultRefused when that has been done."""
        status = await self.status()
        if status.initialised:
            raise VaultRefused("the vault is initialised already")
        # A vault that unseals itself refuses secret_shares, even hvac's default of them; another one knows no recovery_shares.
        kind = "recovery" if status.auto_unseal else "secret"
        wanted = {f"{kind}_shares": shares, f"{kind}_threshold": threshold}
        said = await self._ask("initialising", "PUT", "sys/init", wanted)
        return VaultKeys(said["root_token"], tuple(said.get("recovery_keys" if status.auto_unseal else "keys") or ()))

    async def unseal(self, shares: Sequence[str]) -> None:
        """Give shares until the vault is open. Raises VaultSealed when they are too few, VaultRefused when one is wrong."""
        sealed = (await self.status()).sealed
        given = 0
        for share in shares:
            if not sealed:
                return
            said = await self._ask("unsealing", "PUT", "sys/unseal", {"key": share}, secrets=(share,))
            sealed, given = bool(said["sealed"]), given + 1
        if sealed:
            raise VaultSealed(f"the vault is still sealed after {given} keys")

    async def token_valid(self, token: str) -> bool:
        """Whether the vault knows this token. Raises VaultSealed, VaultUnreachable."""
        answer = await self._send("looking up a token", "GET", "auth/token/lookup-self", token=token)
        return answer.status not in (401, 403) and bool(_content(answer, "looking up a token", (token,)))

    async def ensure_kv(self, token: str, mount: str) -> bool:
        """A KV v2 mount; True when it had to be made. Raises VaultRefused when another engine is mounted there."""
        mounts = _data(await self._ask("listing mounts", "GET", "sys/mounts", token=token))
        there = mounts.get(f"{mount}/")
        if there is None:
            wanted = {"type": "kv", "options": {"version": "2"}}
            await self._ask(f"mounting {mount}", "POST", f"sys/mounts/{mount}", wanted, token=token)
        elif there.get("type") != "kv" or (there.get("options") or {}).get("version") != "2":
            raise VaultRefused(f"{mount} is mounted already, but not as a KV store of version 2")
        # Waits until the mount answers: right after mounting it says that it is being upgraded.
        await self._ask(f"opening {mount}", "GET", f"{mount}/config", token=token)
        return there is None

    async def ensure_policy(self, token: str, name: str, rules: str) -> bool:
        """A policy with these rules; True when it had to be written."""
        path = f"sys/policies/acl/{name}"
        there = await self._found(f"reading policy {name}", path, token)
        if there is not None and _data(there).get("policy") == rules:
            return False
        await self._ask(f"writing policy {name}", "PUT", path, {"policy": rules}, token=token)
        return True

    async def ensure_kubernetes_role(self, token: str, role: VaultRole) -> bool:
        """Kubernetes auth, its configuration for the local cluster, and one role; True when any of it had to be written."""
        methods = _data(await self._ask("listing auth methods", "GET", "sys/auth", token=token))
        if "kubernetes/" not in methods:
            await self._ask("enabling kubernetes auth", "POST", "sys/auth/kubernetes", {"type": "kubernetes"}, token=token)
        wanted_role = {
            "bound_service_account_names": list(role.service_accounts),
            "bound_service_account_namespaces": list(role.namespaces),
            "token_policies": sorted(role.policies),
            "token_ttl": _TOKEN_TTL_S,
        }
        configured = await self._ensure(token, "auth/kubernetes/config", {"kubernetes_host": _KUBERNETES_HOST})
        given = await self._ensure(token, f"auth/kubernetes/role/{role.name}", wanted_role)
        return "kubernetes/" not in methods or configured or given

    async def seed(self, token: str, mount: str, path: str, value: str) -> bool:
        """Write the field `value` only when nothing was ever there; True when it was written."""
        wanted = {"options": {"cas": 0}, "data": {"value": value}}
        answer = await self._send(f"seeding {mount}/{path}", "POST", f"{mount}/data/{path}", wanted, token=token)
        if answer.status == 400 and "check-and-set" in str(answer.content.get("errors")):
            return False
        _content(answer, f"seeding {mount}/{path}", (value, token))
        return True

    async def revoke(self, token: str) -> None:
        """Revoke a token by itself; one that the vault does not know any more is done with."""
        try:
            await self._ask("revoking a token", "POST", "auth/token/revoke-self", {}, token=token)
        except VaultRefused:
            if await self.token_valid(token):
                raise

    async def generate_root(self, shares: Sequence[str]) -> str:
        """A new root token from recovery or unseal keys. Raises VaultRefused when the shares are wrong or too few."""
        path = "sys/generate-root/attempt"
        # An attempt of a killed run would refuse ours; giving it up harms nobody, its token was never made.
        await self._ask("giving up an older attempt", "DELETE", path)
        started = await self._ask("starting to generate a root token", "PUT", path, {})
        for share in shares:
            given = {"key": share, "nonce": started["nonce"]}
            said = await self._ask("generating a root token", "PUT", "sys/generate-root/update", given, secrets=(share,))
            if said.get("complete"):
                return _decoded(said.get("encoded_token") or said["encoded_root_token"], started["otp"])
        await self._ask("giving up the attempt", "DELETE", path)
        raise VaultRefused(f"{len(shares)} keys are too few to generate a root token")

    async def _ensure(self, token: str, path: str, wanted: Mapping[str, Any]) -> bool:
        there = await self._found(f"reading {path}", path, token)
        if there is not None and wanted.items() <= _data(there).items():
            return False
        await self._ask(f"writing {path}", "POST", path, wanted, token=token)
        return True

    async def _found(self, action: str, path: str, token: str) -> dict[str, Any] | None:
        answer = await self._send(action, "GET", path, token=token)
        return None if answer.status == 404 else _content(answer, action, (token,))

    async def _ask(
        self,
        action: str,
        method: str,
        path: str,
        content: Mapping[str, Any] | None = None,
        *,
        token: str = "",
        secrets: Sequence[str] = (),
    ) -> dict[str, Any]:
        return _content(await self._send(action, method, path, content, token=token), action, (*secrets, token))

    async def _send(self, action: str, method: str, path: str, content: Mapping[str, Any] | None = None, *, token: str = "") -> _Answer:
        """One request, repeated while the vault says that the mount is being upgraded."""
        try:
            async with self._one_at_a_time, asyncio.timeout(self._patience_s + self._request_timeout_s):
                while True:
                    answer = await asyncio.to_thread(self._request, action, method, path, content, token)
                    if not (answer.status == 400 and "pgrading" in str(answer.content.get("errors"))):
                        return answer
                    await asyncio.sleep(_PAUSE_S)
        except TimeoutError:
            raise VaultUnreachable(f"the vault does not finish {action}") from None

    def _request(self, action: str, method: str, path: str, content: Mapping[str, Any] | None, token: str) -> _Answer:
        """Blocking. Exceptions of the client can hold what was sent: none of them goes on as a cause."""
        import hvac

        client = hvac.Client(self._url, token=token, timeout=self._request_timeout_s)
        # A port-forward on loopback never goes through a proxy, whatever the environment says.
        client.session.trust_env = False
        arguments = {} if content is None else {"json": dict(content)}
        failure: VaultUnreachable
        try:
            said = client.adapter.request(method.lower(), f"/v1/{path}", raise_exception=False, **arguments)
            return _Answer(200, said) if isinstance(said, dict) else _Answer(said.status_code, _json(said.content))
        except OSError as error:  # what requests raises, too
            failure = VaultUnreachable(f"no answer while {action}: {_reason(error)}")
        finally:
            client.session.close()
        raise failure


@dataclass(frozen=True, slots=True)
class _Answer:
    """Any answer; what it holds may be secret."""

    status: int
    content: Mapping[str, Any] = field(repr=False)


def _json(text: bytes) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _content(answer: _Answer, action: str, hidden: Sequence[str]) -> dict[str, Any]:
    """What a good answer holds. Raises VaultSealed, VaultRefused."""
    if answer.status < 400:
        return dict(answer.content)
    words = _words(answer.content.get("errors"), hidden)
    if answer.status == 503 or "is sealed" in words:
        raise VaultSealed(f"the vault is sealed, which prevents {action}")
    raise VaultRefused(f"the vault refuses {action}: {words or f'status {answer.status}'}")


def _words(errors: object, hidden: Sequence[str]) -> str:
    text = "; ".join(map(str, errors)) if isinstance(errors, list) else ""
    for secret in filter(None, hidden):
        text = text.replace(secret, "***")
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text).strip()[:200]


def _reason(error: OSError) -> str:
    """Words for the kind of failure only: requests puts whole URLs and objects into its texts."""
    text = str(error)
    for sign, words in {"refused": "connection refused", "timed out": "timed out", "reset": "the connection was reset"}.items():
        if sign in text:
            return words
    return "the connection was closed" if "aborted" in text or "closed" in text else type(error).__name__


def _data(said: Mapping[str, Any]) -> dict[str, Any]:
    data = said.get("data")
    return dict(data) if isinstance(data, dict) else dict(said)


def _decoded(encoded: str, otp: str) -> str:
    content = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    return bytes(a ^ b for a, b in zip(content, otp.encode(), strict=True)).decode()
