"""What is shown of manifests: no secrets, and of a live object only what Git speaks of."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain.inspection import Action, Container, Difference, Resource, Standing
from forge_tui.domain.inspection_diff import spoken_of, unified, without
from forge_tui.domain.inspection_masks import masked
from forge_tui.domain.objects import ObjectRef

CANARY = "hunter2-canary-4711"
ENCODED = base64.b64encode(CANARY.encode()).decode()


def secret(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "n"}, "data": data}


def test_of_a_secret_only_the_lengths_are_shown() -> None:
    assert masked(secret(password=ENCODED))["data"] == {"password": "(19 bytes, hidden)"}
    assert masked({**secret(), "stringData": {"token": "x"}})["stringData"] == {"token": "(1 byte, hidden)"}


def test_two_secrets_of_one_length_are_told_to_differ_without_being_shown() -> None:
    other = base64.b64encode(CANARY[::-1].encode()).decode()
    assert masked(secret(a=ENCODED), secret(a=other))["data"] == {"a": "(19 bytes, hidden, not those of Git)"}
    assert masked(secret(a=ENCODED), secret(a=ENCODED))["data"] == {"a": "(19 bytes, hidden)"}
    assert masked(secret(a=ENCODED), secret(a="eA=="))["data"] == {"a": "(19 bytes, hidden)"}


@pytest.mark.parametrize(
    "place",
    [
        {"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": f'{{"data":"{ENCODED}"}}'}}},
        {"metadata": {"managedFields": [{"x": CANARY}]}},
        {"metadata": {"annotations": {"example.org/password": CANARY}}},
        {"spec": {"containers": [{"env": [{"name": "DB_PASSWORD", "value": CANARY}]}]}},
        {"spec": {"source": {"helm": {"valuesObject": {"auth": {"adminPassword": CANARY}}}}}},
        {"spec": {"credentials": [CANARY]}},
        {"data": {"client_secret": CANARY}},
        {"spec": {"privateKey": CANARY, "api_key": CANARY, "accessToken": CANARY}},
    ],
    ids=["last-applied", "managed-fields", "annotation", "env", "values", "list", "config-map", "keys"],
)
def test_what_is_called_like_a_secret_is_hidden_wherever_it_is(place: dict[str, Any]) -> None:
    shown = str(masked({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}} | place))
    assert CANARY not in shown
    assert ENCODED not in shown


def test_names_of_secrets_and_ordinary_fields_are_shown() -> None:
    manifest = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x", "labels": {"app": "token-service"}},
        "spec": {"secretName": "db-login", "tokenTTL": "1h", "env": [{"name": "MODE", "value": "fast"}], "replicas": 2},
    }
    assert masked(manifest) == manifest


@given(st.text(min_size=1), st.text(min_size=1))
def test_masking_twice_hides_no_more_and_never_fails(name: str, text: str) -> None:
    once = masked({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {name: text}})
    assert masked(once) == once


def test_what_only_the_server_fills_in_is_no_difference() -> None:
    wanted = {"spec": {"template": {"containers": [{"name": "a", "image": "x"}]}, "replicas": 1, "empty": {}, "nothing": None}}
    live = {
        "metadata": {"uid": "u"},
        "spec": {"template": {"containers": [{"name": "a", "image": "x", "imagePullPolicy": "Always"}]}, "replicas": 1, "strategy": {}},
        "status": {"ready": 1},
    }
    assert spoken_of(live, wanted) == wanted


def test_entries_are_told_apart_by_name_whatever_their_order() -> None:
    wanted = [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    live = [{"name": "b", "value": "2", "extra": 1}, {"name": "a", "value": "1"}]
    assert spoken_of(live, wanted) == wanted
    assert spoken_of([*live, {"name": "c"}], wanted) == [*wanted, {"name": "c"}]


@pytest.mark.parametrize(("live", "wanted"), [("1", 1), ("1000m", "1"), ("1Gi", "1024Mi"), ("0.5", "500m"), ({}, None), ([], None)])
def test_equal_amounts_in_other_words_are_equal(live: Any, wanted: Any) -> None:
    assert spoken_of({"x": live}, {"x": wanted}) == {"x": wanted}


@pytest.mark.parametrize(("live", "wanted"), [("1", "2"), (False, None), ("1Gi", "1G"), (True, "true"), (0, False), ([1, 2], [1])])
def test_what_is_not_equal_stays(live: Any, wanted: Any) -> None:
    assert spoken_of({"x": live}, {"x": wanted}) == {"x": live}


def test_a_field_that_the_cluster_lost_is_a_difference() -> None:
    assert spoken_of({"data": {"a": "1"}}, {"data": {"a": "1", "b": "2"}}) == {"data": {"a": "1"}}


def test_fields_that_an_application_ignores_go() -> None:
    manifest = {"spec": {"a/b": 1, "list": [{"x": 1, "y": 2}, 5]}, "data": {}}
    assert without(manifest, ["/spec/a~1b", "/spec/list/0/x", "/spec/list/1", "/nowhere/at/all"]) == {
        "spec": {"list": [{"y": 2}]},
        "data": {},
    }
    assert manifest["spec"]["list"] == [{"x": 1, "y": 2}, 5]


def test_a_diff_reads_from_git_to_the_cluster() -> None:
    lines = unified("a: 2\nb: 1\n", "a: 1\nb: 1\n")
    assert lines == ("@@ -1,2 +1,2 @@", "-a: 1", "+a: 2", " b: 1")
    told = Difference(ObjectRef("v1", "ConfigMap", "x"), Standing.DIFFERS, lines)
    assert (told.added, told.removed) == (1, 1)


def test_what_cannot_be_taken_back_asks_for_the_name_and_a_skip_for_a_reason() -> None:
    assert [action for action in Action if action.destructive] == [Action.TERMINATE, Action.SKIP]
    assert [action for action in Action if action.needs_reason] == [Action.SKIP]
    assert all(action.explanation.endswith(".") for action in Action)


def test_a_container_is_named_with_its_pod() -> None:
    pod = ObjectRef("v1", "Pod", "p", "n")
    assert (str(Container(pod, "c")), str(Container(pod, "c", init=True))) == ("p / c", "p / c (init)")


@pytest.mark.parametrize(
    ("sync", "health", "look"), [("Synced", "Healthy", False), ("Synced", "", False), ("OutOfSync", "", True), ("", "Degraded", True)]
)
def test_what_is_not_as_it_should_be_needs_a_look(sync: str, health: str, look: bool) -> None:
    assert Resource(ObjectRef("v1", "Pod", "p"), sync, health).needs_a_look is look
