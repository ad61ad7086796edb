"""What goes wrong with the pods of a workload, as the kubelet and the scheduler would tell it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from forge_tui.adapters.simulated.machine import Fault, FaultKind
from forge_tui.adapters.simulated.pods import Pods
from forge_tui.adapters.simulated.store import Key
from forge_tui.ports import Clock

POD_FAULTS = (FaultKind.IMAGE_PULL, FaultKind.CRASH_LOOP, FaultKind.UNSCHEDULABLE, FaultKind.SLOW)

_BACK_OFF_S = (10.0, 20.0, 40.0, 80.0, 160.0, 300.0)


async def suffer(fault: Fault, pods: Pods, keys: Sequence[Key], image: str, clock: Clock) -> None:
    """Live through a fault; returns when it has healed, which may be never."""
    began = clock.monotonic_s()
    if fault.after_s:
        await clock.sleep(fault.after_s)
    attempt = 0
    while fault.until_s is None or clock.monotonic_s() - began < fault.until_s - 1e-6:
        back_off = _BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)]
        left = math.inf if fault.until_s is None else fault.until_s - (clock.monotonic_s() - began)
        await _attempt(fault, pods, keys, image, clock, attempt, min(back_off, left))
        attempt += 1


async def _attempt(fault: Fault, pods: Pods, keys: Sequence[Key], image: str, clock: Clock, attempt: int, back_off_s: float) -> None:
    """One try of the kubelet or the scheduler, and the wait after it."""
    match fault.kind:
        case FaultKind.IMAGE_PULL:
            message = fault.message or f'rpc error: code = NotFound desc = failed to pull and unpack image "{image}": not found'
            for key in keys:
                pods.event(key, "Failed", f'Failed to pull image "{image}": {message}')
                pods.waiting(key, "ErrImagePull", message)
            await clock.sleep(min(2.0, back_off_s))
            for key in keys:
                pods.event(key, "BackOff", f'Back-off pulling image "{image}"', kind="Normal")
                pods.waiting(key, "ImagePullBackOff", f'Back-off pulling image "{image}": {message}')
            await clock.sleep(max(0.0, back_off_s - 2.0))
        case FaultKind.CRASH_LOOP:
            for key in keys:
                pods.running(key, ready=False, restarts=attempt)
            await clock.sleep(min(2.0, back_off_s))
            for key in keys:
                pods.event(key, "BackOff", fault.message or f"Back-off restarting failed container in pod {key.name}")
                message = f"back-off {back_off_s:.0f}s restarting failed container in pod {key.name}"
                pods.waiting(key, "CrashLoopBackOff", fault.message or message, restarts=attempt + 1, last_exit=1)
            await clock.sleep(max(0.0, back_off_s - 2.0))
        case FaultKind.UNSCHEDULABLE:
            for key in keys:
                pods.unschedulable(key, fault.message or "0/3 nodes are available: 3 Insufficient memory.")
            await clock.sleep(back_off_s)
        case _:
            await clock.sleep(back_off_s)
