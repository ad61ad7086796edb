"""One installer at a time: a Lease that names its holder and runs out when the holder dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.failures import LeaseHeld
from forge_tui.domain.objects import FIELD_MANAGER, NAMESPACE, Manifest, ObjectRef
from forge_tui.engine.names import LEASE_REF, SYSTEM_NAMESPACE
from forge_tui.ports import Clock, Cluster

DURATION_S = 15.0
RENEW_EVERY_S = 4.0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works: the identity that the Lease shows."""

    user: str
    host: str
    pid: int
    run_id: str

    @classmethod
    def this_process(cls, run_id: str) -> Holder:
        """The holder that this process would be."""
        return cls(os.environ.get("USER") or str(os.getuid()), socket.gethostname(), os.getpid(), run_id)

    def __str__(self) -> str:
        return f"{self.user}@{self.host} pid {self.pid} run {self.run_id}"


class ClusterLease:
    """The Lease forge-system/forge-tui.

    Whether another holder is alive is judged as client-go does: by renewals that we see arrive during
    one lease duration on our own clock, never by comparing two machines' clocks.
    """

    def __init__(self, cluster: Cluster, clock: Clock, holder: Holder) -> None:
        self._cluster = cluster
        self._clock = clock
        self._holder = str(holder)
        self._host = holder.host
        self._live: Manifest = {}

    @asynccontextmanager
    async def held(self, waiting: Callable[[str], None], lost: Callable[[LeaseHeld], None]) -> AsyncIterator[None]:
        """Hold the lease for the length of the context, renewing it; `lost` is called when somebody took it.

        Raises:
            LeaseHeld: Another installer renews it.
        """
        await self.acquire(waiting)
        renewing = asyncio.create_task(self._renew(lost), name="lease")
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            # What ended the run matters more than a Lease that runs out by itself.
            with contextlib.suppress(ForgeError):
                await asyncio.shield(self._release())

    async def acquire(self, waiting: Callable[[str], None]) -> None:
        """Take the lease, or take it over once its holder gives no sign of life for a whole duration."""
        # Looked for first: the API server counts even an apply that changes nothing as a new version of a namespace.
        namespace = ObjectRef(NAMESPACE.api_version, NAMESPACE.kind, SYSTEM_NAMESPACE)
        if await self._cluster.get(namespace) is None:
            made = {"apiVersion": namespace.api_version, "kind": namespace.kind, "metadata": {"name": namespace.name}}
            await self._cluster.apply(made, manager=FIELD_MANAGER)
        created = await self._cluster.create(self._wanted(None))
        if created is not None:
            self._live = created
            return
        seen: str | None = None
        silent_since = self._clock.monotonic_s()
        while True:
            live = await self._cluster.get(LEASE_REF)
            if live is None:
                await self.acquire(waiting)
                return
            spec = live["spec"]
            identity = spec.get("holderIdentity") or ""
            # A holder that lets go changes the object too: only one who still holds it shows life that way.
            if identity and seen is not None and seen != live["metadata"]["resourceVersion"]:
                raise self._held_by(live)
            if not identity or self._is_dead(identity) or self._clock.monotonic_s() - silent_since >= DURATION_S:
                taken = await self._cluster.replace(self._wanted(live))
                if taken is not None:
                    self._live = taken
                    return
            if seen is None:
                waiting(f"waits up to {DURATION_S:.0f} s for a sign of life of {identity}")
            seen = live["metadata"]["resourceVersion"]
            await self._clock.sleep(1.0)

    def _is_dead(self, identity: str) -> bool:
        """Whether the holder was a process of this very machine that does not run any more."""
        if f"@{self._host} pid " not in identity:
            return False
        pid = identity.split(" pid ", 1)[1].split(" ", 1)[0]
        if not pid.isdigit() or int(pid) == os.getpid():
            return False
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False

    async def _renew(self, lost: Callable[[LeaseHeld], None]) -> None:
        while True:
            await self._clock.sleep(RENEW_EVERY_S)
            try:
                renewed = await self._cluster.replace(self._wanted(self._live))
                live = await self._cluster.get(LEASE_REF) if renewed is None else None
            except ForgeError:
                # Nobody reaches the Lease without the server either; whether somebody took it shows when it answers again.
                continue
            if renewed is None:
                if live is not None and live["spec"].get("holderIdentity") == self._holder:
                    self._live = live
                    continue
                lost(self._held_by(live or self._live))
                return
            self._live = renewed

    async def _release(self) -> None:
        live = await self._cluster.get(LEASE_REF)
        if live is not None and live["spec"].get("holderIdentity") == self._holder:
            await self._cluster.replace(live | {"spec": live["spec"] | {"holderIdentity": ""}})

    def _wanted(self, live: Manifest | None) -> Manifest:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        before = (live or {}).get("spec") or {}
        taken = before.get("holderIdentity") != self._holder
        metadata = {"name": LEASE_REF.name, "namespace": LEASE_REF.namespace}
        if live is not None:
            metadata["resourceVersion"] = live["metadata"]["resourceVersion"]
        return {
            "apiVersion": LEASE_REF.api_version,
            "kind": LEASE_REF.kind,
            "metadata": metadata,
            "spec": {
                "holderIdentity": self._holder,
                "leaseDurationSeconds": int(DURATION_S),
                "acquireTime": now if taken else before.get("acquireTime", now),
                "renewTime": now,
                "leaseTransitions": int(before.get("leaseTransitions") or 0) + (1 if taken and live is not None else 0),
            },
        }

    def _held_by(self, live: Manifest) -> LeaseHeld:
        spec = live["spec"]
        return LeaseHeld(f"{spec.get('holderIdentity') or 'somebody'} works on this cluster since {spec.get('acquireTime')}")
