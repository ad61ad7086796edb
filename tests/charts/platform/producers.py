"""Who makes what: objects that manifests hold, and those that operators, Jobs and the installer make of them at run time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.charts.helm_program import Manifest
from tests.charts.platform.rendering import Platform
from tests.charts.rendered_root import CATALOGUE
from tests.lab.stand_in_charts import components as upstream_components
from tests.lab.stand_in_charts import read as upstream

Key = tuple[str, str, str]
"""Kind, namespace and name."""
NAMESPACES = {name: entry["namespace"] for name, entry in CATALOGUE["components"].items()}

INSTALLER = "forge-tui"
CLUSTER = "the cluster"
GIVEN: dict[Key, str] = {
    ("Secret", "cf-gitea", "gitea-admin-credentials"): INSTALLER,
    ("Secret", "argocd", "argocd-redis"): INSTALLER,
    ("Secret", "cf-openbao", "openbao-seal"): INSTALLER,
    # Of the answers, or brought by whoever installs; cert-manager-config makes it in two modes that are off by default.
    ("Secret", "kgateway-system", "cluster-tls"): INSTALLER,
    # Its Job writes it once the broker has the account.
    ("Secret", "airm", "airm-rabbitmq-common-vhost-user"): "airm-config",
    ("ConfigMap", "kube-system", "extension-apiserver-authentication"): CLUSTER,
    ("ConfigMap", "", "kube-root-ca.crt"): CLUSTER,
    ("Service", "default", "kubernetes"): CLUSTER,
    ("Service", "kube-system", "kube-dns"): CLUSTER,
}
"""What no manifest of the platform shows."""

OF_KIND: dict[str, tuple[tuple[str, str], ...]] = {
    "Cluster": (
        *(("Secret", f"{{}}-{suffix}") for suffix in ("app", "ca", "server", "replication")),
        *(("Service", f"{{}}-{suffix}") for suffix in ("rw", "ro", "r")),
    ),
    "RabbitmqCluster": (("Secret", "{}-default-user"), ("Secret", "{}-erlang-cookie"), ("Service", "{}"), ("Service", "{}-nodes")),
    "Tenant": (("Service", "minio"), ("Service", "{}-console"), ("Service", "{}-hl")),
    "Elasticsearch": (("Service", "{}-es-http"), ("Secret", "{}-es-elastic-user"), ("Secret", "{}-es-http-certs-public")),
    "OpenTelemetryCollector": (("Service", "{}-collector"), ("Service", "{}-collector-headless"), ("Service", "{}-collector-monitoring")),
    "Gateway": (("Service", "{}"), ("Deployment", "{}")),
}
"""What operators make of an object of a kind; {} is its name."""


@dataclass(frozen=True)
class Webhook:
    """Kinds that an admission webhook is asked about, as `plural.group` or `*/*.group`."""

    component: str
    resources: tuple[str, ...]

    def concerns(self, plural: str, group: str) -> bool:
        """Whether writing an object of that kind calls it."""
        return any(one in (f"{plural}.{group}", f"*/*.{group}") for one in self.resources if "." in one)


@dataclass(frozen=True)
class Producers:
    """Components by what they make."""

    objects: dict[Key, str] = field(default_factory=dict)
    kinds: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Group and kind to component and plural."""
    webhooks: tuple[Webhook, ...] = ()

    def of(self, kind: str, namespace: str, name: str) -> str | None:
        """Who makes an object, or whoever it is given by."""
        return self.objects.get((kind, namespace, name)) or GIVEN.get((kind, namespace, name)) or GIVEN.get((kind, "", name))


def producers(platform: Platform) -> Producers:
    """Read everything that the platform makes off its manifests."""
    made = Producers(webhooks=tuple(_webhooks()))
    for component, manifest in platform.objects():
        if manifest["kind"] == "CustomResourceDefinition":
            spec = manifest["spec"]
            made.kinds[spec["group"], spec["names"]["kind"]] = (component, spec["names"]["plural"])
        for key in _made_of(manifest, NAMESPACES[component]):
            made.objects.setdefault(key, component)
    return made


def namespace_of(component: str, manifest: Manifest) -> str:
    """Where an object is; meaningless for cluster-scoped ones."""
    return str(manifest["metadata"].get("namespace", NAMESPACES[component]))


def _made_of(manifest: Manifest, default: str) -> Iterator[Key]:
    kind, name = manifest["kind"], manifest["metadata"]["name"]
    namespace = manifest["metadata"].get("namespace", default)
    yield kind, "" if kind in ("StorageClass", "Namespace", "ClusterSecretStore") else namespace, name
    if kind == "ExternalSecret":
        yield "Secret", namespace, manifest["spec"].get("target", {}).get("name", name)
    if kind == "Certificate":
        yield "Secret", namespace, manifest["spec"]["secretName"]
    for made, pattern in OF_KIND.get(kind, ()):
        yield made, namespace, pattern.format(name)


def _webhooks() -> Iterator[Webhook]:
    for component in upstream_components():
        resources = [one for entry in upstream(component).get("webhooks", []) for one in entry["resources"]]
        if resources:
            yield Webhook(component, tuple(resources))
