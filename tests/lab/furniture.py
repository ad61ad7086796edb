"""What an empty lab contains: fake nodes, storage classes, and volumes that wait for claims."""

from collections.abc import Iterator

from .api import KubeApi, Manifest

STORAGE_CLASSES = ("default", "direct", "multinode")
VOLUMES_PER_CLASS = 30
ROOM = {"cpu": "32", "memory": "256Gi", "ephemeral-storage": "500Gi", "pods": "500", "amd.com/gpu": "8"}


def furnish(api: KubeApi, *, nodes: int) -> None:
    """Create nodes and storage, and wait for nothing: the scheduler and the volume controller pick them up."""
    wanted = [("v1", "nodes", _node(number)) for number in range(nodes)]
    wanted += [("storage.k8s.io/v1", "storageclasses", _storage_class(name)) for name in STORAGE_CLASSES]
    wanted += [("v1", "persistentvolumes", volume) for volume in _volumes()]
    for version, plural, manifest in wanted:
        api.create(version, plural, manifest)


def _node(number: int) -> Manifest:
    name = f"lab-{number}"
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "status": {"allocatable": ROOM, "capacity": ROOM},
    }


def _storage_class(name: str) -> Manifest:
    chosen = "true" if name == STORAGE_CLASSES[0] else "false"
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name, "annotations": {"storageclass.kubernetes.io/is-default-class": chosen}},
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "Immediate",
    }


def _volumes() -> Iterator[Manifest]:
    for storage_class in STORAGE_CLASSES:
        for number in range(1, VOLUMES_PER_CLASS + 1):
            name = f"lab-{storage_class}-{number}"
            spec = {
                "capacity": {"storage": "2Ti"},
                "accessModes": ["ReadWriteOnce", "ReadWriteMany"],
                "storageClassName": storage_class,
                "hostPath": {"path": f"/nonexistent/{name}"},
            }
            yield {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec}
