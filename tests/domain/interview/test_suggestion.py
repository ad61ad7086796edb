"""Defaults come from the cluster and say what in it they come from."""

from dataclasses import replace

import pytest

from forge_tui.domain.facts import ClusterFacts, NodeFacts
from forge_tui.domain.interview.suggestion import suggestions
from tests.domain.interview.clusters import LOCAL, SHARED, SMALL


def profile(*nodes: NodeFacts) -> tuple[str, str]:
    found = suggestions(replace(SMALL, nodes=nodes))[("profile",)]
    return str(found.value), found.evidence


@pytest.mark.parametrize(
    ("nodes", "cores", "gib", "expected"), [(1, 4, 16, "small"), (1, 8, 32, "small"), (3, 16, 64, "medium"), (3, 32, 128, "large")]
)
def test_the_largest_profile_that_fits_is_suggested(nodes: int, cores: float, gib: float, expected: str) -> None:
    assert profile(*(NodeFacts(str(number), cores, gib) for number in range(nodes)))[0] == expected


def test_too_small_a_cluster_is_told() -> None:
    assert profile(NodeFacts("a", 2, 8))[1] == "1 nodes with 2 cores and 8 GiB: less than the smallest profile wants"


def test_nodes_that_are_not_ready_do_not_count() -> None:
    assert profile(NodeFacts("a", 8, 32), NodeFacts("b", 64, 512, ready=False))[0] == "small"


@pytest.mark.parametrize(
    ("server", "domain"),
    [
        ("https://10.0.0.5:6443", "10.0.0.5.nip.io"),
        ("https://api.prod.example.com:6443", "prod.example.com"),
        ("https://small.cluster.example:6443", "small.cluster.example"),
        ("https://127.0.0.1:6443", None),
        ("https://localhost:6443", None),
        ("https://[fd00::1]:6443", None),
        ("", None),
    ],
)
def test_a_domain_is_suggested_where_the_api_server_has_an_address_that_others_reach(server: str, domain: str | None) -> None:
    found = suggestions(replace(SMALL, server=server)).get(("domain",))
    assert (found.value if found else None) == domain


def test_each_role_gets_a_class_that_can_serve_it() -> None:
    found = suggestions(SMALL)
    assert {path[1]: entry.value for path, entry in found.items() if path[0] == "storage"} == {
        "readWriteOnce": "local-path",
        "local": "local-path",
        "readWriteMany": "multinode",
    }
    assert found[("storage", "readWriteOnce")].evidence == "rancher.io/local-path, the cluster's default, local disks"


def test_without_a_shared_class_none_is_suggested() -> None:
    assert ("storage", "readWriteMany") not in suggestions(replace(SMALL, storage_classes=(LOCAL,)))


def test_without_a_default_the_first_class_is_named() -> None:
    found = suggestions(replace(SMALL, storage_classes=(SHARED, replace(LOCAL, default=False))))
    assert found[("storage", "readWriteOnce")].value == "multinode"


def test_a_certificate_that_is_there_is_used() -> None:
    assert suggestions(SMALL)[("tls", "mode")].value == "self-signed"
    assert suggestions(replace(SMALL, tls_secrets=("cluster-tls",)))[("tls", "mode")].value == "existing"


def test_a_load_balancer_is_named_by_what_shows_it() -> None:
    seen = replace(SMALL, load_balancer="Service ingress/nginx has 10.0.0.20")
    assert suggestions(seen)[("loadBalancer", "mode")].evidence == "Service ingress/nginx has 10.0.0.20"


def test_an_empty_cluster_suggests_little_and_fails_nowhere() -> None:
    assert suggestions(ClusterFacts("", "", ""))[("profile",)].value == "small"
