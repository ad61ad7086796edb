"""The edges of the catalogue are those that the manifests need: no hard one is missing, and each has its reason."""

from __future__ import annotations

import functools
from collections import defaultdict

import pytest

from tests.charts.chart_copies import PROFILES
from tests.charts.platform.edges import COMPONENTS, Need, foreign_namespaces, needs
from tests.charts.platform.producers import NAMESPACES
from tests.charts.platform.rendering import Platform, platform

pytestmark = pytest.mark.helm

Edge = tuple[str, str]
"""Component and the one that it needs."""

HARD = frozenset({"crd", "webhook", "secret", "config", "storage", "store", "vault", "namespace"})
"""Without these an object is refused, or its pod does not start. A Service or a Gateway may come later, where the catalogue says so."""

SOFT_ALTHOUGH: dict[Edge, str] = {
    ("airm", "airm-config"): "only the dispatcher waits for that Secret, and it is no part of airm's health: airm-config needs airm first",
}
"""Needs that would be hard, were it not for this."""

SEEN_IN_A_RUN: dict[Edge, str] = {
    ("airm", "kaiwo"): "AIM objects and submitted workloads are carried out by it",
    ("airm", "kueue"): "its webhook and queues take the workloads that policies put into them",
    ("airm", "minio-tenant"): "the API reads its bucket before it is ready",
    ("airm", "minio-tenant-config"): "the store refuses the API's access key before its account is made",
    ("cluster-auth", "openbao"): "it exits when it cannot log in to the vault",
    ("argocd-config", "argocd"): "the route leads to its Service, and what the Secret is for is its login",
    ("gitea-config", "gitea"): "its Job writes the login source into a running Gitea",
    ("gitea-config", "keycloak"): "Gitea reads the realm's discovery document before it takes the login source",
    ("kaiwo", "gateway-api"): "the controller watches the kind and exits without it",
    ("kaiwo", "kaiwo-crds"): "the controller watches its kinds and exits without them",
    ("kaiwo", "kserve-crds"): "the controller watches the kinds and exits without them",
    ("kaiwo", "kuberay-operator"): "the controller watches the kinds and exits without them",
    ("kaiwo", "kueue"): "the controller watches the kinds and exits without them",
    ("kedify-otel", "keda"): "nobody else asks the scaler",
    ("kgateway", "gateway-api"): "the controller watches the kinds and makes a GatewayClass",
    ("kgateway", "kgateway-crds"): "the controller watches the kinds",
    ("kgateway-config", "kgateway"): "nobody else programs the Gateway",
    ("openbao-config", "openbao"): "the route has nothing to lead to, and the unsealing nothing to unseal",
}
"""Hard edges that no manifest shows, from the facts about these programs."""


@functools.cache
def derived() -> dict[Edge, frozenset[Need]]:
    """Needs of all profiles, and of an install with more answers, by edge."""
    found: defaultdict[Edge, set[Need]] = defaultdict(set)
    for one in (*(platform(profile) for profile in PROFILES), answered()):
        for need in needs(one):
            found[need.component, need.parent].add(need)
        for component, namespace in foreign_namespaces(one):
            for parent in parents_in(component, namespace):
                found[component, parent].add(Need(component, parent, "namespace", namespace))
    return {edge: frozenset(why) for edge, why in found.items()}


def answered() -> Platform:
    return platform("medium", answered=True)


def parents_in(component: str, namespace: str) -> list[str]:
    """Hard parents whose namespace it is."""
    return [parent for (child, parent), strength in edges().items() if child == component and NAMESPACES[parent] == namespace and strength]


def edges() -> dict[Edge, bool]:
    """Edges of the catalogue, and whether they are hard."""
    return {(name, edge["name"]): edge["strength"] == "hard" for name, entry in COMPONENTS.items() for edge in entry.get("dependsOn", ())}


def always_there(parent: str) -> bool:
    return bool(COMPONENTS[parent].get("foundation"))


def reasons(edge: Edge) -> set[str]:
    """What kinds of need lead to an edge; a seed alone is written by the installer before anything starts, so its owner may be idle."""
    what = {need.what for need in derived().get(edge, ())}
    return what - {"vault"} if always_there(edge[1]) and edge[1] != "openbao" else what


def must_be_hard(edge: Edge) -> bool:
    """Whether a need is of a kind that holds up readiness, and its parent is in every install that nobody changed."""
    return bool(reasons(edge) & HARD) and COMPONENTS[edge[1]]["enabled"] and edge not in SOFT_ALTHOUGH


def shown(edge: Edge) -> str:
    return f"{edge[0]} -> {edge[1]}: {'; '.join(sorted(f'{need.what} {need.detail}' for need in derived()[edge])[:4])}"


def test_no_hard_edge_is_missing() -> None:
    hard = {edge for edge, strength in edges().items() if strength}
    assert sorted(shown(edge) for edge in derived() if must_be_hard(edge) and edge not in hard) == []


def test_no_soft_edge_is_missing() -> None:
    wanted = {edge for edge in derived() if reasons(edge) and not must_be_hard(edge)}
    assert sorted(shown(edge) for edge in wanted - edges().keys()) == []


def test_every_hard_edge_has_a_reason() -> None:
    explained = {edge for edge in derived() if reasons(edge) & HARD}
    assert sorted(edge for edge, hard in edges().items() if hard and edge not in explained and edge not in SEEN_IN_A_RUN) == []


def test_the_tables_hold_nothing_that_is_not_needed() -> None:
    explained = {edge for edge in derived() if reasons(edge) & HARD}
    assert sorted(SEEN_IN_A_RUN.keys() & explained) == []
    assert sorted(edge for edge in SEEN_IN_A_RUN if not edges().get(edge)) == []
    assert sorted(edge for edge in SOFT_ALTHOUGH if edge not in explained or edges()[edge]) == []


def test_no_edge_to_a_component_that_is_off_is_hard_for_one_that_is_on() -> None:
    on = {edge for edge, hard in edges().items() if hard and COMPONENTS[edge[0]]["enabled"]}
    assert sorted(edge for edge in on if not COMPONENTS[edge[1]]["enabled"]) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_every_namespace_that_is_written_into_is_made_by_somebody_before(profile: str) -> None:
    for component, namespace in foreign_namespaces(platform(profile)) | foreign_namespaces(answered()):
        assert any(edges()[component, parent] for parent in parents_in(component, namespace)), (component, namespace)
