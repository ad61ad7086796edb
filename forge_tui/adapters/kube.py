"""The Kubernetes API server as the engine's port `Cluster`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Self, cast

from forge_tui.adapters.kube_discovery import Discovery, Resource
from forge_tui.adapters.kube_errors import NotKubernetes, Refused, translated
from forge_tui.adapters.kube_http import Call, KubeHttp, Patience
from forge_tui.adapters.kube_informer import Informer, Pace, list_all, trimmed
from forge_tui.adapters.kube_logs import read_lines
from forge_tui.adapters.port_forward import forwarded
from forge_tui.domain.failures import NotAuthorised, NotReadyInTime, ObjectRefused
from forge_tui.domain.objects import FIELD_MANAGER, POD, Kind, Manifest, ObjectRef, WatchEvent
from forge_tui.ports import ClusterIdentity

_APPLY = "application/apply-patch+yaml"
_MERGE = "application/merge-patch+json"


class KubeCluster:
    """One cluster over HTTP; implements `forge_tui.ports.Cluster` and gives ways into pods.

    Args:
        kubeconfig: None for $KUBECONFIG, ~/.kube/config, or the pod we run in.
        context: None for the current one.
        patience: How long failures that pass are borne.
        pace: How fast watches react.
    """

    def __init__(
        self, kubeconfig: Path | None = None, context: str | None = None, *, patience: Patience | None = None, pace: Pace | None = None
    ) -> None:
        self._http = KubeHttp(kubeconfig, context, patience or Patience())
        self._pace = pace or Pace()
        self._discovery = Discovery(self._http.request)

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, kubeconfig: Path | None = None, context: str | None = None, *, patience: Patience | None = None, pace: Pace | None = None
    ) -> AsyncIterator[Self]:
        """An open cluster; no contact is made before the first question. Raises KubeconfigInvalid, NotAuthenticated."""
        async with cls(kubeconfig, context, patience=patience, pace=pace) as cluster:
            yield cluster

    async def __aenter__(self) -> Self:
        await self._http.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def identity(self) -> ClusterIdentity:
        """Version, and the UID of kube-system. ClusterUnreachable also for a server that is no API server."""
        with self._translated("identifying the cluster"):
            try:
                version = await self._http.request(Call("GET", "/version"))
                system = await self._http.request(Call("GET", "/api/v1/namespaces/kube-system"))
            except Refused as refused:
                if refused.status in {400, 404, 405}:
                    raise NotKubernetes(refused.message or str(refused.status)) from refused
                raise
        access = self._http.access
        return ClusterIdentity(access.context, access.server, system["metadata"]["uid"], version["gitVersion"])

    async def get(self, ref: ObjectRef) -> Manifest | None:
        """The live object, or None when it, or its kind, does not exist."""
        with self._translated(f"reading {ref}"):
            return await self._unless({404}, "GET", ref)

    async def list(self, kind: Kind, namespace: str = "", labels: str = "") -> Sequence[Manifest]:
        """All objects of a kind; empty when the kind is not served."""
        with self._translated(f"listing {kind.kind}"):
            resource = await self._discovery.find(kind)
            if resource is None:
                return []
            try:
                items, _ = await list_all(self._http, resource, namespace, labels, patiently=True)
            except Refused as refused:
                if refused.status != 404:
                    raise
                self._discovery.forget(kind)
                return []
            return items

    async def apply(self, manifest: Manifest, *, manager: str, force: bool = True) -> Manifest:
        """Server-side apply; returns the live object."""
        return await self._apply(manifest, "applying", {"fieldManager": manager, "force": str(force).lower()})

    async def dry_run(self, manifest: Manifest) -> None:
        """As apply, with admission and without effect."""
        await self._apply(manifest, "trying", {"fieldManager": FIELD_MANAGER, "force": "true", "dryRun": "All"})

    async def create(self, manifest: Manifest) -> Manifest | None:
        """Create, or None when an object of that name is already there."""
        ref = ObjectRef.of(manifest)
        with self._translated(f"creating {ref}"):
            resource = await self._surely_served(ref)
            call = Call("POST", resource.object_path(ref.namespace), {"fieldManager": FIELD_MANAGER}, manifest)
            try:
                return trimmed(await self._http.request(call), ref.of_kind)
            except Refused as refused:
                if refused.reason == "AlreadyExists":
                    return None
                raise

    async def replace(self, manifest: Manifest) -> Manifest | None:
        """Update guarded by metadata.resourceVersion; None when somebody else was faster, be it to delete it."""
        ref = ObjectRef.of(manifest)
        with self._translated(f"replacing {ref}"):
            await self._surely_served(ref)
            return await self._unless({404, 409}, "PUT", ref, body=manifest, params={"fieldManager": FIELD_MANAGER})

    async def patch(self, ref: ObjectRef, patch: Mapping[str, Any]) -> Manifest | None:
        """JSON merge patch; None when the object is not there."""
        with self._translated(f"patching {ref}"):
            return await self._unless({404}, "PATCH", ref, body=patch, params={"fieldManager": FIELD_MANAGER}, content_type=_MERGE)

    async def delete(self, ref: ObjectRef) -> bool:
        """Delete in the background; False when it was not there."""
        with self._translated(f"deleting {ref}"):
            try:
                return await self._unless({404}, "DELETE", ref, body={"propagationPolicy": "Background"}) is not None
            except Refused as refused:
                if refused.status == 409:
                    return True  # a namespace says so while it is being deleted already
                raise

    def watch(self, kind: Kind, namespace: str = "") -> AbstractAsyncContextManager[AsyncIterator[WatchEvent]]:
        """The set of objects and its changes; silent, without `synced`, as long as the kind is not served."""
        return Informer(self._http, self._discovery, kind, namespace, self._pace).running()

    async def logs(
        self, pod: ObjectRef, container: str, *, follow: bool = False, previous: bool = False, tail_lines: int = 1000
    ) -> AsyncGenerator[str]:
        """Lines of a container's log; a line that never ends is told in pieces."""
        with self._translated(f"reading the log of {pod}"):
            async for line in read_lines(self._http, pod, container, follow=follow, previous=previous, tail_lines=tail_lines):
                yield line

    async def allowed(self, verb: str, resource: str, *, group: str = "", namespace: str = "") -> bool:
        """SelfSubjectAccessReview; `resource` is the plural, with a subresource after a slash."""
        plural, _, subresource = resource.partition("/")
        asked = {"verb": verb, "resource": plural, "subresource": subresource, "group": group, "namespace": namespace}
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {key: value for key, value in asked.items() if value}},
        }
        with self._translated(f"asking whether we may {verb} {resource}"):
            answer = await self._http.request(Call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body=review))
        return bool(answer.get("status", {}).get("allowed"))

    @asynccontextmanager
    async def port_forward(self, namespace: str, pod: str, port: int) -> AsyncIterator[str]:
        """A local address `http://127.0.0.1:PORT` of a pod's port, as long as the context lasts.

        Raises NotAuthorised, NotReadyInTime when there is no such pod, ClusterOverloaded, ClusterUnreachable.
        """
        async with AsyncExitStack() as stack:
            with self._translated(f"forwarding port {port} of pod {namespace}/{pod}"):
                try:
                    address = await stack.enter_async_context(forwarded(self._http, namespace, pod, port))
                except Refused as refused:
                    if refused.status == 404:
                        raise NotReadyInTime(f"there is no pod {namespace}/{pod}") from refused
                    if refused.status == 403:
                        # A refused handshake comes without the server's words.
                        remedy = f"Check with: kubectl auth can-i create pods --subresource=portforward -n {namespace}"
                        raise NotAuthorised(f"may not forward ports of pods in namespace {namespace}", remedy=remedy) from refused
                    raise
            yield address

    async def pod_of_service(self, namespace: str, service: str) -> str:
        """Name of a pod behind a service: a Ready one, else a running one. Raises NotReadyInTime when there is none."""
        found = await self.get(ObjectRef("v1", "Service", service, namespace))
        selector = ((found or {}).get("spec") or {}).get("selector") or {}
        pods: Sequence[Manifest] = []
        if selector:
            pods = await self.list(POD, namespace, ",".join(f"{key}={value}" for key, value in selector.items()))
        running = [pod for pod in pods if pod.get("status", {}).get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]]
        if not running:
            raise NotReadyInTime(f"service {namespace}/{service} has no running pod", remedy=f"Run: kubectl get pods -n {namespace}")
        return str(max(running, key=_is_ready)["metadata"]["name"])

    async def _apply(self, manifest: Manifest, action: str, params: Mapping[str, str]) -> Manifest:
        ref = ObjectRef.of(manifest)
        with self._translated(f"{action} {ref}"):
            resource = await self._surely_served(ref)
            call = Call("PATCH", resource.object_path(ref.namespace, ref.name), params, manifest, _APPLY)
            try:
                answer = await self._http.request(call)
            except Refused as refused:
                # Somebody created it between the server's look and its write; the second look finds it.
                if refused.reason != "AlreadyExists":
                    raise
                answer = await self._http.request(call)
            return trimmed(answer, ref.of_kind)

    async def _unless(self, statuses: set[int], method: str, ref: ObjectRef, **call: Any) -> Manifest | None:
        """The object that the server answers with; None for these statuses and for a kind that is not served."""
        resource = await self._discovery.find(ref.of_kind)
        if resource is None:
            return None
        try:
            answer = await self._http.request(Call(method, resource.object_path(ref.namespace, ref.name), **call))
        except Refused as refused:
            if refused.status in statuses:
                return None
            raise
        return trimmed(cast("Manifest", answer), ref.of_kind)

    async def _surely_served(self, ref: ObjectRef) -> Resource:
        resource = await self._discovery.find(ref.of_kind, surely=True)
        if resource is None:
            raise ObjectRefused(f"the cluster does not serve kind {ref.kind} of {ref.api_version}, so {ref} cannot be written")
        return resource

    def _translated(self, action: str) -> AbstractContextManager[None]:
        return translated(action, self._http.access.server)


def _is_ready(pod: Manifest) -> bool:
    conditions = pod.get("status", {}).get("conditions") or []
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)
