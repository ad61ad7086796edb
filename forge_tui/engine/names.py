"""Names that the platform's parts agree on: namespaces, secrets, repositories. Facts: docs/names.md."""

from __future__ import annotations

from forge_tui.domain.objects import APPLICATION, CONFIG_MAP, LEASE, SECRET, ObjectRef

SYSTEM_NAMESPACE = "forge-system"
ARGOCD_NAMESPACE = "argocd"
GITEA_NAMESPACE = "cf-gitea"
VAULT_NAMESPACE = "cf-openbao"
GATEWAY_NAMESPACE = "kgateway-system"

LEASE_REF = ObjectRef(LEASE.api_version, LEASE.kind, "forge-tui", SYSTEM_NAMESPACE)
RECORD_REF = ObjectRef(CONFIG_MAP.api_version, CONFIG_MAP.kind, "forge-tui-journal", SYSTEM_NAMESPACE)
GITEA_ADMIN_REF = ObjectRef(SECRET.api_version, SECRET.kind, "gitea-admin-credentials", GITEA_NAMESPACE)
REDIS_REF = ObjectRef(SECRET.api_version, SECRET.kind, "argocd-redis", ARGOCD_NAMESPACE)
SEAL_KEY_REF = ObjectRef(SECRET.api_version, SECRET.kind, "openbao-seal", VAULT_NAMESPACE)
VAULT_KEYS_REF = ObjectRef(SECRET.api_version, SECRET.kind, "openbao-keys", VAULT_NAMESPACE)
REPOSITORY_ACCESS_REF = ObjectRef(SECRET.api_version, SECRET.kind, "repo-cluster-org", ARGOCD_NAMESPACE)

GITEA_ADMIN = "forge-admin"
GITEA_SERVICE = "gitea-http"
ORGANISATION = "cluster-org"
CHARTS_REPOSITORY = "cluster-forge"
VALUES_REPOSITORY = "cluster-values"
VALUES_FILE = "values.yaml"
GIT_PREFIX = "http://gitea-http.cf-gitea.svc:3000/cluster-org"
CHARTS_URL = f"{GIT_PREFIX}/{CHARTS_REPOSITORY}.git"
VALUES_URL = f"{GIT_PREFIX}/{VALUES_REPOSITORY}.git"

ROOT = "cluster-forge"
ROOT_REF = ObjectRef(APPLICATION.api_version, APPLICATION.kind, ROOT, ARGOCD_NAMESPACE)
TRACKING_ANNOTATION = "argocd.argoproj.io/tracking-id"
REFRESH_ANNOTATION = "argocd.argoproj.io/refresh"

STORAGE_COMPONENT = "local-path-provisioner"
"""Makes a class of volumes on clusters without any, so Helm installs it before what needs volumes."""

VAULT_POD = "openbao-0"
VAULT_MOUNT = "secrets"
VAULT_POLICY = "read-policy"
VAULT_POLICY_RULES = f"""path "{VAULT_MOUNT}/data/*" {{ capabilities = ["read"] }}
path "{VAULT_MOUNT}/metadata/*" {{ capabilities = ["list"] }}
path "auth/token/lookup-self" {{ capabilities = ["read"] }}
path "auth/token/renew-self" {{ capabilities = ["update"] }}
"""
VAULT_READER = "external-secrets"


def application_ref(component: str) -> ObjectRef:
    """The Argo CD Application of a component."""
    return ObjectRef(APPLICATION.api_version, APPLICATION.kind, component, ARGOCD_NAMESPACE)
