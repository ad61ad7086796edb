"""The rules between components."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forge_tui.domain.catalogue import Catalogue, parse
from forge_tui.domain.component import Profile, VaultNeeds, VaultRole
from forge_tui.domain.failures import CatalogueInvalid, SelectionInvalid


def entry(wave: int = 0, *needs: str, enabled: bool = True, **more: Any) -> dict[str, Any]:
    edges = [{"name": name, "strength": "hard", "needs": "runtime", "why": f"uses {name}"} for name in needs]
    return {"title": "T", "layer": "config", "namespace": "n", "version": "1", "wave": wave, "enabled": enabled, "dependsOn": edges} | more


def catalogue(**entries: dict[str, Any]) -> Catalogue:
    return parse({"components": entries})


def test_a_consistent_catalogue_is_accepted() -> None:
    assert len(catalogue(a=entry(), b=entry(1, "a")).checked()) == 2


def test_a_wave_that_contradicts_the_edges_is_named_with_the_right_one() -> None:
    with pytest.raises(CatalogueInvalid, match="b has wave 0, its hard dependencies put it at 1"):
        catalogue(a=entry(), b=entry(0, "a")).checked()


def test_an_unknown_dependency_is_named() -> None:
    with pytest.raises(CatalogueInvalid, match="b depends on ghost"):
        catalogue(b=entry(1, "ghost")).checked()


def test_a_circle_is_named() -> None:
    with pytest.raises(CatalogueInvalid, match="circle"):
        catalogue(a=entry(0, "b"), b=entry(0, "a")).checked()


def test_a_missing_field_is_named_with_its_component() -> None:
    with pytest.raises(CatalogueInvalid, match="component a: KeyError 'title'"):
        parse({"components": {"a": {"layer": "x"}}})


def test_defaults_decide_unless_the_answers_say_otherwise() -> None:
    whole = catalogue(a=entry(), b=entry(enabled=False), c=entry())
    assert list(whole.select(enable=["b"], disable=["c"]).components) == ["a", "b"]


def test_switching_off_what_others_need_says_who_needs_it_and_why() -> None:
    with pytest.raises(SelectionInvalid) as caught:
        catalogue(a=entry(), b=entry(1, "a"), c=entry(2, "b"), d=entry(1, "a", enabled=False)).select(disable=["a"])
    assert caught.value.message == "a is off and needed by b (uses a)"
    assert caught.value.remedy == "Add b, c to components.disable as well, or enable a."


def test_a_component_that_is_off_by_default_can_be_switched_on_by_the_same_words() -> None:
    with pytest.raises(SelectionInvalid, match=r"a is off and needed by b \(uses a\), c \(uses a\)"):
        catalogue(a=entry(enabled=False), b=entry(1, "a"), c=entry(1, "a")).select()


def test_the_foundation_cannot_be_switched_off() -> None:
    with pytest.raises(SelectionInvalid, match="a belongs to the foundation") as caught:
        catalogue(a=entry(foundation=True), b=entry(1, "a")).select(disable=["a"])
    assert caught.value.remedy == "Take a out of components.disable."


def test_images_are_those_of_the_profile_and_of_the_version_each_once() -> None:
    images = ["r/b:1", {"image": "r/proxy:2", "profiles": ["large"]}]
    versions = {"1.0": {"images": ["r/a:1.0", "r/b:1"]}, "2.0": {"images": ["r/a:2.0"]}, "3.0": {}}
    component = catalogue(a=entry(images=images, versions=versions, namespaces=["kube-system"]) | {"version": "1.0"})["a"]
    assert component.images_for(Profile.SMALL) == ("r/a:1.0", "r/b:1")
    assert component.images_for(Profile.LARGE) == ("r/a:1.0", "r/b:1", "r/proxy:2")
    assert replace(component, version="2.0").images_for(Profile.SMALL) == ("r/a:2.0", "r/b:1")
    assert component.namespaces == ("kube-system",)


def test_what_a_component_needs_in_the_vault_is_typed() -> None:
    role = {"serviceAccounts": ["s"], "namespaces": ["n"], "policies": ["p"]}
    needs = catalogue(a=entry(vault={"mounts": ["m"], "policies": {"p": "rules"}, "roles": {"r": role}}))["a"].vault
    assert needs == VaultNeeds(("m",), {"p": "rules"}, (VaultRole("r", ("s",), ("n",), ("p",)),))
    assert catalogue(a=entry())["a"].vault == VaultNeeds((), {}, ())


def test_unknown_and_contradicting_choices_are_told_together() -> None:
    with pytest.raises(SelectionInvalid, match="there is no component ghost; a is enabled and disabled at once"):
        catalogue(a=entry()).select(enable=["ghost", "a"], disable=["a"])


def test_soft_dependencies_neither_order_nor_forbid() -> None:
    soft = [{"name": "a", "strength": "soft", "needs": "service", "why": "nicer"}]
    whole = catalogue(a=entry(), b=entry(dependsOn=soft)).checked()
    assert "b" in whole.select(disable=["a"])
