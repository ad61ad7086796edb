"""Which kinds the simulated API server serves: the built-in ones, and those of established CRDs."""

from __future__ import annotations

from dataclasses import dataclass

from forge_tui.domain.objects import Kind, Manifest

GroupKind = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Served:
    """One kind as discovery tells it."""

    group: str
    kind: str
    plural: str
    namespaced: bool
    versions: tuple[str, ...]
    has_status: bool = True
    """Whether status is a subresource, which writes of the object itself cannot touch."""


_NAMESPACED = {
    "": "Pod Service ServiceAccount Secret ConfigMap Event PersistentVolumeClaim Endpoints ResourceQuota LimitRange",
    "apps": "Deployment StatefulSet DaemonSet ReplicaSet",
    "batch": "Job CronJob",
    "rbac.authorization.k8s.io": "Role RoleBinding",
    "coordination.k8s.io": "Lease",
    "networking.k8s.io": "Ingress NetworkPolicy",
    "policy": "PodDisruptionBudget",
    "discovery.k8s.io": "EndpointSlice",
}
_CLUSTER = {
    "": "Namespace Node PersistentVolume",
    "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding",
    "storage.k8s.io": "StorageClass CSIDriver",
    "networking.k8s.io": "IngressClass",
    "scheduling.k8s.io": "PriorityClass",
    "admissionregistration.k8s.io": "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    "apiextensions.k8s.io": "CustomResourceDefinition",
    "apiregistration.k8s.io": "APIService",
}


def built_in() -> dict[GroupKind, Served]:
    """The kinds that every API server has."""
    served: dict[GroupKind, Served] = {}
    for table, namespaced in ((_NAMESPACED, True), (_CLUSTER, False)):
        for group, kinds in table.items():
            for kind in kinds.split():
                served[group, kind] = Served(group, kind, plural(kind), namespaced, ("v1",))
    served["autoscaling", "HorizontalPodAutoscaler"] = Served(
        "autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", True, ("v2", "v1")
    )
    return served


def plural(kind: str) -> str:
    """The resource name of a built-in kind."""
    lower = kind.lower()
    if lower == "endpoints":
        return lower
    if lower.endswith(("s", "x", "ch")):
        return lower + "es"
    return lower[:-1] + "ies" if lower.endswith("y") else lower + "s"


def of_crd(crd: Manifest) -> Served:
    """What an established CRD adds."""
    spec = crd["spec"]
    versions = [version for version in spec["versions"] if version.get("served", True)]
    return Served(
        spec["group"],
        spec["names"]["kind"],
        spec["names"]["plural"],
        spec["scope"] == "Namespaced",
        tuple(version["name"] for version in versions),
        any("status" in (version.get("subresources") or {}) for version in versions),
    )


def group_kind(kind: Kind) -> GroupKind:
    """A kind without its version."""
    return kind.group, kind.kind


def group_of(api_version: str) -> str:
    """API group of an apiVersion, empty for the core group."""
    return api_version.rpartition("/")[0]
