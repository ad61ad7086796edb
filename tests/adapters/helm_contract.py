"""What every Helm promises: subclass `HelmContract` and provide `helm`, and `release`, which can be installed and is not."""

from __future__ import annotations

from dataclasses import replace

from forge_tui.ports import Helm, Release

KUBE_VERSION = "v1.34.4"


class HelmContract:
    """Tests over the fixtures `helm` and `release`."""

    async def test_the_version_is_one_that_we_work_with(self, helm: Helm) -> None:
        assert tuple(map(int, (await helm.version()).split(".")[:2])) >= (3, 14)

    async def test_every_rendered_object_has_a_kind_and_a_name(self, helm: Helm, release: Release) -> None:
        manifests = await helm.template(release, kube_version=KUBE_VERSION)
        assert manifests
        assert all(manifest["apiVersion"] and manifest["kind"] and manifest["metadata"]["name"] for manifest in manifests)

    async def test_rendering_twice_gives_the_same(self, helm: Helm, release: Release) -> None:
        first = await helm.template(release, kube_version=KUBE_VERSION)
        assert list(first) == list(await helm.template(release, kube_version=KUBE_VERSION))

    async def test_the_second_install_changes_nothing(self, helm: Helm, release: Release) -> None:
        assert [await helm.install(release) for _ in range(2)] == [True, False]

    async def test_other_values_are_installed(self, helm: Helm, release: Release) -> None:
        await helm.install(release)
        changed = replace(release, values={**release.values, "global": {"domain": "other.example"}})
        assert [await helm.install(changed) for _ in range(2)] == [True, False]
