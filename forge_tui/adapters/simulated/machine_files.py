"""Reads machine files: those that ship with the program, and a user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from forge_tui.adapters.simulated.fields import overlaid
from forge_tui.adapters.simulated.machine import ComponentData, CustomKind, Fault, FaultKind, Machine, Node, StorageClass, Workload
from forge_tui.domain.failures import MachineUnknown, UsageError

DIRECTORY = Path(__file__).parents[2] / "machines"

T = TypeVar("T")


def names() -> tuple[str, ...]:
    """Machines that ship with the program."""
    return tuple(sorted(path.stem for path in DIRECTORY.glob("*.yaml")))


def shipped_machines() -> dict[str, str]:
    """Name and title of each machine that ships with the program."""
    return {name: load_machine(name).title for name in names()}


def load_machine(name: str) -> Machine:
    """Read the machine of that name, or the machine file at that path.

    Raises:
        MachineUnknown: There is neither; the message lists the names.
        UsageError: The file is not a machine; the message names the place in it.
    """
    path = DIRECTORY / f"{name}.yaml"
    if name not in names():
        path = Path(name)
        if not path.is_file():
            raise MachineUnknown(f"there is no machine {name}; known are {', '.join(names())}")
    return machine_of(_document(path), str(path))


def machine_of(document: Mapping[str, Any], where: str = "machine") -> Machine:
    """A machine from its document; `base` names a shipped machine that it is laid over.

    Raises:
        UsageError: A field is missing or of the wrong type.
    """
    document = _with_base(document, where)
    cluster = _mapping(document, "cluster", where)
    components = _mapping(document, "components", where, {})
    return Machine(
        name=str(document.get("name") or where),
        title=str(document.get("title", "")),
        context=str(cluster.get("context", "simulated")),
        server=str(cluster.get("server", "https://cluster.example:6443")),
        version=str(cluster.get("version", "v1.34.1")),
        nodes=_every(cluster, "nodes", where, _node),
        storage_classes=_every(cluster, "storageClasses", where, lambda entry: StorageClass(**entry)),
        components={name: _component(name, entry or {}, where) for name, entry in components.items()},
        steps={name: float(seconds) for name, seconds in _mapping(document, "steps", where, {}).items()},
        faults=_every(document, "faults", where, _fault),
        forbidden=_every(document, "forbidden", where, dict),
    )


def _document(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        document = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} cannot be read as YAML: {error}") from error
    if not isinstance(document, Mapping):
        raise UsageError(f"{path}: a machine is a mapping")
    return document


def _with_base(document: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    base = document.get("base")
    if base is None:
        return document
    if base not in names():
        raise MachineUnknown(f"{where}: there is no machine {base} to be based on; known are {', '.join(names())}")
    return overlaid(_with_base(_document(DIRECTORY / f"{base}.yaml"), base), document)


def _component(name: str, entry: Mapping[str, Any], where: str) -> ComponentData:
    here = f"{where}: components.{name}"
    workloads = _every(entry, "workloads", here, lambda workload: Workload(**workload))
    webhook = entry.get("webhook", False)
    if webhook is True:
        deployments = [workload.name for workload in workloads if workload.kind == "Deployment"]
        if not deployments:
            raise UsageError(f"{here}: a webhook needs a Deployment that answers it")
        webhook = next((candidate for candidate in deployments if "webhook" in candidate), deployments[0])
    return ComponentData(
        name=name,
        seconds=None if entry.get("seconds") is None else float(entry["seconds"]),
        adopt_seconds=float(entry.get("adoptSeconds", 0.0)),
        workloads=workloads,
        crds=_every(entry, "crds", here, _custom_kind),
        services=_every(entry, "services", here, dict),
        resources=_every(entry, "resources", here, dict),
        webhook=webhook or "",
        webhook_service=str(entry.get("webhookService", webhook or "")),
    )


def _node(entry: Mapping[str, Any]) -> Node:
    return Node(str(entry["name"]), str(entry["cpu"]), str(entry["memory"]), int(entry.get("gpu", 0)), tuple(entry.get("taints", ())))


def _custom_kind(entry: Mapping[str, Any]) -> CustomKind:
    versions = tuple(entry.get("versions") or (entry["version"],))
    scope = entry.get("scope", "Namespaced")
    return CustomKind(entry["group"], entry["kind"], entry["plural"], scope, versions, bool(entry.get("status", True)))


def _fault(entry: Mapping[str, Any]) -> Fault:
    until = entry.get("until_s")
    return Fault(
        str(entry["component"]),
        FaultKind(entry["kind"]),
        str(entry.get("message", "")),
        float(entry.get("after_s", 0)),
        None if until is None else float(until),
    )


def _mapping(document: Mapping[str, Any], key: str, where: str, default: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    value = document.get(key, default)
    if not isinstance(value, Mapping):
        raise UsageError(f"{where}: {key} is missing or not a mapping")
    return value


def _every(document: Mapping[str, Any], key: str, where: str, read: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    entries: Sequence[Any] = document.get(key) or ()
    found: list[T] = []
    for index, entry in enumerate(entries):
        try:
            found.append(read(entry))
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{where}: {key}[{index}]: {type(error).__name__} {error}") from error
    return tuple(found)
