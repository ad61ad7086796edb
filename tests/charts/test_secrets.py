"""Whatever a pod or an operator reads is made by somebody, and each secret of the vault has one owner."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.charts.chart_copies import PROFILES
from tests.charts.platform.edges import COMPONENTS, SEEDS, missing, vault_paths
from tests.charts.platform.rendering import Platform, platform

pytestmark = pytest.mark.helm

INSTALLS = [*PROFILES, "answered"]


def rendered(install: str) -> Platform:
    return platform("medium", answered=True) if install == "answered" else platform(install)


@pytest.mark.parametrize("install", INSTALLS)
def test_every_secret_and_config_map_that_is_read_has_a_producer(install: str) -> None:
    assert sorted(missing(rendered(install))) == []


def test_each_secret_of_the_vault_is_seeded_by_one_component() -> None:
    seeds = Counter(seed["path"] for entry in COMPONENTS.values() for seed in entry.get("seeds", ()))
    assert {path: count for path, count in seeds.items() if count > 1} == {}


@pytest.mark.parametrize("install", INSTALLS)
def test_every_path_that_is_read_from_the_vault_is_seeded(install: str) -> None:
    paths = vault_paths(rendered(install).objects())
    assert len(paths) > 20
    assert sorted(path for _, path in paths if path not in SEEDS) == []


def test_every_seed_is_read_by_somebody() -> None:
    read = {path for install in INSTALLS for _, path in vault_paths(rendered(install).objects())}
    assert sorted(SEEDS.keys() - read) == []


def test_a_reader_never_needs_a_component_only_for_its_seed() -> None:
    """The owner is the reader itself, part of the foundation, or a hard dependency, also through others.

    An answer may lead to a component that is off otherwise, such as elasticsearch.
    """
    read = {each for install in INSTALLS for each in vault_paths(rendered(install).objects())}
    assert sorted((name, path) for name, path in read if not is_there(SEEDS[path], name)) == []


def is_there(owner: str, reader: str) -> bool:
    if COMPONENTS[owner]["enabled"]:
        return owner == reader or bool(COMPONENTS[owner].get("foundation")) or owner in ancestors(reader)
    return owner == reader or owner in [edge["name"] for edge in COMPONENTS[reader]["dependsOn"]]


def ancestors(component: str) -> set[str]:
    hard = {edge["name"] for edge in COMPONENTS[component].get("dependsOn", ()) if edge["strength"] == "hard"}
    return hard.union(*(ancestors(parent) for parent in hard))
