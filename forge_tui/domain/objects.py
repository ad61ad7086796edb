"""Names of Kubernetes objects, and the raw documents they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

Manifest = dict[str, Any]
"""One Kubernetes object as the API server speaks it (JSON types only)."""

FIELD_MANAGER = "forge-tui"
ARGOCD_FIELD_MANAGER = "argocd-controller"


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """A kind as manifests name it."""

    api_version: str
    kind: str

    @property
    def group(self) -> str:
        """API group, empty for the core group."""
        return self.api_version.rpartition("/")[0]


@dataclass(frozen=True, slots=True, order=True)
class ObjectRef:
    """Where one object lives. `namespace` is empty for cluster-scoped kinds."""

    api_version: str
    kind: str
    name: str
    namespace: str = ""

    @classmethod
    def of(cls, manifest: Mapping[str, Any], default_namespace: str = "") -> Self:
        """Reference of a manifest that has apiVersion, kind and metadata.name."""
        metadata = manifest["metadata"]
        return cls(manifest["apiVersion"], manifest["kind"], metadata["name"], metadata.get("namespace") or default_namespace)

    @property
    def of_kind(self) -> Kind:
        """The kind without the name."""
        return Kind(self.api_version, self.kind)

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind} {where}{self.name}"


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One change of the watched set, as the informer tells it."""

    change: Literal["added", "modified", "deleted", "synced", "stale"]
    """`synced` ends the first list and each later relist; `stale` says that the connection is lost."""
    manifest: Manifest
    """Empty for `synced` and `stale`."""


APPLICATION = Kind("argoproj.io/v1alpha1", "Application")
CRD = Kind("apiextensions.k8s.io/v1", "CustomResourceDefinition")
NAMESPACE = Kind("v1", "Namespace")
SECRET = Kind("v1", "Secret")
CONFIG_MAP = Kind("v1", "ConfigMap")
LEASE = Kind("coordination.k8s.io/v1", "Lease")
POD = Kind("v1", "Pod")
EVENT = Kind("v1", "Event")
STORAGE_CLASS = Kind("storage.k8s.io/v1", "StorageClass")
NODE = Kind("v1", "Node")
CLAIM = Kind("v1", "PersistentVolumeClaim")
DEPLOYMENT = Kind("apps/v1", "Deployment")
STATEFUL_SET = Kind("apps/v1", "StatefulSet")
DAEMON_SET = Kind("apps/v1", "DaemonSet")
JOB = Kind("batch/v1", "Job")
