"""First logins: who, and in which Secret the password is; the password only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from forge_tui.domain.handover import Login
from forge_tui.domain.objects import SECRET, ObjectRef
from forge_tui.engine.credentials import read_secret
from forge_tui.engine.names import ARGOCD_NAMESPACE, GITEA_ADMIN, GITEA_ADMIN_REF, VAULT_KEYS_REF
from forge_tui.ports import Cluster


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    username: str
    ref: ObjectRef
    key: str

    @property
    def login(self) -> Login:
        where = f"kubectl -n {self.ref.namespace} get secret {self.ref.name} -o jsonpath='{{.data.{self.key}}}' | base64 -d"
        return Login(self.name, self.username, where)


_KEYCLOAK = ObjectRef(SECRET.api_version, SECRET.kind, "keycloak-credentials", "keycloak")
_PLACES = (
    _Place("Argo CD", "admin", ObjectRef(SECRET.api_version, SECRET.kind, "argocd-initial-admin-secret", ARGOCD_NAMESPACE), "password"),
    _Place("Gitea", GITEA_ADMIN, GITEA_ADMIN_REF, "password"),
    _Place("OpenBao", "recovery key", VAULT_KEYS_REF, "key_1"),
    _Place("Keycloak", "forge-admin", _KEYCLOAK, "KEYCLOAK_INITIAL_ADMIN_PASSWORD"),
    _Place("AIRM", "the first user", _KEYCLOAK, "DEVUSER_INITIAL_PASSWORD"),
)


async def first_logins(cluster: Cluster) -> tuple[Login, ...]:
    """Those whose Secret is there."""
    return tuple([place.login for place in _PLACES if (await read_secret(cluster, place.ref) or {}).get(place.key)])


async def password_of(cluster: Cluster, login: Login) -> str:
    """The password as the cluster has it now; empty when its Secret is gone."""
    place = next((place for place in _PLACES if place.login == login), None)
    return "" if place is None else (await read_secret(cluster, place.ref) or {}).get(place.key, "")
