"""What a cluster has before anything is installed: namespaces, nodes, storage classes."""

from __future__ import annotations

from typing import Any

from forge_tui.adapters.simulated.machine import Machine, Node, StorageClass
from forge_tui.adapters.simulated.store import Store
from forge_tui.domain.objects import Manifest

NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
_DEFAULT = "storageclass.kubernetes.io/is-default-class"


def furnish(store: Store, machine: Machine) -> None:
    """Put a machine's own objects into an empty store."""
    for name in NAMESPACES:
        store.write({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}, "status": {"phase": "Active"}})
    for node in machine.nodes:
        store.write(_node(node, machine.version))
    for storage_class in machine.storage_classes:
        store.write(_storage_class(storage_class))


def _node(node: Node, version: str) -> Manifest:
    amounts: dict[str, str] = {"cpu": node.cpu, "memory": node.memory, "pods": "110"}
    labels = {"kubernetes.io/hostname": node.name, "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux"}
    if node.gpu:
        amounts["amd.com/gpu"] = str(node.gpu)
        labels["feature.node.kubernetes.io/amd-gpu"] = "true"
    spec: dict[str, Any] = {"taints": [dict(taint) for taint in node.taints]} if node.taints else {}
    status = {
        "capacity": dict(amounts),
        "allocatable": dict(amounts),
        "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
        "nodeInfo": {"kubeletVersion": version, "architecture": "amd64", "operatingSystem": "linux"},
    }
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": node.name, "labels": labels}, "spec": spec, "status": status}


def _storage_class(entry: StorageClass) -> Manifest:
    annotations = {_DEFAULT: "true"} if entry.default else {}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": entry.name, "annotations": annotations},
        "provisioner": entry.provisioner,
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "WaitForFirstConsumer",
        "parameters": {"sharedAcrossNodes": "true"} if entry.rwx else {},
    }
