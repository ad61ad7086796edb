"""The rollout in the order of the graph against the rollout by waves, on one lab, with pods that take their time."""

import tempfile
from pathlib import Path

from tests.bench import installs
from tests.bench.installs import Install, InstallFailed, Site
from tests.bench.results import Result, Sample, Table, goal, seconds
from tests.journeys.platform import Platform

RATIO_GOAL = 1.15
SECOND_GOAL_S = 5.0
ROUNDS = 2
PLATFORM = Platform("small")
READY_AFTER = {
    "argocd": "6s",
    "gitea": "10s",
    "openbao": "3s",
    "cert-manager": "15s",
    "metallb": "30s",
    "external-secrets": "12s",
    "kyverno": "15s",
    "cnpg-operator": "10s",
    "rabbitmq": "8s",
    "minio-operator": "8s",
    "opentelemetry-operator": "10s",
    "kgateway": "8s",
    "kueue": "12s",
    "kserve": "15s",
    "kaiwo": "10s",
    "amd-gpu-operator": "20s",
    "kuberay-operator": "8s",
}
SLOWEST_STEPS, SLOWEST_COMPONENTS = 8, 16


def measure(*, quick: bool) -> Result:
    """Total, critical path and second run, with and without acceleration, in turn."""
    rounds = 1 if quick else ROUNDS
    accelerated, waves, again = [], [], []
    with tempfile.TemporaryDirectory() as folder, installs.site(PLATFORM, READY_AFTER, Path(folder)) as site:
        for number in range(rounds):
            waves.append(site.install(f"waves-{number}", "--no-accelerate"))
            accelerated.append(site.install(f"accelerated-{number}"))
            again.append(_second(site, f"accelerated-{number}"))
    return Result(
        "lab", (_totals(accelerated, waves, again), _steps(accelerated, waves), _components(accelerated, waves)), _remarks(rounds)
    )


def _second(site: Site, name: str) -> Install:
    install = site.install(name, again=True)
    if install.finished.end.change != "unchanged":
        raise InstallFailed(f"the second run of {name} says {install.finished.end.change}")
    return install


def _totals(accelerated: list[Install], waves: list[Install], again: list[Install]) -> Table:
    ratio = _ratio(accelerated)
    second_s = installs.totals(again).middle
    rows = (
        ("total", _middle(accelerated), _middle(waves), "", ""),
        ("critical path (measured)", _path(accelerated), _path(waves), "", ""),
        ("total / critical path", f"{ratio:.2f}", f"{_ratio(waves):.2f}", f"<= {RATIO_GOAL}", goal(ratio, RATIO_GOAL)),
        ("objects created", str(accelerated[0].created), str(waves[0].created), "", ""),
        ("second run, changes nothing", seconds(second_s), "", f"<= {seconds(SECOND_GOAL_S)}", goal(second_s, SECOND_GOAL_S)),
    )
    return Table(("whole install", "accelerated", "by waves", "goal", "accelerated is"), rows)


def _ratio(runs: list[Install]) -> float:
    return Sample(tuple(run.total_s / run.path_s for run in runs)).middle


def _middle(runs: list[Install]) -> str:
    return seconds(installs.totals(runs).middle)


def _path(runs: list[Install]) -> str:
    return seconds(Sample(tuple(run.path_s for run in runs)).middle)


def _steps(accelerated: list[Install], waves: list[Install]) -> Table:
    def middle(runs: list[Install], step: str) -> float:
        return Sample(tuple(run.step_s(step) for run in runs)).middle

    slowest = sorted(accelerated[0].steps, key=lambda step: -middle(accelerated, step))[:SLOWEST_STEPS]
    rows = tuple((step, seconds(middle(accelerated, step)), seconds(middle(waves, step))) for step in slowest)
    return Table(("step (they overlap)", "accelerated", "by waves"), rows)


def _components(accelerated: list[Install], waves: list[Install]) -> Table:
    def middle(runs: list[Install], name: str) -> float:
        return Sample(tuple(run.ready_s(name) for run in runs)).middle

    names = [event.component for event in accelerated[0].finished.of_type("component.ready")]
    slowest = sorted(names, key=lambda name: -middle(accelerated, name))[:SLOWEST_COMPONENTS]
    rows = tuple((name, READY_AFTER.get(name, ""), seconds(middle(accelerated, name)), seconds(middle(waves, name))) for name in slowest)
    return Table((f"slowest of {len(names)} components, applied to ready", "its pods take", "accelerated", "by waves"), rows)


def _remarks(rounds: int) -> tuple[str, ...]:
    how = "one install each" if rounds == 1 else f"medians of {rounds} installs each, in turn"
    return (
        f"{PLATFORM}. {how.capitalize()}, on one lab that is emptied in between; every install fetches its charts anew.",
        "Pods of components that are not named become ready at once.",
    )
