"""The realm: people that must exist, and an account that only this job uses and only while it runs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from json_service import JsonService, Refused

_KIND = "password"


@dataclass(frozen=True)
class Client:
    """An OpenID client and its secret."""

    id: str
    secret: str


@dataclass(frozen=True)
class Person:
    """Somebody who can log in."""

    email: str
    first_name: str
    last_name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Keycloak:
    """One realm, administered with the service account of `admin`; people log in through `frontend`."""

    service: JsonService
    realm: str
    admin: Client
    frontend: Client

    def ensure(self, person: Person, *, first_secret: str = "") -> tuple[dict[str, Any], bool]:
        """The account with its roles, and whether it is new. A new one has to change `first_secret`, an old one keeps what it has."""
        found = self._find(person.email)
        if found is None:
            account: dict[str, Any] = {
                "username": person.email,
                "email": person.email,
                "emailVerified": True,
                "enabled": True,
                "firstName": person.first_name,
                "lastName": person.last_name,
            }
            if first_secret:
                account["credentials"] = [{"type": _KIND, "value": first_secret, "temporary": True}]
            self._admin("POST", "/users", account, accepted=(201, 409))
        account = found or self._find(person.email) or {}
        if not account:
            raise Refused(f"keycloak created {person.email} and does not find it", 404)
        self._ensure_roles(account["id"], person.roles)
        return account, found is None

    def switch(self, account_id: str, *, on: bool) -> None:
        """Let an account log in, or not."""
        account = self._admin("GET", f"/users/{account_id}")
        if account.get("enabled") is not on:
            # All of it: fields that are left out may be cleared.
            self._admin("PUT", f"/users/{account_id}", {**account, "enabled": on})

    def log_in(self, account_id: str, email: str) -> str:
        """A bearer for an account whose secret nobody knows: it gets a new one each time."""
        secret = secrets.token_urlsafe(32)
        self.switch(account_id, on=True)
        self._admin("PUT", f"/users/{account_id}/reset-password", {"type": _KIND, "value": secret, "temporary": False})
        return self._granted(self.frontend, {"grant_type": _KIND, "username": email, _KIND: secret})

    def _find(self, email: str) -> dict[str, Any] | None:
        found: list[dict[str, Any]] = self._admin("GET", f"/users?email={quote(email)}&exact=true") or []
        return found[0] if found else None

    def _ensure_roles(self, account_id: str, wanted: tuple[str, ...]) -> None:
        held = {role["name"] for role in self._admin("GET", f"/users/{account_id}/role-mappings/realm") or []}
        missing = [self._admin("GET", f"/roles/{quote(name)}") for name in wanted if name not in held]
        if missing:
            self._admin("POST", f"/users/{account_id}/role-mappings/realm", missing)

    def _admin(self, method: str, path: str, body: object = None, accepted: tuple[int, ...] = (200, 201, 204)) -> Any:
        # A fresh bearer per call: this job waits for minutes between calls, and that of the realm lives for five.
        bearer = self._granted(self.admin, {"grant_type": "client_credentials"})
        headers = {"Authorization": f"Bearer {bearer}"}
        return self.service.call(method, f"/admin/realms/{self.realm}{path}", body, headers=headers, accepted=accepted)

    def _granted(self, client: Client, form: dict[str, str]) -> str:
        sent = {"client_id": client.id, "client_secret": client.secret, **form}
        reply = self.service.call("POST", f"/realms/{self.realm}/protocol/openid-connect/token", form=sent, accepted=(200,))
        return str(reply["access_token"])
