"""What containers of the simulated cluster write: a few lines that follow from the state of their pod."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from forge_tui.adapters.simulated.store import Change, Key, Store, key_of, key_of_ref
from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.objects import Manifest, ObjectRef


class PodLogs:
    """The kubelets' part of the API server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def lines(self, pod: ObjectRef, container: str, *, follow: bool, previous: bool, tail_lines: int) -> AsyncIterator[str]:
        """See the port."""
        key = key_of_ref(pod)
        written = self._written(key, container, previous)
        for line in written[-tail_lines:]:
            yield line
        if not follow or previous:
            return
        changed = asyncio.Event()

        def tell(change: Change, manifest: Manifest, _: Manifest | None) -> None:
            if key_of(manifest) == key:
                changed.set()

        unsubscribe = self._store.subscribe(tell)
        try:
            while self._store.peek(key):
                await changed.wait()
                changed.clear()
                now = _lines(self._store.peek(key), container)
                for line in now[len(written) :]:
                    yield line
                written = now if len(now) > len(written) else written
        finally:
            unsubscribe()

    def _written(self, key: Key, container: str, previous: bool) -> list[str]:
        pod = self._store.peek(key)
        if not pod:
            raise ObjectRefused(f'the cluster rejects reading the log of Pod {key.namespace}/{key.name}: pods "{key.name}" not found')
        status = _status(pod, container)
        if container not in [entry["name"] for entry in pod["spec"]["containers"]]:
            raise ObjectRefused(f"container {container} is not valid for pod {key.name}")
        if previous:
            last = status.get("lastState", {}).get("terminated")
            if not last:
                raise ObjectRefused(f'previous terminated container "{container}" in pod "{key.name}" not found')
            return [f"{last.get('finishedAt', '')} fatal: ended with exit code {last['exitCode']}"]
        waiting = status.get("state", {}).get("waiting") or {}
        if not status or waiting:
            reason = waiting.get("reason") or "PodInitializing"
            raise ObjectRefused(f'container "{container}" in pod "{key.name}" is waiting to start: {reason}')
        return _lines(pod, container)


def _status(pod: Mapping[str, Any], container: str) -> Mapping[str, Any]:
    found = [entry for entry in (pod.get("status") or {}).get("containerStatuses") or () if entry["name"] == container]
    return dict(found[0]) if found else {}


def _lines(pod: Mapping[str, Any], container: str) -> list[str]:
    if not pod:
        return []
    status = _status(pod, container)
    state = status.get("state") or {}
    lines = []
    if begun := state.get("running", {}).get("startedAt"):
        lines += [f"{begun} starting {status.get('image', container)}", f"{begun} listening on :8080"]
        if status.get("ready"):
            lines.append(f"{begun} ready")
    if ended := state.get("terminated"):
        lines.append(f"{ended.get('finishedAt', '')} done")
    return lines
