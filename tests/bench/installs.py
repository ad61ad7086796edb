"""Whole installs of the real program on a lab, one after the other, each on an empty cluster."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forge_tui.domain.events import Outcome
from tests.bench.results import Sample
from tests.journeys.installation import Finished, Installer
from tests.journeys.platform import Platform, objects
from tests.lab.api import KubeApi
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns

TIMEOUT_S = 2400
"""For one install; the program ends itself then."""
GRACE_S = 30
READ_TIMEOUT_S = 60.0
_APPLICATIONS = "argoproj.io/v1alpha1"
_CRDS = "apiextensions.k8s.io/v1"


class InstallFailed(RuntimeError):
    """There is nothing to measure."""


@dataclass(frozen=True)
class Crds:
    """What has become of the CRDs at the end of an install."""

    count: int
    largest_bytes: int
    changed: int
    """Those with a generation above 1: somebody changed them after they were created."""
    out_of_sync: int
    """Entries of any Application that are a CRD and OutOfSync."""


@dataclass(frozen=True)
class Install:
    """One finished install and what it leaves."""

    finished: Finished
    busy_s: Mapping[str, float]
    """Processor seconds of the lab's programs."""
    crds: Crds
    created: int
    """Objects of all kinds that were not there before."""

    @property
    def total_s(self) -> float:
        """From the first event to the last."""
        return self.finished.end.duration_s

    @property
    def path_s(self) -> float:
        """The longest chain of what this run measured itself."""
        return self.finished.end.critical_path_s

    def step_s(self, name: str) -> float:
        """How long one step took; 0 when it was not reached."""
        return float(next((event.duration_s for event in self.finished.of_type("step.finished") if event.step == name), 0.0))

    @property
    def steps(self) -> tuple[str, ...]:
        """Steps in the order of their end."""
        return tuple(event.step for event in self.finished.of_type("step.finished"))

    def ready_s(self, component: str) -> float:
        """From applied to ready."""
        return float(next((event.duration_s for event in self.finished.of_type("component.ready") if event.component == component), 0.0))


@dataclass(frozen=True)
class Site:
    """One lab with its charts, and where operators keep their files."""

    lab: Lab
    charts: ChartServer
    folder: Path
    platform: Platform
    furniture: int
    """Objects of an empty lab."""

    def install(self, name: str, *options: str, again: bool = False) -> Install:
        """Install with a machine of its own, without anything cached; `again` goes on with what `name` has left."""
        if not again:
            self.lab.reset()
        installer = Installer(self.lab, self.charts, self.folder / name, self.platform.answers)
        finished = installer.start("--timeout", f"{TIMEOUT_S}s", *options).finish(kill_after_s=TIMEOUT_S + GRACE_S)
        if finished.exit_code or not finished.events or finished.end.outcome is not Outcome.SUCCEEDED:
            raise InstallFailed(f"install {name} ends with {finished.exit_code}: {finished.events[-1:]} {finished.stderr[-2000:]}")
        tell(f"{name}: {finished.end.duration_s:.1f} s, critical path {finished.end.critical_path_s:.1f} s")
        busy_s = {name: _busy_s(child.pid) for name, child in self.lab.processes.items()}
        return Install(finished, busy_s, crds_of(self.lab.kubeconfig), objects(self.lab).total() - self.furniture)


@contextmanager
def site(platform: Platform, ready_after: Mapping[str, str], folder: Path) -> Iterator[Site]:
    """A lab for installs of `platform`, and stand-in charts whose pods become ready after these times.

    Raises:
        LabUnavailable: It is not built and cannot be.
    """
    tell("starting the lab")
    with Lab() as lab, ChartServer(StandIns(ready_after=ready_after)) as charts:
        yield Site(lab, charts, folder, platform, objects(lab).total())


def crds_of(kubeconfig: Path) -> Crds:
    """Count, sizes, and whether anything was done to the CRDs after they were created."""
    # A connection of its own: the lab's has been idle for minutes and may be closed.
    with closing(KubeApi(kubeconfig, timeout_s=READ_TIMEOUT_S)) as api:
        crds = api.items(_CRDS, "customresourcedefinitions")
        applications = api.items(_APPLICATIONS, "applications", "argocd")
    out_of_sync = sum(
        resource.get("kind") == "CustomResourceDefinition" and resource.get("status") == "OutOfSync"
        for application in applications
        for resource in (application.get("status") or {}).get("resources") or ()
    )
    changed = sum(crd["metadata"]["generation"] > 1 for crd in crds)
    return Crds(len(crds), max((_size(crd) for crd in crds), default=0), changed, out_of_sync)


def totals(installs: Sequence[Install]) -> Sample:
    """Their durations."""
    return Sample(tuple(install.total_s for install in installs))


def tell(line: str) -> None:
    """Say on standard error how far the bench is: installs take minutes."""
    sys.stderr.write(f"bench: {line}\n")
    sys.stderr.flush()


def _size(crd: Mapping[str, Any]) -> int:
    return len(json.dumps({"spec": crd["spec"]}, separators=(",", ":")))


def _busy_s(pid: int) -> float:
    """Processor time that a process has used; 0 where the kernel does not tell."""
    place = Path(f"/proc/{pid}/stat")
    if not place.exists():
        return 0.0
    fields = place.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
