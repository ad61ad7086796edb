"""Every image of the platform is pinned, and the catalogue lists exactly those."""

from __future__ import annotations

import pytest
import yaml

from tests.charts.chart_copies import CHARTS, PROFILES
from tests.charts.platform.reading import images
from tests.charts.platform.rendering import Loader, in_version, platform
from tests.charts.rendered_root import CATALOGUE

pytestmark = pytest.mark.helm

COMPONENTS = CATALOGUE["components"]
# What programs start although no manifest names it.
BUILT_IN = {
    # Beside every server of a Tenant; the default of operator 7.1.1.
    "minio-operator": {"quay.io/minio/operator-sidecar:v7.0.1"},
}
VERSIONS = list(yaml.load((CHARTS / "airm" / "files" / "versions.yaml").read_text(), Loader=Loader))
each_profile = pytest.mark.parametrize("profile", PROFILES)


def rendered(profile: str) -> dict[str, set[str]]:
    """Images by component; those without any are left out."""
    found: dict[str, set[str]] = {component: set(used) for component, used in BUILT_IN.items()}
    for component, manifest in platform(profile).objects():
        found.setdefault(component, set()).update(images(manifest))
    return {component: used for component, used in found.items() if used}


def listed(component: str, profile: str, version: str = "") -> set[str]:
    """What the catalogue says that a component uses."""
    entry = COMPONENTS[component]
    given = [*entry.get("images", ()), *entry.get("versions", {}).get(version or entry["version"], {}).get("images", ())]
    sized = [one if isinstance(one, dict) else {"image": one, "profiles": PROFILES} for one in given]
    return {one["image"] for one in sized if profile in one["profiles"]}


@each_profile
def test_every_image_is_pinned(profile: str) -> None:
    used = {image for found in rendered(profile).values() for image in found}
    names = {image: image.rpartition("/")[2] for image in used}
    assert len(used) > 50
    assert {image for image, name in names.items() if ":" not in name and "@sha256:" not in name} == set()
    assert {image for image, name in names.items() if name.endswith((":latest", ":main", ":master", ":dev"))} == set()


@each_profile
def test_the_catalogue_lists_exactly_the_images_that_are_used(profile: str) -> None:
    catalogue = {component: listed(component, profile) for component in COMPONENTS}
    assert {component: found for component, found in catalogue.items() if found} == rendered(profile)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_catalogue_lists_exactly_the_images_of_each_version_of_airm(version: str) -> None:
    used = {image for manifest in in_version("airm", version) for image in images(manifest)}
    assert listed("airm", "medium", version) == used


def test_the_catalogue_knows_every_version_of_airm() -> None:
    assert list(COMPONENTS["airm"]["versions"]) == VERSIONS


def test_what_all_versions_of_airm_share_is_listed_once() -> None:
    given = [set(entry["images"]) for entry in COMPONENTS["airm"]["versions"].values()]
    assert set.intersection(*given) == set()
    assert not set.union(*given) & set(COMPONENTS["airm"]["images"])
