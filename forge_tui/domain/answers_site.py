"""Questions about the place that is installed on: cluster, certificate, storage, load balancer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Literal

from pydantic import JsonValue

from forge_tui.domain import answers_types as types
from forge_tui.domain.answers_secrecy import value_complaints
from forge_tui.domain.answers_section import Complaint, Section
from forge_tui.domain.answers_types import answer, section


class Cluster(Section):
    """Which cluster. Not part of the plan: another machine may name the same cluster differently."""

    kubeconfig: types.Path = answer(
        title="Kubeconfig",
        help="File that says how to reach the cluster. Empty: $KUBECONFIG, then ~/.kube/config.",
        kind="path",
        examples=["~/.kube/prod-eu"],
        default="",
    )
    context: str = answer(
        title="Context", help="Context of the kubeconfig. Empty: its current one.", kind="text", examples=["prod-eu"], default=""
    )


class Acme(Section):
    """Certificates from an ACME server."""

    email: types.Email = answer(
        title="Contact",
        help="Where the ACME server writes to when a certificate is about to expire.",
        kind="text",
        examples=["platform@example.com"],
        default="",
    )
    server: types.HttpsAddress = answer(
        title="ACME directory",
        help="Directory of the ACME server.",
        kind="text",
        examples=["https://acme-staging-v02.api.letsencrypt.org/directory"],
        default="https://acme-v02.api.letsencrypt.org/directory",
    )
    solver: dict[str, JsonValue] = answer(
        title="Solver",
        help="How to prove that the domain is yours, as a cert-manager Issuer takes it (Secrets by name). Empty: HTTP-01 over the gateway.",
        kind="mapping",
        examples=[{"dns01": {"route53": {"region": "eu-central-1"}}}],
        default={},
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """A solver names Secrets, it never holds them."""
        yield from value_complaints(given.get("solver"), ("solver",))


class Tls(Section):
    """Where the certificate of the domain and of all names below it comes from."""

    mode: Literal["existing", "files", "self-signed", "acme"] = answer(
        title="Certificate",
        help="existing: a Secret that is in the cluster; files: certificate and key from files; "
        "self-signed: a certificate authority made here; acme: from an ACME server by cert-manager.",
        kind="choice",
        examples=["self-signed"],
        default="existing",
    )
    secret_name: types.ObjectName = answer(
        title="TLS Secret",
        help="Secret of type kubernetes.io/tls that holds the certificate, or will.",
        kind="text",
        examples=["cluster-tls"],
        default="cluster-tls",
    )
    certificate: types.PathOrReference = answer(
        title="Certificate file",
        help="PEM file with the certificate and its chain. Only for mode files.",
        kind="path-or-reference",
        examples=["/etc/forge/tls.crt"],
        default="",
    )
    key: types.PathOrReference = answer(
        title="Key file",
        help="PEM file with the private key, readable by its owner only. Only for mode files.",
        kind="secret-reference",
        examples=["/etc/forge/tls.key"],
        default="",
    )
    acme: Acme = section(Acme, title="ACME", help="Only for mode acme.")

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """Each mode needs its own answers and refuses those of another."""
        mode = given.get("mode")
        for name in ("certificate", "key"):
            if mode == "files" and given.get(name) == "":
                yield (name,), "is missing: mode files needs it"
            if mode not in ("files", None) and given.get(name):
                yield (name,), f"is only used with mode files, and mode is {mode}"
        if given.get("secret_name") == "":
            yield ("secret_name",), "is empty: the gateway reads the certificate from this Secret"
        acme = given.get("acme")
        email = acme.email if isinstance(acme, Acme) else (acme or {}).get("email", "")
        if mode == "acme" and acme is not None and not email:
            yield ("acme", "email"), "is missing: mode acme needs it"
        if mode not in ("acme", None) and acme not in (None, {}, Acme()):
            yield ("acme",), f"is only used with mode acme, and mode is {mode}"


class Storage(Section):
    """Storage classes by role. Empty: the cluster's default class."""

    read_write_once: types.ObjectName = answer(
        title="Class for single-node volumes",
        help="StorageClass for databases, Gitea and OpenBao (ReadWriteOnce).",
        kind="storage-class",
        examples=["longhorn"],
        default="",
    )
    local: types.ObjectName = answer(
        title="Class for local disks",
        help="StorageClass for object storage and metrics, which want a local disk.",
        kind="storage-class",
        examples=["local-path"],
        default="",
    )
    read_write_many: types.ObjectName = answer(
        title="Class for shared volumes",
        help="StorageClass for volumes that many nodes mount at once (ReadWriteMany).",
        kind="storage-class",
        examples=["longhorn-rwx"],
        default="",
    )


class LoadBalancer(Section):
    """Who gives addresses to Services of type LoadBalancer."""

    mode: Literal["existing", "metallb"] = answer(
        title="Load balancer",
        help="existing: the cluster has one (a cloud, or its own); metallb: MetalLB announces addresses of the pool.",
        kind="choice",
        examples=["metallb"],
        default="existing",
    )
    pool: tuple[types.PoolEntry, ...] = answer(
        title="Address pool",
        help="Free addresses of the nodes' network, as CIDR or FIRST-LAST. Only for mode metallb.",
        kind="list",
        examples=[["10.0.0.240-10.0.0.250"]],
        default=(),
    )

    @classmethod
    def rules(cls, given: Mapping[str, Any]) -> Iterator[Complaint]:
        """A pool is given exactly when MetalLB uses it, and its entries do not overlap."""
        mode, pool = given.get("mode"), given.get("pool")
        if mode == "metallb" and pool is not None and not pool:
            yield ("pool",), "is missing: mode metallb needs it"
        if mode == "existing" and pool:
            yield ("pool",), "is only used with mode metallb, and mode is existing"
        ranges = sorted((*types.pool_range(entry), index) for index, entry in enumerate(pool or ()))
        for (version, _, last, index), (version_after, first, _, index_after) in pairwise(ranges):
            if version == version_after and first <= last:
                yield ("pool", max(index, index_after)), "overlaps with an entry before it"
