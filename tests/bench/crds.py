"""What it brings to apply all CRDs before Argo CD's controller watches: the whole platform against a root that brings them along."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import installs
from tests.bench.installs import Install
from tests.bench.results import Result, Table, goal, seconds
from tests.journeys.platform import Platform

PLATFORM = Platform("small", everything=True)
READY_AFTER = {"argocd": "5s", "gitea": "5s", "openbao": "5s"}
"""The lab's Gitea needs a moment to make its admin, which a ready pod has made."""
RATIO_GOAL, PATH_GOAL = 0.25, 1.15


def measure(*, quick: bool) -> Result:
    """Time to all healthy, CRDs first and in the order of the graph, and by waves that bring the CRDs; one install each, quick or not."""
    del quick
    with tempfile.TemporaryDirectory() as folder, installs.site(PLATFORM, READY_AFTER, Path(folder)) as site:
        first = site.install("crds-first")
        later = site.install("crds-later", "--no-crds-first", "--no-accelerate")
    table = Table(("whole install", "CRDs first", "CRDs with their Applications"), _rows(first, later))
    return Result("crds", (table, _goals(first, later)), (_remark(first),))


def _rows(first: Install, later: Install) -> tuple[tuple[str, ...], ...]:
    def timed(name: str, of: Callable[[Install], float]) -> tuple[str, ...]:
        return name, seconds(of(first)), seconds(of(later))

    def counted(name: str, of: Callable[[Install], int]) -> tuple[str, ...]:
        return name, str(of(first)), str(of(later))

    return (
        timed("time to all healthy", lambda run: run.total_s),
        timed("of it, applying CRDs", lambda run: run.step_s("crds")),
        timed("of it, the rollout", lambda run: run.step_s("rollout")),
        timed("critical path (measured)", lambda run: run.path_s),
        timed("processor time of Argo CD's controller", lambda run: run.busy_s.get("argocd-controller", 0.0)),
        timed("processor time of the API server", lambda run: run.busy_s.get("kube-apiserver", 0.0)),
        counted("objects created", lambda run: run.created),
        counted("CRDs at the end", lambda run: run.crds.count),
        counted("CRDs changed after they were created", lambda run: run.crds.changed),
        counted("CRDs OutOfSync in any Application", lambda run: run.crds.out_of_sync),
    )


def _goals(first: Install, later: Install) -> Table:
    of_path, of_later = first.total_s / first.path_s, first.total_s / later.total_s
    rows = (
        ("to its critical path", f"{of_path:.2f}", f"<= {PATH_GOAL}", goal(of_path, PATH_GOAL)),
        ("to CRDs with their Applications", f"{of_later:.2f}", f"<= {RATIO_GOAL}", goal(of_later, RATIO_GOAL)),
    )
    return Table(("CRDs first, time to all healthy", "ratio", "goal", ""), rows)


def _remark(run: Install) -> str:
    return f"One install each; {PLATFORM}; the largest CRD has {run.crds.largest_bytes / 1000:.0f} KB."
