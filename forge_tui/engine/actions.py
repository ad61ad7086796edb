"""What an operator may do to one component, by the means that Argo CD itself offers; no spec is changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from forge_tui.domain.application import Application
from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.inspection import Action
from forge_tui.domain.objects import FIELD_MANAGER, Manifest, ObjectRef
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.evidence import waiting_containers
from forge_tui.engine.inspection import pods
from forge_tui.engine.names import REFRESH_ANNOTATION, application_ref
from forge_tui.ports import Cluster

_BACK_OFF = ("ImagePullBackOff", "ErrImagePull", "CrashLoopBackOff", "CreateContainerConfigError", "CreateContainerError")
_BUSY = ("Running", "Terminating")


class Actions:
    """Acts on the cluster, and on the run that goes on when there is one.

    Args:
        cluster: Where the Applications are.
        skips: The way to the running rollout; None where none runs.
    """

    def __init__(self, cluster: Cluster, skips: Skips | None = None) -> None:
        self._cluster = cluster
        self._skips = skips

    @property
    def offers(self) -> Collection[Action]:
        """What can be asked now."""
        skip = self._skips is not None and self._skips.open
        return tuple(action for action in Action if action is not Action.SKIP or skip)

    async def act(self, action: Action, component: str, reason: str = "") -> str:
        """Do it; returns in a sentence what was done.

        Raises:
            ObjectRefused: There is no such Application, or it is not in a state for this action.
        """
        match action:
            case Action.SKIP:
                return self._skip(component, reason)
            case Action.REFRESH | Action.HARD_REFRESH:
                word = "hard" if action is Action.HARD_REFRESH else "normal"
                await self._patch(component, {"metadata": {"annotations": {REFRESH_ANNOTATION: word}}})
                return f"Argo CD compares {component} again"
            case Action.SYNC:
                return await self._sync(component)
            case Action.TERMINATE:
                return await self._terminate(component)
            case _:
                return await self._retry(component)

    def _skip(self, component: str, reason: str) -> str:
        if not reason.strip():
            raise ObjectRefused("a skip needs a reason", remedy="Say in a few words why this run need not wait for it.")
        if self._skips is None or not self._skips.ask(component, reason):
            raise ObjectRefused("no rollout runs, so nothing waits for the component")
        return f"this run no longer waits for {component}"

    async def _sync(self, component: str) -> str:
        manifest = await self._application(component)
        if Application.of(manifest).operation_phase in _BUSY:
            raise ObjectRefused(f"a sync of {component} runs already", remedy="Wait for it, or terminate it.")
        await self._patch(component, _operation(manifest))
        return f"Argo CD syncs {component}"

    async def _terminate(self, component: str) -> str:
        phase = Application.of(await self._application(component)).operation_phase
        if phase != "Running":
            raise ObjectRefused(f"no sync of {component} runs ({phase or 'there never was one'})")
        await self._patch(component, {"status": {"operationState": {"phase": "Terminating"}}})
        return f"Argo CD stops the sync of {component}"

    async def _retry(self, component: str) -> str:
        """Pods in a back-off get a fresh start; a sync that runs is left alone, since it retries by itself."""
        manifest = await self._application(component)
        application = Application.of(manifest)
        stuck = await self._stuck_pods(application)
        for ref in stuck:
            await self._cluster.delete(ref)
        patch = {"metadata": {"annotations": {REFRESH_ANNOTATION: "normal"}}}
        if application.operation_phase not in _BUSY:
            patch |= _operation(manifest)
        await self._patch(component, patch)
        renewed = f", {len(stuck)} pod{'' if len(stuck) == 1 else 's'} made anew" if stuck else ""
        return f"Argo CD tries {component} again{renewed}"

    async def _stuck_pods(self, application: Application) -> Sequence[ObjectRef]:
        workloads = [await self._cluster.get(entry.ref) for entry in application.resources if entry.ref.kind in pods.OWNERS]
        groups = await pods.of_workloads(self._cluster, [workload for workload in workloads if workload is not None])
        return [
            ObjectRef.of(pod)
            for group in groups.values()
            for pod in group
            # A pod that nobody owns would not come back.
            if pod["metadata"].get("ownerReferences") and any(reason in _BACK_OFF for _, reason, *_ in waiting_containers(pod))
        ]

    async def _application(self, component: str) -> Manifest:
        found = await self._cluster.get(application_ref(component))
        if found is None:
            raise ObjectRefused(f"there is no Application {component} yet", remedy="It is created when what it depends on is ready.")
        return found

    async def _patch(self, component: str, patch: Manifest) -> None:
        if await self._cluster.patch(application_ref(component), patch) is None:
            raise ObjectRefused(f"there is no Application {component} yet", remedy="It is created when what it depends on is ready.")


def _operation(manifest: Manifest) -> Manifest:
    """A sync as `argocd app sync` asks for it: with the options of the spec, without pruning."""
    options = (manifest["spec"].get("syncPolicy") or {}).get("syncOptions")
    sync = {"syncOptions": options} if options else {}
    return {
        "operation": {
            "initiatedBy": {"username": FIELD_MANAGER},
            "sync": sync,
            "info": [{"name": "Reason", "value": "asked by an operator"}],
        }
    }
