"""Helm brings up the foundation, and our own look says when it can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_tui.domain.events import Change, ComponentDiagnosed, StepProgressed
from forge_tui.domain.failures import ComponentsFailed, NotReadyInTime
from forge_tui.engine.runner import ACTS
from forge_tui.engine.workspace import Options
from tests.engine.platform import Platform, platform_of

NAMES = ("argocd", "gitea", "openbao")


@pytest.mark.parametrize("name", NAMES)
async def test_a_second_install_changes_nothing(platform: Platform, name: str) -> None:
    workspace = await platform.workspace(f"install-{name}")
    assert await ACTS[f"install-{name}"](workspace) is Change.CHANGED
    assert await ACTS[f"install-{name}"](workspace) is Change.UNCHANGED


async def test_helm_gets_the_values_that_argocd_will_render_with(platform: Platform) -> None:
    workspace = await platform.workspace("install-gitea")
    release = workspace.release_of(workspace.plan.catalogue["gitea"])
    assert release.values == workspace.applications["gitea"]["spec"]["source"]["helm"]["valuesObject"]
    assert (release.name, release.namespace, release.chart) == ("gitea", "cf-gitea", platform.bundle / "charts" / "gitea")


@pytest.mark.parametrize(
    ("name", "said"), [("openbao", "Pod openbao-0: Pending"), ("gitea", "0 of 1 pods ready"), ("argocd", "not established")]
)
async def test_what_is_waited_for_is_told(platform: Platform, name: str, said: str) -> None:
    workspace = await platform.workspace(f"install-{name}")
    await ACTS[f"install-{name}"](workspace)
    assert said in [event.message for event in platform.told.of(StepProgressed) if event.step == f"install-{name}"]


async def test_a_foundation_that_does_not_come_up_ends_after_its_limit(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{"component": "gitea", "kind": "slow"}]) as platform:
        workspace = await platform.workspace("install-gitea", Options(foundation_timeout_s=100))
        with pytest.raises(NotReadyInTime, match=r"gitea is not usable after 10\d s: 0 of 1 pods ready"):
            await ACTS["install-gitea"](workspace)


async def test_a_foundation_that_cannot_come_up_ends_with_its_cause(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{"component": "gitea", "kind": "ImagePullBackOff"}]) as platform:
        workspace = await platform.workspace("install-gitea")
        with pytest.raises(ComponentsFailed, match=r"gitea: An image cannot be pulled \(FT-203\) at Pod cf-gitea/gitea-"):
            await ACTS["install-gitea"](workspace)
        assert {event.cause for event in platform.told.of(ComponentDiagnosed)} == {"FT-203"}
