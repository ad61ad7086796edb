"""Stand-ins for the operators that fake pods cannot run: custom resources get the status, Secrets and workloads that the real ones give.

Run as `python -m tests.lab.stand_ins KUBECONFIG --vault URL [--after SECONDS] [--hold PLURAL ...]`. A held kind never becomes
ready. What Argo CD's own health checks read is in OPERATORS, one line per kind.
"""

import argparse
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import statuses, workloads
from .api import ApiRefusal, KubeApi, Manifest, path_of
from .probe import fetch
from .statuses import conditions

log = logging.getLogger("stand-ins")
POLL_S = 0.4
DISCOVERY_S = 1.5


@dataclass(frozen=True)
class Operator:
    """One kind: the versions to look for (first served wins), its status, and what is made of it before."""

    plural: str
    versions: tuple[str, ...]
    status: Callable[[Manifest], Manifest | None]
    makes: Callable[[Manifest], list[Manifest]] = field(default=lambda _: [])
    needs: str = ""
    """`vault`: ready only while the vault is unsealed; `store`: ready only while its secret store is; `gateway`: has no
    status before the Gateway that it names is there."""


def both(*makers: Callable[[Manifest], list[Manifest]]) -> Callable[[Manifest], list[Manifest]]:
    """Make what each of these makes."""
    return lambda found: [made for maker in makers for made in maker(found)]


def unchanged(_: Manifest) -> None:
    """Leave the status to the real controller of that kind."""


ESO = ("external-secrets.io/v1", "external-secrets.io/v1beta1")
OPERATORS = (
    Operator("services", ("v1",), statuses.load_balancer),
    Operator("ingresses", ("networking.k8s.io/v1",), statuses.address),
    Operator("clustersecretstores", ESO, conditions("Ready"), needs="vault"),
    Operator("secretstores", ESO, conditions("Ready"), needs="vault"),
    Operator("externalsecrets", ESO, conditions("Ready"), statuses.synced_secrets, needs="store"),
    Operator("certificates", ("cert-manager.io/v1",), conditions("Ready"), statuses.certificate_secrets),
    Operator("issuers", ("cert-manager.io/v1",), conditions("Ready")),
    Operator("clusterissuers", ("cert-manager.io/v1",), conditions("Ready")),
    Operator("gatewayclasses", ("gateway.networking.k8s.io/v1",), conditions("Accepted")),
    Operator("gateways", ("gateway.networking.k8s.io/v1",), statuses.gateway, workloads.gateway),
    Operator("httproutes", ("gateway.networking.k8s.io/v1",), statuses.route, needs="gateway"),
    Operator("grpcroutes", ("gateway.networking.k8s.io/v1",), statuses.route, needs="gateway"),
    Operator("clusters", ("postgresql.cnpg.io/v1",), statuses.postgres, both(statuses.postgres_secrets, workloads.postgres)),
    Operator(
        "rabbitmqclusters",
        ("rabbitmq.com/v1beta1",),
        conditions("AllReplicasReady", "ClusterAvailable", "ReconcileSuccess"),
        both(statuses.rabbitmq_secrets, workloads.rabbitmq),
    ),
    Operator("tenants", ("minio.min.io/v2",), statuses.tenant, workloads.tenant),
    Operator("elasticsearches", ("elasticsearch.k8s.elastic.co/v1",), statuses.elasticsearch, workloads.elasticsearch),
    Operator("bundles", ("trust.cert-manager.io/v1alpha1",), conditions("Synced")),
    Operator("clusterpolicies", ("kyverno.io/v1",), statuses.policy),
    Operator("policies", ("kyverno.io/v1",), statuses.policy),
    Operator("clusterqueues", ("kueue.x-k8s.io/v1beta1",), conditions("Active")),
    Operator("localqueues", ("kueue.x-k8s.io/v1beta1",), conditions("Active")),
    Operator("opentelemetrycollectors", ("opentelemetry.io/v1beta1",), statuses.collector, workloads.collector),
    Operator("inferenceservices", ("serving.kserve.io/v1beta1",), conditions("Ready", "PredictorReady", "IngressReady")),
    Operator("rayclusters", ("ray.io/v1",), lambda _: {"state": "ready"}),
    Operator("deployments", ("apps/v1",), unchanged, both(workloads.gateway_class, workloads.metrics_api)),
    Operator("jobs", ("batch/v1",), unchanged, statuses.job_secrets),
)


class StandIns:
    """Looks at every served kind of OPERATORS a few times a second and moves new objects to ready."""

    def __init__(self, api: KubeApi, *, vault_url: str, after_s: float, hold: list[str]) -> None:
        self._api, self._vault_url, self._after_s = api, vault_url, after_s
        self._operators = [operator for operator in OPERATORS if operator.plural not in hold]
        self._first_seen: dict[tuple[str, int], float] = {}
        self._stores: dict[tuple[str, str | None, str], bool] = {}
        self._gateways: set[tuple[str, str]] = set()
        self._served: set[tuple[str, str]] = set()
        self._discovered_at = float("-inf")

    def look(self, now: float) -> None:
        """Do one round; `now` in seconds of a clock that only goes forward."""
        if now - self._discovered_at > DISCOVERY_S:
            self._served, self._discovered_at = self._api.served(), now
        problem = self._vault_problem()
        for operator in self._operators:
            version = next((one for one in operator.versions if (one, operator.plural) in self._served), None)
            if version is not None:
                for found in self._api.items(version, operator.plural):
                    self._move(operator, version, found, problem, now)

    def _move(self, operator: Operator, version: str, found: Manifest, vault_problem: str, now: float) -> None:
        metadata = found["metadata"]
        first = self._first_seen.setdefault((metadata["uid"], metadata.get("generation", 0)), now)
        if now - first < self._after_s or "deletionTimestamp" in metadata:
            return
        if operator.plural == "gateways":
            self._gateways.add((metadata["namespace"], metadata["name"]))
        if operator.needs == "gateway" and not self._attached(found):
            return
        problem = self._problem(operator, found, vault_problem)
        if operator.needs == "vault":
            self._stores[(operator.plural, metadata.get("namespace"), metadata["name"])] = not problem
        wanted = statuses.not_ready(problem) if problem else operator.status(found)
        if wanted is not None and statuses.same(found.get("status") or {}, wanted):
            return
        try:
            done = bool(problem) or self._made(operator.makes(found))
            if done and wanted is not None:
                self._set_status(path_of(version, operator.plural, metadata.get("namespace"), metadata["name"]), wanted)
        except ApiRefusal as error:
            log.warning("%s/%s: %s", operator.plural, metadata["name"], error)

    def _attached(self, route: Manifest) -> bool:
        """Say whether a route has a parent; nobody writes the status of one that has none."""
        parents = route["spec"].get("parentRefs", [])
        return any((parent.get("namespace", route["metadata"]["namespace"]), parent["name"]) in self._gateways for parent in parents)

    def _made(self, wanted: list[Manifest]) -> bool:
        """Create what is missing, and say whether all of it runs."""
        done = True
        for manifest in wanted:
            version, plural = workloads.PLURALS[manifest["kind"]]
            where = manifest["metadata"]
            found = self._api.find(version, plural, where["name"], where.get("namespace"))
            if found is None:
                self._api.create(version, plural, manifest)
            done = done and workloads.runs(found or manifest)
        return done

    def _problem(self, operator: Operator, found: Manifest, vault_problem: str) -> str:
        if operator.needs == "vault" and "vault" in found["spec"].get("provider", {}):
            return vault_problem
        if operator.needs == "store":
            reference = {"kind": "SecretStore", "name": "", **found["spec"].get("secretStoreRef", {})}
            plural = f"{reference['kind'].lower()}s"
            namespace = found["metadata"]["namespace"] if plural == "secretstores" else None
            if not self._stores.get((plural, namespace, reference["name"])):
                return f"could not get secret data from provider: {reference['kind']} {reference['name']!r} is not ready"
        return ""

    def _set_status(self, path: str, status: Manifest) -> None:
        try:
            self._api.merge(f"{path}/status", {"status": status})
        except ApiRefusal as error:
            if error.status != 404:
                raise
            self._api.merge(path, {"status": status})

    def _vault_problem(self) -> str:
        answer = fetch(f"{self._vault_url}/v1/sys/seal-status")
        if answer is None:
            return "unable to create client: vault does not answer"
        seal: dict[str, Any] = json.loads(answer)
        if not seal.get("initialized"):
            return "unable to log in: vault is not initialized"
        return "unable to log in: vault is sealed" if seal.get("sealed") else ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.lab.stand_ins")
    parser.add_argument("kubeconfig", type=Path)
    parser.add_argument("--vault", required=True, metavar="URL")
    parser.add_argument("--after", type=float, default=1.0, metavar="SECONDS", help="from first sight to ready")
    parser.add_argument("--hold", nargs="*", default=[], metavar="PLURAL", help="kinds that never become ready")
    options = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s")
    stand_ins = StandIns(KubeApi(options.kubeconfig), vault_url=options.vault, after_s=options.after, hold=options.hold)
    while True:
        try:
            stand_ins.look(time.monotonic())
        except OSError as error:
            log.warning("%s", error)
        time.sleep(POLL_S)


if __name__ == "__main__":
    main()
