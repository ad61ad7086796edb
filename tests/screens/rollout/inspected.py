"""An inspector and an operator that say fixed things, and remember what they were asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from datetime import timedelta

from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.inspection import Action, Container, Difference, Happening, Resource, Standing
from forge_tui.domain.objects import ObjectRef
from tests.domain.streams import at

DEPLOYMENT = ObjectRef("apps/v1", "Deployment", "kserve-controller-manager", "kserve")
POD = ObjectRef("v1", "Pod", "kserve-controller-manager-7d9c5-x2x4q", "kserve")
SECRET = ObjectRef("v1", "Secret", "kserve-webhook-server-cert", "kserve")
CONFIG = ObjectRef("v1", "ConfigMap", "inferenceservice-config", "kserve")
HOSTILE = "[@click=app.bell()]x[/] \x1b]52;c;aGk=\x07 \x9b31m \u202eevil"
RESOURCES = (
    Resource(DEPLOYMENT, "Synced", "Progressing", "Waiting for rollout to finish: 0 of 1 updated replicas are available"),
    Resource(POD, "", "Degraded", f"ImagePullBackOff {HOSTILE}", depth=1),
    Resource(CONFIG, "OutOfSync", ""),
    Resource(SECRET, "Synced", ""),
)
HAPPENINGS = (
    Happening(at(100), True, "Failed", "Pod kserve-controller-manager-7d9c5-x2x4q", f"Error: ErrImagePull {HOSTILE}", 4),
    Happening(at(100) - timedelta(seconds=9), False, "Scheduled", "Pod kserve-controller-manager-7d9c5-x2x4q", "assigned to node-1"),
)
MANAGER = Container(POD, "manager", restarts=3, running=True)
PROXY = Container(POD, "kube-rbac-proxy")
LINES = tuple(f"2026-03-04T12:42:{second:02d}Z reconcile {second}" for second in range(30))
DIFFERENCES = (
    Difference(CONFIG, Standing.DIFFERS, ("@@ -2,3 +2,3 @@", " data:", "-  domain: example.org", "+  domain: example.com")),
    Difference(SECRET, Standing.SAME),
)
YAML = "apiVersion: v1\ndata:\n  tls.key: (1704 bytes, hidden)\nkind: Secret\n"


class FixedInspector:
    """Follows a log until `ended` is set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ended = asyncio.Event()
        self.refuses = False

    def _note(self, question: str) -> None:
        self.asked.append(question)
        if self.refuses:
            raise ObjectRefused("there is no Application yet", remedy="Wait for its parents.")

    async def resources(self, component: str) -> Sequence[Resource]:
        self._note(f"resources {component}")
        return RESOURCES

    async def happenings(self, component: str) -> Sequence[Happening]:
        self._note(f"happenings {component}")
        return HAPPENINGS

    async def containers(self, component: str) -> Sequence[Container]:
        self._note(f"containers {component}")
        return (MANAGER, PROXY)

    async def logs(self, container: Container, *, follow: bool, previous: bool) -> AsyncGenerator[str]:
        self._note(f"logs {container.name} {'follow' if follow else ''}{'previous' if previous else ''}")
        if previous:
            yield "panic: no such image"
            return
        for line in LINES:
            yield f"{line} {container.name}"
        if follow:
            await self.ended.wait()

    async def differences(self, component: str) -> Sequence[Difference]:
        self._note(f"differences {component}")
        return DIFFERENCES

    async def document(self, component: str, ref: ObjectRef | None = None) -> str:
        self._note(f"document {ref or component}")
        return YAML if ref else f"kind: Application\nmetadata:\n  name: {component}\n"


class FixedOperator:
    """Does nothing, and says that it did."""

    def __init__(self, offers: Collection[Action] = tuple(Action)) -> None:
        self.offers = offers
        self.done: list[tuple[Action, str, str]] = []

    async def act(self, action: Action, component: str, reason: str = "") -> str:
        self.done.append((action, component, reason))
        return f"{action.value} of {component} asked"
