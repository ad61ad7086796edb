"""Composition root: from settings to a plan, and to adapters that are real or simulated."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forge_tui.domain.objects import SECRET, ObjectRef
from forge_tui.domain.plan import Plan
from forge_tui.ports import Adapters, Cluster, ClusterIdentity

if TYPE_CHECKING:
    from forge_tui.adapters.state_directory import StateDirectory
    from forge_tui.domain.answers import Answers
    from forge_tui.domain.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are on this machine; none of it is part of the plan."""

    kubeconfig: Path | None = None
    context: str | None = None
    machine: str = ""
    """Name or file of a recorded machine; empty for a real cluster."""
    speed: float = 1.0
    """How much faster than real time a simulation runs; 0 as fast as possible."""
    helm: str | None = None
    state: Path | None = None
    cache: Path | None = None
    bundle: Path | None = None
    """Folder with charts/ and root/; None for the program's own."""
    mirrors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """An open way to one cluster, real or simulated."""

    adapters: Adapters
    identity: ClusterIdentity
    state: StateDirectory
    mode: str
    """`install` or `simulate`."""
    lasting: bool = True
    """Whether the state directory outlives this process."""


def bundle_of(settings: Settings) -> Path:
    """The folder that holds charts/ and root/."""
    from forge_tui.adapters.bundle_files import find_bundle

    return settings.bundle or find_bundle()


def state_of(settings: Settings) -> Path:
    """Where this machine's memory is."""
    if settings.state is not None:
        return settings.state
    import platformdirs

    return Path(platformdirs.user_state_dir("forge-tui"))


def cache_of(settings: Settings) -> Path:
    """Where fetched charts are."""
    if settings.cache is not None:
        return settings.cache
    import platformdirs

    return Path(platformdirs.user_cache_dir("forge-tui"))


def catalogue_of(bundle: Path) -> Catalogue:
    """Every component of the bundle. Raises CatalogueInvalid."""
    from forge_tui.adapters.catalogue_file import load_catalogue

    return load_catalogue(bundle)


def plan_of(answers: Answers, bundle: Path, catalogue: Catalogue | None = None) -> Plan:
    """The plan for these answers with these charts; the catalogue is read from the bundle when it is not given.

    Raises:
        CatalogueInvalid: The bundle's catalogue cannot be used.
        SelectionInvalid: The choice of components does not work.
    """
    from forge_tui.adapters.catalogue_file import chart_digests
    from forge_tui.domain.answers import normalised
    from forge_tui.engine.planner import make_plan

    catalogue = catalogue_of(bundle) if catalogue is None else catalogue
    return make_plan(normalised(answers), catalogue, chart_digests(bundle, catalogue))


def new_run_id() -> str:
    """Eight hexadecimal digits."""
    return uuid.uuid4().hex[:8]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Session]:
    """A session; closes connections and stops helpers at the end."""
    opening = _simulated(settings) if settings.machine else _real(settings)
    async with opening as session:
        yield session


@asynccontextmanager
async def _real(settings: Settings) -> AsyncIterator[Session]:
    from forge_tui.adapters.answers_secrets import revealer
    from forge_tui.adapters.charts import UpstreamCharts
    from forge_tui.adapters.doors import PortForwardDoors
    from forge_tui.adapters.helm import HelmProgram
    from forge_tui.adapters.kube import KubeCluster
    from forge_tui.adapters.real_clock import RealClock
    from forge_tui.adapters.state_directory import StateDirectory
    from forge_tui.adapters.values_file import dump_values
    from forge_tui.adapters.web import Browser

    async with KubeCluster.connect(settings.kubeconfig, settings.context) as cluster:
        identity = await cluster.identity()
        state = StateDirectory(state_of(settings), identity.uid)
        cache = cache_of(settings)
        helm = HelmProgram(
            settings.helm, cache / "helm", forget_revision=_forgetter(cluster), kubeconfig=settings.kubeconfig, context=settings.context
        )
        charts = UpstreamCharts(bundle_of(settings), cache / "charts", helm=settings.helm, mirrors=settings.mirrors)
        adapters = Adapters(cluster, helm, PortForwardDoors(cluster), charts, RealClock(), state, dump_values, revealer(), web=Browser())
        yield Session(adapters, identity, state, "install")


@asynccontextmanager
async def _simulated(settings: Settings) -> AsyncIterator[Session]:
    from forge_tui.adapters.simulated import simulated_adapters
    from forge_tui.adapters.simulated.machine_files import load_machine
    from forge_tui.adapters.state_directory import StateDirectory
    from forge_tui.adapters.values_file import dump_values

    machine = load_machine(settings.machine)
    async with AsyncExitStack() as stack:
        # A simulated cluster ends with this process, so its keys must not outlive it either, unless a place is named.
        base = settings.state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forge-tui-simulation-")))
        state = StateDirectory(base, f"simulated-{new_run_id()}")
        entering = simulated_adapters(machine, speed=settings.speed, bundle=bundle_of(settings), journal=state, dump_values=dump_values)
        adapters = await stack.enter_async_context(entering)
        yield Session(adapters, await adapters.cluster.identity(), state, "simulate", lasting=settings.state is not None)


def _forgetter(cluster: Cluster) -> Any:
    async def forget(namespace: str, name: str, revision: int) -> None:
        await cluster.delete(ObjectRef(SECRET.api_version, SECRET.kind, f"sh.helm.release.v1.{name}.v{revision}", namespace))

    return forget


def parse_mirrors(pairs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """FROM=TO options as pairs. Raises UsageError."""
    from forge_tui.domain.failures import UsageError

    found = []
    for pair in pairs:
        before, sign, after = pair.partition("=")
        if not (sign and before and after):
            raise UsageError(f"--mirror {pair}: write FROM=TO, for example https://=https://mirror.example/")
        found.append((before, after))
    return tuple(found)


def known_components(bundle: Path) -> Mapping[str, str]:
    """Component to title, for checking answers."""
    return {component.name: component.title for component in catalogue_of(bundle)}
