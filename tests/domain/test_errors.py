"""Failures that an operator can act on, each with an id of its own."""

import re

import pytest

from forge_tui.domain.errors import ForgeError, failures
from forge_tui.domain.failures import VaultSealed
from forge_tui.domain.objects import APPLICATION, POD, ObjectRef


@pytest.mark.parametrize("failure", failures().values(), ids=lambda failure: failure.id)
def test_every_failure_can_be_explained_without_a_cluster(failure: type[ForgeError]) -> None:
    assert re.fullmatch(r"FT-[0134569]\d\d", failure.id)
    assert failure.title
    assert not failure.title.endswith(".")
    assert failure.meaning.endswith(".")


def test_failures_come_in_the_order_of_their_ids() -> None:
    assert list(failures()) == sorted(failures())


def test_a_remedy_is_the_one_given_or_else_the_failures_own() -> None:
    assert VaultSealed("sealed").remedy == VaultSealed.default_remedy
    assert VaultSealed("sealed", remedy="Wait.").remedy == "Wait."
    assert str(VaultSealed("sealed")) == "sealed"


def test_an_id_is_taken_once() -> None:
    with pytest.raises(TypeError, match="Another takes FT-503, which VaultSealed has"):
        type("Another", (ForgeError,), {"id": "FT-503"})


def test_a_failure_without_id_is_not_registered() -> None:
    type("Abstract", (ForgeError,), {})
    assert "" not in failures()


def test_an_object_is_named_by_kind_and_place() -> None:
    ref = ObjectRef.of({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}, "shop")
    assert (str(ref), ref.of_kind) == ("Pod shop/p", POD)
    assert str(ObjectRef("v1", "Namespace", "shop")) == "Namespace shop"
    assert (APPLICATION.group, POD.group) == ("argoproj.io", "")
