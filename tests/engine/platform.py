"""A simulated cluster with a small bundle of its own, and a run or single steps of the engine over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from forge_tui.adapters.simulated.machine_files import machine_of
from forge_tui.adapters.simulated.simulation import Simulation
from forge_tui.adapters.values_file import dump_values
from forge_tui.domain.answers import Answers
from forge_tui.domain.application import Application
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import ComponentReady, Event, RunFinished, Stamped, StepFinished, StepStarted
from forge_tui.domain.failures import JournalUnwritable
from forge_tui.domain.objects import FIELD_MANAGER, Manifest, ObjectRef
from forge_tui.domain.plan import Plan
from forge_tui.domain.redact import Redactor
from forge_tui.engine.journal import Narrator
from forge_tui.engine.names import application_ref
from forge_tui.engine.record import ClusterRecord
from forge_tui.engine.run import Run, run
from forge_tui.engine.runner import ACTS
from forge_tui.engine.workspace import Options, Workspace
from forge_tui.ports import Adapters, Cluster
from forge_tui.wiring import plan_of

E = TypeVar("E", bound=Event)
FOUNDATION = ("argocd", "gitea", "openbao")

ROOT_VALUES = """
profile: small
project: cluster-forge
git: {url: "http://gitea-http.cf-gitea.svc:3000/cluster-org/cluster-forge.git", revision: main}
global:
  domain: ""
  storageClasses: {readWriteOnce: "", local: "", readWriteMany: ""}
  tls: {mode: existing, secretName: ""}
  openbao: {seal: static}
components:
  argocd: {enabled: true, title: t, layer: foundation, namespace: argocd, version: 1, wave: 0, foundation: true, seconds: 25}
  gitea:
    {enabled: true, title: t, layer: foundation, namespace: cf-gitea, version: 1, wave: 0, foundation: true, seconds: 30,
     addresses: [{host: gitea, title: Gitea, login: "forge-admin: kubectl -n cf-gitea get secret gitea-admin-credentials"}]}
  openbao:
    {enabled: true, title: t, layer: foundation, namespace: cf-openbao, version: 1, wave: 0, foundation: true, seconds: 20,
     seeds: [{path: domain, generate: domain}, {path: fixed, generate: "literal:plain"}, {path: key, generate: "random:32"}]}
  alpha:
    {enabled: true, title: t, layer: platform, namespace: alpha, version: 1, wave: 0, seconds: 40,
     probes: [{kind: crd-established, names: [alphas.example.com]}]}
  beta:
    {enabled: true, title: t, layer: platform, namespace: beta, version: 1, wave: 1, seconds: 10,
     dependsOn: [{name: alpha, strength: hard, needs: service, why: its queue}]}
  gamma:
    {enabled: true, title: t, layer: platform, namespace: gamma, version: 1, wave: 1, seconds: 10,
     dependsOn: [{name: alpha, strength: hard, needs: crd, why: the kind Alpha}]}
  delta:
    {enabled: true, title: t, layer: platform, namespace: delta, version: 1, wave: 0, seconds: 15,
     dependsOn: [{name: beta, strength: soft, needs: service, why: its pictures}]}
"""
MACHINE: Mapping[str, Any] = {
    "name": "unit",
    "base": "small",
    "cluster": {"context": "unit"},
    "steps": {"crds": 2, "push": 2},
    "components": {
        "alpha": {
            "seconds": 40,
            "workloads": [{"kind": "Deployment", "name": "alpha", "image": "alpha:1"}],
            "crds": [{"group": "example.com", "kind": "Alpha", "plural": "alphas", "version": "v1"}],
        },
        "delta": {"seconds": 15, "workloads": [{"kind": "StatefulSet", "name": "delta", "image": "delta:1", "volume": "1Gi"}]},
    },
}
DOMAIN = "demo.example"


class MemoryJournal:
    """`ports.Journal` without a disk; keeps the order of what happens to it."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.full = False

    async def save_secret(self, name: str, content: str) -> Path:
        if self.full:
            raise JournalUnwritable("no space left on device")
        self.kept[name] = content
        return Path(name)

    async def load_secret(self, name: str) -> str | None:
        return self.kept.get(name)

    async def forget_secret(self, name: str) -> None:
        self.kept.pop(name, None)


class Meddled:
    """A port with something in front of it, which may raise instead of letting a call through."""

    def __init__(self, inner: Any, meddle: Callable[[str, tuple[Any, ...]], Awaitable[None]]) -> None:
        self._inner = inner
        self._meddle = meddle

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name in ("watch", "vault", "git_server"):
            return method

        async def call(*arguments: Any, **named: Any) -> Any:
            await self._meddle(name, arguments)
            return await method(*arguments, **named)

        return call


class Told:
    """The events of one run."""

    def __init__(self, code: ExitCode | None, stream: list[Stamped]) -> None:
        self.code = code
        self.stream = stream

    @property
    def events(self) -> list[Event]:
        return [stamped.event for stamped in self.stream]

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def end(self) -> RunFinished:
        assert isinstance(self.events[-1], RunFinished)
        return self.events[-1]

    @property
    def message(self) -> str:
        return self.end.failure.message if self.end.failure else ""

    @property
    def balanced(self) -> bool:
        """Every started has one finished, and the last event ends the run."""
        started = sorted(event.step for event in self.of(StepStarted))
        return started == sorted(event.step for event in self.of(StepFinished)) and len(self.of(RunFinished)) == 1

    @property
    def ready(self) -> list[str]:
        """Components of the rollout in the order in which they became ready."""
        return [event.component for event in self.of(ComponentReady) if event.component not in FOUNDATION]

    def at(self, wanted: Callable[[Event], bool]) -> float:
        """Seconds from the first event to the first one that is wanted."""
        found = next(stamped for stamped in self.stream if wanted(stamped.event))
        return (found.at - self.stream[0].at).total_seconds()


class Platform:
    """One simulated cluster, and what tests do with it."""

    def __init__(self, simulation: Simulation, bundle: Path) -> None:
        self.simulation = simulation
        self.bundle = bundle
        self.journal = MemoryJournal()
        self.adapters: Adapters = simulation.adapters(self.journal, dump_values)
        self.stream: list[Stamped] = []
        self.narrator = Narrator(simulation.clock, Redactor(), [self.stream.append])

    @property
    def cluster(self) -> Cluster:
        return self.simulation.cluster

    @property
    def told(self) -> Told:
        """What single steps have told so far."""
        return Told(None, self.stream)

    def plan(self, **answers: Any) -> Plan:
        given = {"version": 1, "domain": DOMAIN} | answers
        return plan_of(Answers.model_validate(given), self.bundle)

    def meddle(self, meddle: Callable[[str, tuple[Any, ...]], Awaitable[None]]) -> None:
        """From now on calls of the cluster go through this first."""
        self.adapters = replace(self.adapters, cluster=cast("Any", Meddled(self.simulation.cluster, meddle)))

    async def run(self, options: Options = Options(), run_id: str = "r1", **answers: Any) -> Told:  # noqa: B008  # frozen
        """A whole run."""
        stream: list[Stamped] = []
        narrator = Narrator(self.simulation.clock, Redactor(), [stream.append])
        this = Run(run_id, "simulate")
        code = await run(self.plan(**answers), self.adapters, narrator, options, this, await self.cluster.identity())
        return Told(code, stream)

    async def workspace(self, before: str = "", options: Options = Options(), **answers: Any) -> Workspace:  # noqa: B008  # frozen
        """A workspace in which every step before the named one is done."""
        await self.namespace("forge-system")
        record = ClusterRecord(self.adapters.cluster)
        await record.load()
        workspace = Workspace(self.plan(**answers), self.adapters, self.narrator, options, await self.cluster.identity(), record)
        for name, act in ACTS.items():
            if name == before or not before:
                return workspace
            if any(step.name == name for step in workspace.plan.steps):
                await act(workspace)
        raise ValueError(before)

    async def namespace(self, name: str) -> None:
        manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        await self.cluster.apply(manifest, manager=FIELD_MANAGER)

    async def put(self, manifest: Manifest) -> Manifest:
        """Write an object with its status, as its controller would."""
        self.simulation.store.write(manifest)
        live = await self.cluster.get(ObjectRef.of(manifest))
        assert live is not None
        return live

    async def live(self, ref: ObjectRef) -> Manifest:
        found = await self.cluster.get(ref)
        assert found is not None, ref
        return found

    async def application(self, name: str) -> Application:
        return Application.of(await self.live(application_ref(name)))

    async def until(self, holds: Callable[[], bool], within_s: float = 900.0) -> None:
        """Let simulated time pass until something holds."""
        end_s = self.simulation.clock.monotonic_s() + within_s
        while not holds():
            assert self.simulation.clock.monotonic_s() < end_s, "does not happen"
            await self.simulation.clock.sleep(0.5)


@asynccontextmanager
async def platform_of(
    base: Path,
    *,
    faults: Sequence[Mapping[str, Any]] = (),
    forbidden: Sequence[Mapping[str, str]] = (),
    cluster: Mapping[str, Any] | None = None,
    more: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Platform]:
    """A platform on which some things go wrong; `more` are further components, name to entry."""
    document = {**MACHINE, "faults": faults, "forbidden": forbidden, "cluster": {**MACHINE["cluster"], **(cluster or {})}}
    simulation = Simulation(machine_of(document), speed=1.0, bundle=bundle_in(base, more))
    async with simulation.running():
        yield Platform(simulation, base)


@asynccontextmanager
async def still_of(base: Path) -> AsyncIterator[Platform]:
    """A cluster in which nothing moves by itself: no controllers, the kind Application, and whatever a test puts there."""
    platform = Platform(Simulation(machine_of(MACHINE), speed=1.0, bundle=bundle_in(base)), base)
    names = {"kind": "Application", "plural": "applications"}
    versions = [{"name": "v1alpha1", "served": True, "storage": True}]
    established = {"conditions": [{"type": "Established", "status": "True"}], "storedVersions": ["v1alpha1"]}
    await platform.put(
        {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": "applications.argoproj.io"},
            "spec": {"group": "argoproj.io", "names": names, "scope": "Namespaced", "versions": versions},
            "status": established,
        }
    )
    yield platform


def bundle_in(base: Path, more: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the bundle."""
    for name in ("argocd", "gitea", "openbao", "alpha", "beta", "gamma", "delta", *more):
        (base / "charts" / name).mkdir(parents=True)
        (base / "charts" / name / "Chart.yaml").write_text(f"name: {name}\n")
    (base / "root").mkdir()
    (base / "root" / "values.yaml").write_text(ROOT_VALUES + "".join(f"  {name}: {entry}\n" for name, entry in more.items()))
    return base
