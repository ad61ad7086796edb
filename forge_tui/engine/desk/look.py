"""Looks at one cluster once: nodes, storage classes, load balancer, certificates, an earlier install."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from forge_tui.domain.facts import ClusterFacts, Installed, NodeFacts, StorageFacts
from forge_tui.domain.failures import NotAuthorised
from forge_tui.domain.objects import NODE, SECRET, STATEFUL_SET, STORAGE_CLASS, Kind, Manifest, ObjectRef
from forge_tui.engine.desk.quantities import amount, gib
from forge_tui.engine.names import ARGOCD_NAMESPACE, RECORD_REF
from forge_tui.ports import Cluster, ClusterIdentity

SERVICE = Kind("v1", "Service")
GATEWAY_NAMESPACE = "kgateway-system"
_DEFAULT = "storageclass.kubernetes.io/is-default-class"
_TLS = "kubernetes.io/tls"
_GPUS = ("amd.com/gpu", "nvidia.com/gpu")
_LOCAL = ("rancher.io/local-path", "kubernetes.io/no-provisioner", "topolvm.io", "openebs.io/local", "local.csi")
_SHARED = ("nfs", "cephfs", "efs.csi", "filestore", "azurefile", "glusterfs", "weka", "lustre")


async def look(cluster: Cluster, identity: ClusterIdentity) -> ClusterFacts:
    """What a wizard shows and suggests from; what may not be read counts as absent."""
    nodes, classes, services, secrets, installed = await asyncio.gather(
        _readable(cluster, NODE),
        _readable(cluster, STORAGE_CLASS),
        _readable(cluster, SERVICE),
        _readable(cluster, SECRET, GATEWAY_NAMESPACE),
        _installed(cluster),
    )
    return ClusterFacts(
        context=identity.context,
        server=identity.server,
        version=identity.version,
        nodes=tuple(sorted(map(_node, nodes), key=lambda node: node.name)),
        storage_classes=tuple(sorted(map(_storage_class, classes), key=lambda entry: (not entry.default, entry.name))),
        load_balancer=next(filter(None, map(_address, services)), ""),
        tls_secrets=tuple(sorted(_name(secret) for secret in secrets if secret.get("type") == _TLS)),
        installed=installed,
    )


async def _readable(cluster: Cluster, kind: Kind, namespace: str = "") -> Sequence[Manifest]:
    try:
        return await cluster.list(kind, namespace)
    except NotAuthorised:
        return ()


async def _installed(cluster: Cluster) -> Installed:
    controller = ObjectRef(STATEFUL_SET.api_version, STATEFUL_SET.kind, "argocd-application-controller", ARGOCD_NAMESPACE)
    try:
        record, argocd = await asyncio.gather(cluster.get(RECORD_REF), cluster.get(controller))
    except NotAuthorised:
        return Installed.NOTHING
    if record is not None:
        return Installed.FINISHED if "installed" in (record.get("data") or {}) else Installed.UNFINISHED
    return Installed.NOTHING if argocd is None else Installed.FOREIGN


def _node(manifest: Manifest) -> NodeFacts:
    status = manifest.get("status") or {}
    usable = status.get("allocatable") or {}
    conditions = {entry.get("type"): entry.get("status") for entry in status.get("conditions") or ()}
    closed = bool((manifest.get("spec") or {}).get("unschedulable"))
    return NodeFacts(
        _name(manifest),
        amount(usable.get("cpu", 0)),
        gib(usable.get("memory", 0)),
        int(sum(amount(usable.get(name, 0)) for name in _GPUS)),
        conditions.get("Ready") == "True" and not closed,
    )


def _storage_class(manifest: Manifest) -> StorageFacts:
    provisioner = str(manifest.get("provisioner", ""))
    annotations = manifest["metadata"].get("annotations") or {}
    parameters: dict[str, Any] = manifest.get("parameters") or {}
    return StorageFacts(
        _name(manifest),
        provisioner,
        default=annotations.get(_DEFAULT) == "true",
        expands=bool(manifest.get("allowVolumeExpansion")),
        shared=any(word in provisioner for word in _SHARED) or parameters.get("sharedAcrossNodes") == "true",
        local=any(word in provisioner for word in _LOCAL) or parameters.get("dataLocality") == "strict-local",
    )


def _address(service: Manifest) -> str:
    for entry in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
        if where := entry.get("ip") or entry.get("hostname"):
            return f"Service {service['metadata'].get('namespace', '')}/{_name(service)} has {where}"
    return ""


def _name(manifest: Manifest) -> str:
    return str(manifest["metadata"]["name"])
