"""What it brings to apply all CRDs before Argo CD's controller watches: the same install with and without."""

import tempfile
from pathlib import Path

from tests.bench import bundle, installs
from tests.bench.installs import Install
from tests.bench.results import Result, Sample, Table, seconds

READY_AFTER = {"argocd": "5s", "gitea": "5s", "openbao": "5s"}
"""The lab's Gitea needs a moment to make its admin, which a ready pod has made."""

PROGRAMS = {"argocd-controller": "processor time of Argo CD's controller", "kube-apiserver": "processor time of the API server"}


def measure(*, quick: bool) -> Result:
    """Time to all healthy with 138 CRDs, both ways in turn, and what has become of the CRDs."""
    rounds = 1 if quick else 2
    first: list[Install] = []
    later: list[Install] = []
    with tempfile.TemporaryDirectory() as folder, installs.site(READY_AFTER, Path(folder)) as site:
        charts = bundle.make(Path(folder) / "bundle")
        for number in range(rounds):
            first.append(site.install(f"crds-first-{number}", "--charts", str(charts)))
            later.append(site.install(f"crds-later-{number}", "--charts", str(charts), "--no-crds-first"))
    table = Table(("whole install", "CRDs first", "CRDs left to Argo CD"), _rows(first, later))
    return Result("crds", (table,), (_remark(first[0], rounds),))


def _rows(first: list[Install], later: list[Install]) -> tuple[tuple[str, ...], ...]:
    def timed(name: str, *columns: list[float]) -> tuple[str, ...]:
        return name, *(seconds(Sample(tuple(values)).middle) for values in columns)

    def counted(name: str, *columns: list[int]) -> tuple[str, ...]:
        return name, *(str(max(values)) for values in columns)

    sides = (first, later)
    return (
        timed("time to all healthy", *([run.total_s for run in side] for side in sides)),
        timed("of it, applying CRDs", *([run.step_s("crds") for run in side] for side in sides)),
        timed("of it, the rollout", *([run.step_s("rollout") for run in side] for side in sides)),
        *(timed(title, *([run.busy_s.get(name, 0.0) for run in side] for side in sides)) for name, title in PROGRAMS.items()),
        counted("CRDs at the end", *([run.crds.count for run in side] for side in sides)),
        counted("CRDs changed after they were created", *([run.crds.changed for run in side] for side in sides)),
        counted("CRDs OutOfSync in any Application", *([run.crds.out_of_sync for run in side] for side in sides)),
    )


def _remark(run: Install, rounds: int) -> str:
    components = len(run.finished.of_type("component.ready"))
    how = "one install each" if rounds == 1 else f"medians of {rounds} installs each, in turn (counts: the worst)"
    return f"{how.capitalize()}; {components} components, the largest CRD has {run.crds.largest_bytes / 1000:.0f} KB."
