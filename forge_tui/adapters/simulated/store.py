"""The objects of the simulated cluster, with versions, owners and listeners: etcd and the garbage collector in one."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from forge_tui.adapters.simulated.kinds import group_of
from forge_tui.domain.objects import Manifest, ObjectRef


class Key(NamedTuple):
    """Identity of an object, whatever version it is asked in."""

    group: str
    kind: str
    namespace: str
    name: str


Change = Literal["added", "modified", "deleted"]
Listener = Callable[[Change, Manifest, Manifest | None], None]
"""(change, object now, object before); must neither write nor keep what it is given."""

_UIDS = uuid.UUID("6f3c1c8e-5a43-4f0a-9d55-27c1b3a4e0aa")


def key_of(manifest: Mapping[str, Any]) -> Key:
    """Key of a manifest."""
    metadata = manifest["metadata"]
    return Key(group_of(manifest["apiVersion"]), manifest["kind"], metadata.get("namespace", ""), metadata["name"])


def key_of_ref(ref: ObjectRef) -> Key:
    """Key of a reference."""
    return Key(group_of(ref.api_version), ref.kind, ref.namespace, ref.name)


def timestamp(moment: datetime) -> str:
    """A moment as the API writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """Objects by key. Reads give copies; every change is told to the listeners at once, in order."""

    def __init__(self, now: Callable[[], datetime], seed: str = "") -> None:
        self._now = now
        self._seed = seed
        self._objects: dict[Key, Manifest] = {}
        self._of_kind: dict[tuple[str, str], dict[Key, Manifest]] = {}
        """The same objects by group and kind."""
        self._version = 100
        self._made = 0
        self._listeners: list[Listener] = []

    def read(self, key: Key) -> Manifest | None:
        """A copy of the object, or None."""
        return copy.deepcopy(self._objects.get(key))

    def peek(self, key: Key) -> Mapping[str, Any]:
        """The object itself, or an empty mapping; not to be changed."""
        return self._objects.get(key, {})

    def select(self, group: str, kind: str, namespace: str = "") -> Iterator[Manifest]:
        """Copies of all objects of a kind, in the order of their names."""
        found = self._of_kind.get((group, kind), {})
        for key in sorted(found):
            if namespace in ("", key.namespace) and key in found:
                yield copy.deepcopy(found[key])

    def view(self, group: str, kind: str) -> Iterator[Mapping[str, Any]]:
        """All objects of a kind themselves, in any order; not to be changed, and nothing is written meanwhile."""
        return iter(self._of_kind.get((group, kind), {}).values())

    def now_text(self) -> str:
        """The moment as the API writes it."""
        return timestamp(self._now())

    def write(self, manifest: Mapping[str, Any], *, generation: bool = True) -> Manifest:
        """Put the object there; returns it. Nothing happens when nothing differs.

        Args:
            manifest: The whole object; the server's own metadata fields in it are ignored.
            generation: False for writes of the status subresource.
        """
        return copy.deepcopy(self._put(copy.deepcopy(dict(manifest)), generation))

    def set_status(self, key: Key, status: Mapping[str, Any]) -> None:
        """Merge these fields into the status, when the object is still there."""
        live = self._objects.get(key)
        if live is not None:
            # What is stored is never changed, so the rest can be shared.
            merged = copy.deepcopy({**(live.get("status") or {}), **status})
            self._put({**live, "metadata": dict(live["metadata"]), "status": merged}, generation=False)

    def _put(self, new: Manifest, generation: bool) -> Manifest:
        """Store an object that nobody else holds; returns the stored one."""
        key = key_of(new)
        old = self._objects.get(key)
        new["metadata"] = {**new["metadata"], **(_server_fields(old) if old else self._fresh_fields(key))}
        if old is not None:
            if new == old:
                return old
            if generation and _body(new) != _body(old):
                new["metadata"]["generation"] = old["metadata"].get("generation", 1) + 1
        self._version += 1
        new["metadata"]["resourceVersion"] = str(self._version)
        self._objects[key] = new
        self._of_kind.setdefault((key.group, key.kind), {})[key] = new
        self._tell("modified" if old is not None else "added", new, old)
        return new

    def remove(self, key: Key) -> bool:
        """Remove an object and all that it owns; False when it is not there."""
        old = self._objects.pop(key, None)
        if old is None:
            return False
        del self._of_kind[key.group, key.kind][key]
        self._version += 1
        self._tell("deleted", old, old)
        uid = old["metadata"]["uid"]
        owned = [k for k, o in self._objects.items() if any(r.get("uid") == uid for r in o["metadata"].get("ownerReferences", ()))]
        for child in sorted(owned):
            self.remove(child)
        return True

    def remove_namespace_content(self, namespace: str) -> None:
        """Remove all that lives in a namespace."""
        for key in sorted(k for k in self._objects if k.namespace == namespace):
            self.remove(key)

    def remove_kind(self, group: str, kind: str) -> None:
        """Remove every object of a kind."""
        for key in sorted(k for k in self._objects if (k.group, k.kind) == (group, kind)):
            self.remove(key)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of every change; returns how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self, change: Change, manifest: Manifest, old: Manifest | None) -> None:
        for listener in tuple(self._listeners):
            listener(change, manifest, old)

    def _fresh_fields(self, key: Key) -> dict[str, Any]:
        self._made += 1
        uid = str(uuid.uuid5(_UIDS, f"{self._seed}/{self._made}/{'/'.join(key)}"))
        return {"uid": uid, "creationTimestamp": self.now_text(), "generation": 1}


def _server_fields(old: Manifest) -> dict[str, Any]:
    kept = ("uid", "creationTimestamp", "generation", "resourceVersion")
    return {field: old["metadata"][field] for field in kept if field in old["metadata"]}


def _body(manifest: Manifest) -> dict[str, Any]:
    return {field: value for field, value in manifest.items() if field != "metadata"}
