"""What it brings to apply all CRDs before Argo CD's controller watches: the same install with and without."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import bundle, installs
from tests.bench.installs import Install
from tests.bench.results import Result, Table, seconds

READY_AFTER = {"argocd": "5s", "gitea": "5s", "openbao": "5s"}
"""The lab's Gitea needs a moment to make its admin, which a ready pod has made."""


def measure(*, quick: bool) -> Result:
    """Time to all healthy with 138 CRDs, both ways in turn, and what has become of the CRDs; one install each, quick or not."""
    del quick
    with tempfile.TemporaryDirectory() as folder, installs.site(READY_AFTER, Path(folder)) as site:
        charts = bundle.make(Path(folder) / "bundle")
        first = site.install("crds-first", "--charts", str(charts))
        later = site.install("crds-later", "--charts", str(charts), "--no-crds-first")
    table = Table(("whole install", "CRDs first", "CRDs left to Argo CD"), _rows(first, later))
    return Result("crds", (table,), (_remark(first),))


def _rows(first: Install, later: Install) -> tuple[tuple[str, ...], ...]:
    def timed(name: str, of: Callable[[Install], float]) -> tuple[str, ...]:
        return name, seconds(of(first)), seconds(of(later))

    def counted(name: str, of: Callable[[Install], int]) -> tuple[str, ...]:
        return name, str(of(first)), str(of(later))

    return (
        timed("time to all healthy", lambda run: run.total_s),
        timed("of it, applying CRDs", lambda run: run.step_s("crds")),
        timed("of it, the rollout", lambda run: run.step_s("rollout")),
        timed("processor time of Argo CD's controller", lambda run: run.busy_s.get("argocd-controller", 0.0)),
        timed("processor time of the API server", lambda run: run.busy_s.get("kube-apiserver", 0.0)),
        counted("CRDs at the end", lambda run: run.crds.count),
        counted("CRDs changed after they were created", lambda run: run.crds.changed),
        counted("CRDs OutOfSync in any Application", lambda run: run.crds.out_of_sync),
    )


def _remark(run: Install) -> str:
    components = len(run.finished.of_type("component.ready"))
    return f"One install each; {components} components, the largest CRD has {run.crds.largest_bytes / 1000:.0f} KB."
