"""Runs the simulated controllers: one task for each object that has a life of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from forge_tui.adapters.simulated.kinds import GroupKind
from forge_tui.adapters.simulated.store import Change, Key, Store, key_of
from forge_tui.domain.objects import Manifest

Life = Callable[[Key], Coroutine[Any, Any, None]]
"""What a controller does for one object, from its appearance on; ends or is cancelled when the object goes."""


class Supervisor:
    """Starts a life when an object appears, restarts it when its spec changes, ends it with the object."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lives: dict[GroupKind, tuple[Life, bool]] = {}
        self._tasks: dict[Key, asyncio.Task[None]] = {}
        self._unsubscribe: Callable[[], None] = lambda: None
        self._failures: list[BaseException] = []

    def register(self, kind: GroupKind, life: Life, *, restart: bool = True) -> None:
        """Give objects of a kind a life; `restart` False leaves it running when the spec changes."""
        self._lives[kind] = (life, restart)

    def knows(self, kind: GroupKind) -> bool:
        """Whether objects of a kind have a life."""
        return kind in self._lives

    def start(self) -> None:
        """Begin with what is there, and follow all changes."""
        self._unsubscribe = self._store.subscribe(self._changed)
        for group, kind in self._lives:
            for manifest in self._store.select(group, kind):
                self._begin(key_of(manifest))

    def restart(self, key: Key) -> None:
        """Begin a life anew, when its object is still there."""
        if self._store.peek(key):
            self._begin(key)

    async def stop(self) -> None:
        """End every life.

        Raises:
            The first error that a life died of: a bug of the simulation.
        """
        self._unsubscribe()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._failures:
            raise self._failures[0]

    def _changed(self, change: Change, manifest: Manifest, old: Manifest | None) -> None:
        key = key_of(manifest)
        life = self._lives.get((key.group, key.kind))
        if life is None:
            return
        if change == "deleted":
            self._end(key)
        elif change == "added" or (life[1] and old is not None and _spec_changed(manifest, old)):
            self._begin(key)

    def _begin(self, key: Key) -> None:
        self._end(key)
        life = self._lives[key.group, key.kind][0]
        task = asyncio.create_task(life(key), name="/".join(key))
        task.add_done_callback(self._ended)
        self._tasks[key] = task

    def _end(self, key: Key) -> None:
        task = self._tasks.pop(key, None)
        if task is not None:
            task.cancel()

    def _ended(self, task: asyncio.Future[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failures.append(error)


def _spec_changed(new: Manifest, old: Manifest) -> bool:
    return bool(new["metadata"].get("generation") != old["metadata"].get("generation"))
