"""What stands between a valid request and the store: namespaces, and the webhooks of installed components."""

from __future__ import annotations

from forge_tui.adapters.simulated.kinds import Served
from forge_tui.adapters.simulated.machine import Machine
from forge_tui.adapters.simulated.store import Key, Store
from forge_tui.domain.failures import NamespaceTerminating, ObjectRefused


class Admission:
    """Refuses in the API server's words."""

    def __init__(self, machine: Machine, store: Store) -> None:
        self._machine = machine
        self._store = store

    def namespace_ready(self, key: Key) -> None:
        """The namespace of a new object must be there and stay.

        Raises:
            ObjectRefused: It does not exist.
            NamespaceTerminating: It is being deleted.
        """
        if not key.namespace:
            return
        namespace = self._store.peek(Key("", "Namespace", "", key.namespace))
        if not namespace:
            raise ObjectRefused(f'{key.kind} {key.namespace}/{key.name}: namespaces "{key.namespace}" not found')
        if namespace["metadata"].get("deletionTimestamp"):
            raise NamespaceTerminating(f"namespace {key.namespace} is being terminated, so {key.kind} {key.name} cannot be created")

    def webhook_answers(self, served: Served) -> None:
        """A kind guarded by a webhook is accepted only while a pod answers for it.

        Raises:
            ObjectRefused: None does.
        """
        guard = self._machine.webhook_of(served.group)
        if guard is None:
            return
        deployments = (live for live in self._store.view("apps", "Deployment") if live["metadata"]["name"] == guard.webhook)
        if any((live.get("status") or {}).get("availableReplicas") for live in deployments):
            return
        raise ObjectRefused(
            f'Internal error occurred: failed calling webhook "{guard.webhook}.{served.group}": failed to call webhook: '
            f'no endpoints available for service "{guard.webhook_service}"'
        )
