"""One installer at a time."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import replace
from typing import Any, cast

import pytest

from forge_tui.domain.failures import ClusterUnreachable, LeaseHeld
from forge_tui.engine.lease import DURATION_S, RENEW_EVERY_S, ClusterLease, Holder
from forge_tui.engine.names import LEASE_REF
from tests.engine.platform import Meddled, Platform

EVE = "eve@elsewhere pid 7 run x"
SINCE = "2026-01-05T08:00:00.000000Z"


def lease_of(platform: Platform, run_id: str = "r1", host: str = "here") -> ClusterLease:
    return ClusterLease(platform.adapters.cluster, platform.simulation.clock, Holder("me", host, os.getpid(), run_id))


async def held_by(platform: Platform, identity: str) -> None:
    await platform.namespace("forge-system")
    spec = {"holderIdentity": identity, "acquireTime": SINCE, "renewTime": SINCE, "leaseTransitions": 3}
    metadata = {"name": LEASE_REF.name, "namespace": LEASE_REF.namespace}
    await platform.put({"apiVersion": LEASE_REF.api_version, "kind": LEASE_REF.kind, "metadata": metadata, "spec": spec})


async def change(platform: Platform, **spec: str) -> None:
    live = await platform.live(LEASE_REF)
    assert await platform.cluster.replace(live | {"spec": live["spec"] | spec}) is not None


async def spec_of(platform: Platform) -> dict[str, Any]:
    return dict((await platform.live(LEASE_REF))["spec"])


def unheard(_: object) -> None:
    raise AssertionError("nothing to hear")


def ended_process() -> int:
    """The id of a process that ran on this machine and does not any more."""
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    return process.pid


async def test_a_free_lease_is_taken_at_once_and_given_back(platform: Platform) -> None:
    async with lease_of(platform).held(unheard, unheard):
        assert (await spec_of(platform))["holderIdentity"] == f"me@here pid {os.getpid()} run r1"
        assert platform.simulation.clock.monotonic_s() < 1
    assert (await spec_of(platform))["holderIdentity"] == ""


async def test_it_is_given_back_after_an_error_too(platform: Platform) -> None:
    with pytest.raises(ZeroDivisionError):
        async with lease_of(platform).held(unheard, unheard):
            raise ZeroDivisionError
    assert (await spec_of(platform))["holderIdentity"] == ""


async def test_while_it_is_held_it_is_renewed(platform: Platform) -> None:
    async with lease_of(platform).held(unheard, unheard):
        before = await platform.live(LEASE_REF)
        await platform.simulation.clock.sleep(RENEW_EVERY_S + 0.1)
        after = await platform.live(LEASE_REF)
    assert after["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]
    assert after["spec"]["acquireTime"] == before["spec"]["acquireTime"]


async def test_a_holder_that_lives_is_named_with_since_when(platform: Platform) -> None:
    await held_by(platform, EVE)

    async def renew() -> None:
        await platform.simulation.clock.sleep(6)
        await change(platform, renewTime="2026-01-05T08:00:06.000000Z")

    renewing = asyncio.create_task(renew())
    waits: list[str] = []
    with pytest.raises(LeaseHeld, match=f"{EVE} works on this cluster since {SINCE}"):
        await lease_of(platform).acquire(waits.append)
    await renewing
    assert waits == [f"waits up to 15 s for a sign of life of {EVE}"]
    assert (await spec_of(platform))["holderIdentity"] == EVE


async def test_a_holder_without_a_sign_of_life_is_followed_after_one_duration(platform: Platform) -> None:
    await held_by(platform, EVE)
    async with lease_of(platform).held(lambda _: None, unheard):
        assert platform.simulation.clock.monotonic_s() == pytest.approx(DURATION_S, abs=1)
        assert (await spec_of(platform))["leaseTransitions"] == 4


async def test_a_holder_that_lets_go_while_we_wait_is_followed_at_once(platform: Platform) -> None:
    await held_by(platform, EVE)

    async def let_go() -> None:
        await platform.simulation.clock.sleep(3)
        await change(platform, holderIdentity="")

    letting_go = asyncio.create_task(let_go())
    async with lease_of(platform).held(lambda _: None, unheard):
        assert platform.simulation.clock.monotonic_s() < 5
    await letting_go


async def test_a_dead_process_of_this_machine_is_not_waited_for(platform: Platform) -> None:
    host = socket.gethostname()
    await held_by(platform, f"me@{host} pid {ended_process()} run old")
    async with lease_of(platform, host=host).held(unheard, unheard):
        assert platform.simulation.clock.monotonic_s() < 1


@pytest.mark.parametrize("pid", [str(os.getppid()), "1", str(os.getpid()), "none"], ids=["parent", "init", "this one", "no number"])
async def test_a_process_that_may_live_is_waited_for(platform: Platform, pid: str) -> None:
    await held_by(platform, f"me@here pid {pid} run old")
    async with lease_of(platform).held(lambda _: None, unheard):
        assert platform.simulation.clock.monotonic_s() >= DURATION_S


async def test_of_two_that_wait_only_one_gets_it(platform: Platform) -> None:
    await held_by(platform, EVE)
    results = await asyncio.gather(*(lease_of(platform, run).acquire(lambda _: None) for run in ("r1", "r2")), return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [LeaseHeld]


async def test_a_lease_that_is_deleted_while_we_wait_is_made_again(platform: Platform) -> None:
    await held_by(platform, EVE)

    async def remove() -> None:
        await platform.simulation.clock.sleep(2.5)
        await platform.cluster.delete(LEASE_REF)

    removing = asyncio.create_task(remove())
    async with lease_of(platform).held(lambda _: None, unheard):
        assert platform.simulation.clock.monotonic_s() < 5
    await removing


async def test_a_lost_lease_is_told_and_left_to_its_new_holder(platform: Platform) -> None:
    lost: list[LeaseHeld] = []
    async with lease_of(platform).held(unheard, lost.append):
        await change(platform, holderIdentity=EVE, acquireTime=SINCE)
        await platform.simulation.clock.sleep(RENEW_EVERY_S + 0.1)
        assert [error.message for error in lost] == [f"{EVE} works on this cluster since {SINCE}"]
    assert (await spec_of(platform))["holderIdentity"] == EVE


async def test_a_deleted_lease_is_a_lost_one(platform: Platform) -> None:
    lost: list[LeaseHeld] = []
    async with lease_of(platform).held(unheard, lost.append):
        await platform.cluster.delete(LEASE_REF)
        await platform.simulation.clock.sleep(RENEW_EVERY_S + 0.1)
    assert len(lost) == 1


async def test_a_change_of_our_own_that_came_in_between_is_no_loss(platform: Platform) -> None:
    async with lease_of(platform).held(unheard, unheard):
        await change(platform, renewTime=SINCE)
        await platform.simulation.clock.sleep(3 * RENEW_EVERY_S)
        assert (await spec_of(platform))["renewTime"] != SINCE


async def test_a_server_that_is_away_for_a_while_costs_nothing(platform: Platform) -> None:
    away = False

    async def meddle(method: str, _: tuple[Any, ...]) -> None:
        if away:
            raise ClusterUnreachable("connection refused")

    platform.adapters = replace(platform.adapters, cluster=cast("Any", Meddled(platform.cluster, meddle)))
    async with lease_of(platform).held(unheard, unheard):
        before = await platform.live(LEASE_REF)
        away = True
        await platform.simulation.clock.sleep(3 * RENEW_EVERY_S)
        away = False
        await platform.simulation.clock.sleep(RENEW_EVERY_S)
        after = await platform.live(LEASE_REF)
        assert after["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]


async def test_what_ended_the_run_is_not_hidden_by_a_lease_that_cannot_be_given_back(platform: Platform) -> None:
    away = False

    async def meddle(method: str, _: tuple[Any, ...]) -> None:
        if away:
            raise ClusterUnreachable("connection refused")

    platform.adapters = replace(platform.adapters, cluster=cast("Any", Meddled(platform.cluster, meddle)))

    async def work() -> None:
        nonlocal away
        async with lease_of(platform).held(unheard, unheard):
            away = True
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()


def test_the_holder_of_this_process_says_who_where_and_which_run() -> None:
    holder = Holder.this_process("r9")
    assert str(holder) == f"{holder.user}@{socket.gethostname()} pid {os.getpid()} run r9"
    assert holder.user
