"""Things that break in the cluster while an install runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.end_state import assert_sound
from tests.journeys import inspection
from tests.journeys.installation import CORE, Finished, Installer
from tests.lab.api import path_of
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import CONTROLLER, Lab
from tests.lab.stand_in_charts import StandIns

pytestmark = [pytest.mark.lab, pytest.mark.fault]

BROKEN = "metallb"
TOLD_WITHIN_S = 60.0
NUDGED_WITHIN_S = 15.0


def moment_of(finished: Finished, type_: str, component: str) -> float:
    """Seconds from the start to the first event of a type about a component."""
    found = [stamped for stamped in finished.events if stamped.event.type == type_ and _component(stamped.event) == component]
    assert found, f"no {type_} of {component}"
    return (found[0].at - finished.events[0].at).total_seconds()


def _component(event: Any) -> str:
    return str(getattr(event, "component", ""))


@pytest.fixture
def broken_charts() -> Iterator[ChartServer]:
    """Charts of which one has an image that cannot be pulled."""
    with ChartServer(StandIns(fail={BROKEN: "ImagePullBackOff"})) as server:
        yield server


def test_an_image_that_cannot_be_pulled_is_explained_stops_only_its_component_and_can_be_healed(
    empty_lab: Lab, broken_charts: ChartServer, tmp_path: Path
) -> None:
    installer = Installer(empty_lab, broken_charts, tmp_path / "operator")
    first = installer.install("--patience", "10s")
    told = next(event for event in first.of_type("component.diagnosed") if event.component == BROKEN)
    waited_s = moment_of(first, "component.diagnosed", BROKEN) - moment_of(first, "component.applied", BROKEN)
    print(f"\ntold after {waited_s:.1f} s: {told.cause} {told.object}: {told.message}")
    assert waited_s <= TOLD_WITHIN_S
    assert told.object.startswith("Pod metallb-system/")
    assert "ImagePullBackOff" in told.message
    assert told.remedy
    assert not told.heals
    assert len(first.of_type("component.ready")) == len(CORE) - 1
    assert (first.exit_code, first.end.exit_code) == (1, 1)
    assert first.end.failure is not None
    assert BROKEN in first.end.failure.message

    broken_charts.serve(StandIns())
    installer.cache = tmp_path / "emptied cache"
    second = installer.install()
    assert second.exit_code == 0, (second.end, second.stderr)
    assert inspection.unsettled(empty_lab) == {}


@pytest.mark.parametrize("step", ["crds", "install-argocd", "rollout"])
def test_a_restart_of_the_api_server_is_survived(installer: Installer, step: str) -> None:
    running = installer.start()
    running.until_event("step.started", step)
    installer.lab.restart("kube-apiserver")
    finished = running.finish()
    stale, fresh = (len(finished.of_type(type_)) for type_ in ("view.stale", "view.fresh"))
    print(f"\nrestart at {step}: {finished.end.duration_s:.1f} s, {stale} times no view, {fresh} times again")
    assert finished.exit_code == 0, (finished.end, finished.stderr)
    assert stale == fresh
    assert_sound(installer)


@pytest.mark.parametrize(("program", "step"), [("gitea", "push"), ("gitea", "rollout"), ("vault", "vault"), ("vault", "rollout")])
def test_a_restart_of_gitea_or_the_vault_is_survived(installer: Installer, program: str, step: str) -> None:
    running = installer.start()
    running.until_event("step.started", step)
    installer.lab.restart(program)
    finished = running.finish()
    assert finished.exit_code == 0, (finished.end, finished.stderr)
    assert_sound(installer)


def test_a_stale_view_of_argo_cd_is_seen_and_healed_by_a_nudge(installer: Installer) -> None:
    lab = installer.lab
    assert installer.install().exit_code == 0
    lab.pause(CONTROLLER)
    make_stale(lab, "cert-manager")
    running = installer.start()
    begun = running.until_event("step.started", "rollout")
    nudged: Any = running.until_event("component.nudged", "cert-manager")
    waited_s = (nudged.at - begun.at).total_seconds()
    print(f"\nnudged after {waited_s:.1f} s: {nudged.event.reason}")
    assert "CustomResourceDefinition" in nudged.event.reason
    assert "refresh" in str(inspection.applications(lab)["cert-manager"]["metadata"]["annotations"])
    lab.resume(CONTROLLER)
    finished = running.finish()
    assert finished.exit_code == 0, (finished.end, finished.stderr)
    assert waited_s <= NUDGED_WITHIN_S
    assert_sound(installer)


def make_stale(lab: Lab, component: str) -> None:
    """Let an Application say that its CRDs are missing, which they are not."""
    resources = inspection.applications(lab)[component]["status"]["resources"]
    for resource in resources:
        if resource["kind"] == "CustomResourceDefinition":
            resource["health"] = {"status": "Missing"}
    path = path_of("argoproj.io/v1alpha1", "applications", "argocd", component)
    lab.api.merge(path, {"status": {"health": {"status": "Degraded"}, "resources": resources}})
