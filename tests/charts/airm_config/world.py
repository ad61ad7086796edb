"""The five services that the scripts call, in memory: they keep what they are sent, and answer as the real ones do."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.charts.airm_config.call import Answer, Call
from tests.charts.airm_config.resource_manager import CLUSTER, ResourceManagerStandIn

CANARY = "first-secret-canary"
TOLD_ONCE = "told-once"
BROKER_SECRET = "broker-secret"


@dataclass
class KeycloakStandIn:
    """One realm; only a client's own account administers it."""

    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[str]] = field(default_factory=dict)
    logins: list[str] = field(default_factory=list)
    """Who logged in with a secret."""

    def answer(self, call: Call) -> Answer:
        if call.path.endswith("/token"):
            return self._token({key: value[0] for key, value in parse_qs(call.body).items()})
        assert call.authorization == "Bearer admin"
        parts = call.parts[3:]
        if parts[0] == "roles":
            return 200, {"id": parts[1], "name": parts[1].replace("%20", " ")}
        if parts == ["users"]:
            return self._users(call)
        return self._account(call, parts[1], parts[2:])

    def _token(self, form: dict[str, str]) -> Answer:
        if form["grant_type"] == "client_credentials":
            return 200, {"access_token": "admin"}
        self.logins.append(form["username"])
        account = next(it for it in self.accounts.values() if it["email"] == form["username"])
        is_good = account["enabled"] and self.secrets.get(account["id"]) == form["password"]
        return (200, {"access_token": f"user:{account['email']}"}) if is_good else (401, {"error": "invalid_grant"})

    def _users(self, call: Call) -> Answer:
        if call.method == "GET":
            return 200, [it for it in self.accounts.values() if it["email"] == call.query["email"][0]]
        number = f"k-{len(self.accounts)}"
        self.accounts[number] = {**call.body, "id": number}
        return 201, None

    def _account(self, call: Call, number: str, below: list[str]) -> Answer:
        if below == ["reset-password"]:
            self.secrets[number] = call.body["value"]
            return 204, None
        if below:
            held = self.roles.setdefault(number, [])
            held += [role["name"] for role in call.body] if call.method == "POST" else []
            return (204, None) if call.method == "POST" else (200, [{"name": name} for name in held])
        if call.method == "PUT":
            self.accounts[number] = call.body
            return 204, None
        return 200, self.accounts[number]


@dataclass
class BrokerStandIn:
    """RabbitmQ's management API: accounts by name, of which it tells hashes only."""

    accounts: dict[str, str] = field(default_factory=dict)

    def answer(self, call: Call) -> Answer:
        assert call.authorization == "Basic " + base64.b64encode(f"admin:{BROKER_SECRET}".encode()).decode()
        parts = call.parts[1:]
        if parts[0] == "users" and call.method == "PUT":
            self.accounts[parts[1]] = call.body["password"]
        elif parts[0] == "users":
            if parts[1] not in self.accounts:
                return 404, {"error": "Object Not Found"}
            return 200, {"password_hash": _hashed(self.accounts[parts[1]]), "hashing_algorithm": "rabbit_password_hashing_sha256"}
        return 204, None


@dataclass
class ApiServerStandIn:
    """One Secret and one Deployment."""

    login: dict[str, str] | None = None
    restarts: int = 0

    def answer(self, call: Call) -> Answer:
        assert call.authorization == "Bearer account-bearer"
        if call.path.startswith("/apis/apps/v1"):
            self.restarts += 1
            return 200, {}
        if call.method == "GET":
            if self.login is None:
                return 404, {"kind": "Status"}
            return 200, {"data": {key: base64.b64encode(value.encode()).decode() for key, value in self.login.items()}}
        if call.method == "POST" and self.login is not None:
            return 409, {"kind": "Status"}
        self.login = {key: base64.b64decode(value).decode() for key, value in call.body["data"].items()}
        return (201 if call.method == "POST" else 200), {"kind": "Secret", "metadata": {"resourceVersion": "7"}}


@dataclass
class World:
    """All of them at one address, each below its own path."""

    keycloak: KeycloakStandIn = field(default_factory=KeycloakStandIn)
    broker: BrokerStandIn = field(default_factory=BrokerStandIn)
    kubernetes: ApiServerStandIn = field(default_factory=ApiServerStandIn)
    calls: list[tuple[str, str]] = field(default_factory=list)
    refuse: dict[tuple[str, str], int] = field(default_factory=dict)
    """Method and path of a call to refuse once, and with which status."""
    faster: set[tuple[str, str]] = field(default_factory=set)
    """Calls that somebody else makes a moment before."""

    def __post_init__(self) -> None:
        self.airm = ResourceManagerStandIn(TOLD_ONCE, self._registered, self._heard)

    def answer(self, call: Call) -> Answer:
        self.calls.append((call.method, call.path))
        if status := self.refuse.pop((call.method, call.path), 0):
            return status, {"detail": "told to refuse"}
        for prefix, service in (("/kc", self.keycloak), ("/airm", self.airm), ("/mq", self.broker), ("/k8s", self.kubernetes)):
            if call.path.startswith(f"{prefix}/"):
                below = Call(call.method, call.path.removeprefix(prefix), call.query, call.body, call.authorization)
                answer = service.answer(below)
                return (409, {"detail": "exists"}) if (call.method, call.path) in self.faster else answer
        return 404, None

    def changes(self) -> list[tuple[str, str]]:
        """Calls that change something, without those that only log in."""
        is_login = ("/token", "/reset-password")
        return [(method, path) for method, path in self.calls if method != "GET" and not path.endswith(is_login)]

    def account(self, start: str) -> dict[str, Any]:
        """The account whose address starts like this."""
        (found,) = [it for it in self.keycloak.accounts.values() if it["email"].startswith(start)]
        return found

    def _registered(self) -> None:
        self.broker.accounts[CLUSTER] = TOLD_ONCE

    def _heard(self) -> bool:
        """The dispatcher reports once its login is one that the broker knows."""
        login = self.kubernetes.login
        return login is not None and self.broker.accounts.get(login["username"]) == login["password"]


def _hashed(secret: str) -> str:
    salt = b"salt"
    return base64.b64encode(salt + hashlib.sha256(salt + secret.encode()).digest()).decode()
