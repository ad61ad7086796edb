"""Runs as a whole: exit codes, the first and the last event, time limit, cancelling, going on after a stop."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from forge_tui.domain.errors import ExitCode
from forge_tui.domain.events import (
    Change,
    CheckFinished,
    NoticeRaised,
    Outcome,
    RunStarted,
    Stamped,
    StepFinished,
    StepProgressed,
    Verdict,
)
from forge_tui.domain.failures import ClusterUnreachable, HelmMissing
from forge_tui.domain.objects import APPLICATION, LEASE, ObjectRef
from forge_tui.domain.redact import Redactor
from forge_tui.engine.journal import Narrator
from forge_tui.engine.names import LEASE_REF
from forge_tui.engine.run import Run, run
from forge_tui.engine.workspace import Options
from tests.engine.platform import Meddled, Platform, Told, platform_of


async def test_everything_becomes_ready_and_a_second_run_changes_nothing(platform: Platform) -> None:
    first = await platform.run()
    assert (first.code, first.end.outcome, first.end.change, first.balanced) == (ExitCode.DONE, Outcome.SUCCEEDED, Change.CHANGED, True)
    assert sorted(first.ready) == ["alpha", "beta", "delta", "gamma"]
    second = await platform.run()
    assert (second.code, second.end.change) == (ExitCode.DONE, Change.UNCHANGED)
    assert {event.change for event in second.of(StepFinished)} == {Change.UNCHANGED}


async def test_the_first_event_announces_plan_steps_and_components(platform: Platform) -> None:
    told = await platform.run()
    opening = told.events[0]
    assert isinstance(opening, RunStarted)
    assert (opening.run_id, opening.mode, opening.context) == ("r1", "simulate", "unit")
    assert opening.plan_hash == platform.plan().hash
    assert opening.steps[:3] == ("preflight", "charts", "lease")
    assert {listed.name: listed.parents for listed in opening.components}["gamma"] == ("alpha",)
    assert opening.estimate_s > 0


async def test_numbers_have_no_gap_and_time_never_goes_back(platform: Platform) -> None:
    told = await platform.run()
    assert [stamped.seq for stamped in told.stream] == list(range(1, len(told.stream) + 1))
    assert all(one.at <= other.at for one, other in zip(told.stream, told.stream[1:], strict=False))


async def test_the_critical_path_is_a_lower_bound_and_names_only_what_was_measured(platform: Platform) -> None:
    told = await platform.run()
    measured = {event.step for event in told.of(StepFinished)} | set(platform.plan().catalogue.components)
    assert set(told.end.critical_path) <= measured - {"rollout"}
    assert {"preflight", "push", "alpha", "beta"} <= set(told.end.critical_path)
    assert 0 < told.end.critical_path_s <= told.end.duration_s


async def test_a_changed_answer_reaches_every_application_though_the_charts_stay(platform: Platform) -> None:
    await platform.run()
    told = await platform.run(domain="other.example")
    assert (told.code, told.end.change) == (ExitCode.DONE, Change.CHANGED)
    live = [m["spec"]["source"] for m in await platform.cluster.list(APPLICATION, "argocd") if "source" in m["spec"]]
    assert {source["helm"]["valuesObject"]["global"]["domain"] for source in live} == {"other.example"}
    assert (await platform.application("cluster-forge")).settled


async def test_a_failed_check_ends_the_run_before_anything_is_changed(tmp_path: Path) -> None:
    async with platform_of(tmp_path, cluster={"version": "v1.28.0"}) as platform:
        told = await platform.run()
        assert told.code is ExitCode.PREFLIGHT
        assert told.message == "Kubernetes version: the cluster runs v1.28.0, the charts need v1.30 or newer"
        assert told.end.failure is not None
        assert told.end.failure.remedy == "Upgrade Kubernetes to 1.30 or newer."
        assert told.end.critical_path == ("preflight",)
        assert told.balanced
        assert await platform.cluster.get(LEASE_REF) is None


async def test_a_waived_check_does_not_stop_the_run(tmp_path: Path) -> None:
    async with platform_of(tmp_path, cluster={"version": "v1.28.0"}) as platform:
        told = await platform.run(Options(waive=("cluster-version",)))
        assert told.code is ExitCode.DONE
        assert {event.check: event.verdict for event in told.of(CheckFinished)}["cluster-version"] is Verdict.WAIVED


@pytest.mark.parametrize(
    ("failure", "code"), [(ClusterUnreachable("no route"), ExitCode.UNREACHABLE), (HelmMissing("no helm"), ExitCode.PREFLIGHT)]
)
async def test_the_exit_code_is_the_failures_own(platform: Platform, failure: Any, code: ExitCode) -> None:
    async def refuse(method: str, arguments: tuple[Any, ...]) -> None:
        if method == "apply" and arguments[0]["kind"] == "Secret":
            raise failure

    platform.meddle(refuse)
    told = await platform.run()
    assert (told.code, told.end.exit_code, told.end.outcome) == (code, int(code), Outcome.FAILED)
    assert told.end.failure is not None
    assert told.end.failure.id == failure.id
    assert told.balanced


async def test_an_image_that_cannot_be_pulled_ends_with_1(tmp_path: Path) -> None:
    async with platform_of(tmp_path, faults=[{"component": "alpha", "kind": "ImagePullBackOff"}]) as platform:
        told = await platform.run()
    assert told.code is ExitCode.COMPONENT_FAILED


async def test_the_time_limit_ends_with_5_and_the_lease_is_given_back(platform: Platform) -> None:
    told = await platform.run(Options(timeout_s=30))
    assert (told.code, told.message) == (ExitCode.TIMED_OUT, "not finished after 30 s")
    assert told.end.duration_s == pytest.approx(30, abs=1)
    assert told.balanced
    assert Outcome.CANCELLED in {event.outcome for event in told.of(StepFinished)}
    assert (await platform.live(LEASE_REF))["spec"]["holderIdentity"] == ""


async def cancelled_after(platform: Platform, seconds: float) -> Told:
    stream: list[Stamped] = []
    narrator = Narrator(platform.simulation.clock, Redactor(), [stream.append])
    identity = await platform.cluster.identity()
    work = asyncio.create_task(run(platform.plan(), platform.adapters, narrator, Options(), Run("r1", "simulate"), identity))
    await platform.simulation.clock.sleep(seconds)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    return Told(None, stream)


@pytest.mark.parametrize("seconds", [0.1, 1, 7, 9, 14, 22, 30, 45, 55])
async def test_a_cancelled_run_is_told_to_its_end_and_the_next_one_finishes(platform: Platform, seconds: float) -> None:
    told = await cancelled_after(platform, seconds)
    assert (told.end.outcome, told.end.exit_code) == (Outcome.CANCELLED, ExitCode.CANCELLED)
    assert told.balanced
    held = [lease["spec"]["holderIdentity"] for lease in await platform.cluster.list(LEASE, "forge-system")]
    assert held in ([], [""])
    assert (await platform.run()).code is ExitCode.DONE


async def test_a_bug_is_told_as_one_and_raised(platform: Platform) -> None:
    async def stumble(method: str, arguments: tuple[Any, ...]) -> None:
        if method == "version":
            raise ZeroDivisionError("division by zero")

    platform.adapters = replace(platform.adapters, helm=cast("Any", Meddled(platform.adapters.helm, stumble)))
    stream: list[Stamped] = []
    narrator = Narrator(platform.simulation.clock, Redactor(), [stream.append])
    with pytest.raises(ZeroDivisionError):
        await run(platform.plan(), platform.adapters, narrator, Options(), Run("r1", "simulate"), await platform.cluster.identity())
    told = Told(None, stream)
    assert told.end.exit_code == ExitCode.BUG
    assert told.end.failure is not None
    assert (told.end.failure.id, told.end.failure.message) == ("FT-900", "ZeroDivisionError: division by zero")
    (step,) = told.of(StepFinished)
    assert step.failure == told.end.failure
    assert told.balanced


async def test_a_lease_that_somebody_takes_stops_the_run(platform: Platform) -> None:
    async def rob() -> None:
        await platform.simulation.clock.sleep(20)
        live = await platform.live(LEASE_REF)
        live["spec"] |= {"holderIdentity": "eve@elsewhere pid 1 run x", "acquireTime": "2026-01-05T08:00:20Z"}
        await platform.cluster.replace(live)

    robbing = asyncio.create_task(rob())
    told = await platform.run()
    await robbing
    assert told.code is ExitCode.LEASE_HELD
    assert told.message == "eve@elsewhere pid 1 run x works on this cluster since 2026-01-05T08:00:20Z"
    assert told.balanced
    assert (await platform.live(LEASE_REF))["spec"]["holderIdentity"] == "eve@elsewhere pid 1 run x"


async def test_waiting_for_the_lease_is_told(platform: Platform) -> None:
    await platform.namespace("forge-system")
    spec = {"holderIdentity": "eve@elsewhere pid 1 run x", "renewTime": "2020-01-01T00:00:00Z"}
    await platform.put({"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": _lease(), "spec": spec})
    told = await platform.run()
    said = [event.message for event in told.of(StepProgressed) if event.step == "lease"]
    assert said == ["waits up to 15 s for a sign of life of eve@elsewhere pid 1 run x"]
    assert told.code is ExitCode.DONE


async def test_downloads_without_a_pinned_digest_are_told_once(platform: Platform) -> None:
    class Unpinned:
        async def vendor(self, catalogue: Any, progress: Any) -> Any:
            return replace(await platform.simulation.charts.vendor(catalogue, progress), unpinned=("alpha 1.0", "beta 2.0"))

    platform.adapters = replace(platform.adapters, charts=Unpinned())
    told = await platform.run()
    (notice,) = told.of(NoticeRaised)
    assert notice.message == "2 downloads have no pinned digest and were trusted: alpha 1.0, beta 2.0"


def _lease() -> dict[str, str]:
    ref: ObjectRef = LEASE_REF
    return {"name": ref.name, "namespace": ref.namespace}
