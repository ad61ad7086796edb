"""A class of volumes of the plan's own: made once, and then Argo CD's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import Change
from forge_tui.domain.objects import NAMESPACE, STORAGE_CLASS, ObjectRef
from forge_tui.engine.steps import storage
from tests.engine.platform import Platform, platform_of

CLASS = ObjectRef(STORAGE_CLASS.api_version, STORAGE_CLASS.kind, "local-path")
MORE = {"local-path-provisioner": "{enabled: true, title: t, layer: platform, namespace: volumes, version: 1, wave: 0, seconds: 5}"}


@pytest.fixture
async def bare(tmp_path: Path) -> AsyncIterator[Platform]:
    """A cluster without any class, and a plan that brings one."""
    async with platform_of(tmp_path, cluster={"storageClasses": []}, more=MORE) as platform:
        yield platform


async def test_namespace_and_class_are_there_before_anything_claims_a_volume(bare: Platform) -> None:
    workspace = await bare.workspace("install-storage")
    assert await storage.run(workspace) is Change.CHANGED
    assert await bare.cluster.get(ObjectRef(NAMESPACE.api_version, NAMESPACE.kind, "volumes"))
    assert await bare.cluster.get(CLASS)


async def test_what_is_there_is_left_alone(bare: Platform) -> None:
    await storage.run(await bare.workspace("install-storage"))
    await bare.cluster.patch(CLASS, {"metadata": {"annotations": {"of": "somebody else"}}})
    before = await bare.live(CLASS)
    assert await storage.run(await bare.workspace("install-storage")) is Change.UNCHANGED
    assert await bare.live(CLASS) == before


async def test_a_cluster_without_any_class_is_installed_and_stays_so(bare: Platform) -> None:
    first, second = await bare.run(), await bare.run()
    assert (first.code, second.code) == (ExitCode.DONE, ExitCode.DONE), first.message
    assert second.end.change is Change.UNCHANGED
