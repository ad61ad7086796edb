"""The simulated net around a simulated cluster: names resolve to its load balancer, pages come from its pods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from forge_tui.adapters.simulated.pods import Pods
from forge_tui.adapters.simulated.store import Store, key_of
from forge_tui.ports import Certificate, Clock, Visit

_BALANCER = "10.0.0.10"
_REQUEST_S = 0.04


class SimulatedWeb:
    """`ports.Web`: an address of the catalogue is answered by the pods in the namespace of its component.

    Names below `.invalid` do not resolve, and certificates are those of the CA that an install makes.
    """

    def __init__(self, catalogue: Mapping[str, Any], store: Store, pods: Pods, clock: Clock) -> None:
        """`catalogue` is the raw mapping `components` of root/values.yaml."""
        entries = catalogue.values()
        self._namespaces = {address["host"]: entry["namespace"] for entry in entries for address in entry.get("addresses", ())}
        self._store = store
        self._pods = pods
        self._clock = clock

    async def visit(self, url: str) -> Visit:
        """See the port."""
        await self._clock.sleep(_REQUEST_S)
        host = urlsplit(url).hostname or ""
        if not host or host.endswith(".invalid"):
            return Visit(error="no such name")
        namespace = self._namespaces.get(host.partition(".")[0], "")
        pods = [pod for pod in self._store.select("", "Pod") if pod["metadata"]["namespace"] == namespace]
        ready = any(self._pods.is_ready(key_of(pod)) for pod in pods)
        return Visit((_BALANCER,), Certificate(False, "self-signed certificate in certificate chain"), 200 if ready else 503, _REQUEST_S)
