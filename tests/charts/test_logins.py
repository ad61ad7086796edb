"""People log in to Argo CD and Gitea through the realm; certificates are proven through the Gateway: both ends agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.charts.chart_copies import CHARTS
from tests.charts.helm_program import HelmProgram, Manifest
from tests.charts.rendered_charts import every_chart
from tests.charts.rendered_root import applications, chart_values

pytestmark = pytest.mark.helm


def values_of(component: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((CHARTS / component / "values.yaml").read_text())
    return values


def argocd_settings(helm: HelmProgram, **components: dict[str, Any]) -> dict[str, Any]:
    settings: dict[str, Any] = chart_values(applications(helm, {"components": components})["argocd"])["argo-cd"]["configs"]["cm"]
    return settings


def realm(helm: HelmProgram) -> dict[str, Any]:
    (found,) = [it for it in rendered(helm, "keycloak", "ConfigMap") if "airm-realm.json" in it["data"]]
    parsed: dict[str, Any] = json.loads(found["data"]["airm-realm.json"])
    return parsed


def rendered(helm: HelmProgram, component: str, kind: str) -> list[Manifest]:
    return [it for it in every_chart(helm).manifests[component, "medium"] if it["kind"] == kind]


def test_argo_cd_asks_the_realm_as_the_client_that_the_realm_knows(helm: HelmProgram) -> None:
    asked = yaml.safe_load(argocd_settings(helm)["oidc.config"])
    (client,) = [it for it in realm(helm)["clients"] if it["clientId"] == asked["clientID"]]
    assert asked["issuer"] == "https://kc.example.com/realms/airm"
    assert "https://argocd.example.com/auth/callback" in client["redirectUris"]
    assert "groups" in asked["requestedScopes"]
    assert "groups" in client["defaultClientScopes"]


def test_its_secret_is_a_reference_to_one_that_argo_cd_may_read(helm: HelmProgram) -> None:
    reference = yaml.safe_load(argocd_settings(helm)["oidc.config"])["clientSecret"]
    (made,) = rendered(helm, "argocd-config", "ExternalSecret")
    assert reference == f"${made['spec']['target']['name']}:{made['spec']['data'][0]['secretKey']}"
    assert made["spec"]["target"]["template"]["metadata"]["labels"] == {"app.kubernetes.io/part-of": "argocd"}


def test_without_keycloak_argo_cd_is_told_of_no_login(helm: HelmProgram) -> None:
    assert argocd_settings(helm, keycloak={"enabled": False})["oidc.config"] == ""


def test_argo_cd_trusts_the_authority_of_the_platform_where_there_is_one() -> None:
    server = values_of("argocd")["argo-cd"]["server"]
    (volume,), (mount,) = server["volumes"], server["volumeMounts"]
    trusted = {it["name"]: it["value"] for it in server["env"]}["SSL_CERT_DIR"]
    bundle = (CHARTS / "trust-manager" / "templates" / "bundle.yaml").read_text()
    assert mount["mountPath"] in trusted.split(":")
    assert volume["configMap"] == {"name": "platform-ca", "optional": True}
    assert "kind: Bundle\nmetadata:\n  name: platform-ca\n" in bundle


def test_gitea_makes_accounts_of_people_of_the_realm_and_gives_nobody_an_older_account() -> None:
    config = values_of("gitea")["gitea"]["gitea"]["config"]
    assert config["oauth2_client"]["ENABLE_AUTO_REGISTRATION"] is True
    assert config["oauth2_client"]["ACCOUNT_LINKING"] == "login"
    assert config["service"]["DISABLE_REGISTRATION"] is True


@pytest.mark.parametrize(
    ("mode", "has_routes", "told"),
    [("acme", True, "true"), ("acme", False, "false"), ("existing", True, "false"), ("self-signed", True, "false")],
    ids=["ACME", "ACME without the kinds of routes", "certificate at hand", "self-signed"],
)
def test_cert_manager_proves_through_the_gateway_only_where_it_has_to_and_can(
    helm: HelmProgram, mode: str, has_routes: bool, told: str
) -> None:
    given = {"global": {"domain": "example.com", "tls": {"mode": mode}}, "components": {"gateway-api": {"enabled": has_routes}}}
    values = chart_values(applications(helm, given)["cert-manager"])
    assert values["cert-manager"]["extraArgs"] == [f"--enable-gateway-api={told}"]
