"""The certificate of the domain, from files: into the Secret that the gateway reads, and never into Git."""

from __future__ import annotations

from forge_tui.domain.events import Change
from forge_tui.domain.objects import FIELD_MANAGER, NAMESPACE, SECRET, ObjectRef
from forge_tui.engine.credentials import read_secret, secret_manifest
from forge_tui.engine.names import GATEWAY_NAMESPACE
from forge_tui.engine.workspace import Workspace

NAME = "certificate"
_TYPE = "kubernetes.io/tls"


async def run(workspace: Workspace) -> Change:
    """Make the Secret hold what the files hold now: a renewed certificate is taken over by the next run."""
    cluster, tls = workspace.adapters.cluster, workspace.plan.answers["tls"]
    wanted = {"tls.crt": workspace.adapters.reveal(tls["certificate"], False), "tls.key": workspace.adapters.reveal(tls["key"], True)}
    workspace.narrator.learn(wanted["tls.key"])
    place = ObjectRef(NAMESPACE.api_version, NAMESPACE.kind, GATEWAY_NAMESPACE)
    if await cluster.get(place) is None:
        await cluster.apply({"apiVersion": place.api_version, "kind": place.kind, "metadata": {"name": place.name}}, manager=FIELD_MANAGER)
    ref = ObjectRef(SECRET.api_version, SECRET.kind, tls["secretName"], GATEWAY_NAMESPACE)
    if await read_secret(cluster, ref) == wanted:
        return Change.UNCHANGED
    await cluster.apply(secret_manifest(ref, wanted) | {"type": _TYPE}, manager=FIELD_MANAGER)
    workspace.progress(NAME, f"the certificate is in Secret {ref.namespace}/{ref.name}")
    return Change.CHANGED
