"""What a wizard learns of a cluster; the cluster is the simulated one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from forge_tui.domain.facts import Installed
from forge_tui.engine.desk.look import look
from forge_tui.engine.desk.quantities import amount, gib
from forge_tui.engine.names import RECORD_REF
from forge_tui.engine.record import ClusterRecord
from tests.engine.platform import Platform, platform_of


def manifest(api_version: str, kind: str, name: str, namespace: str = "", **more: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace} if namespace else {"name": name}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **more}


async def put(platform: Platform, *manifests: dict[str, Any]) -> None:
    for each in manifests:
        await platform.put(each)


async def facts_of(platform: Platform) -> Any:
    return await look(platform.cluster, await platform.cluster.identity())


async def test_an_empty_cluster_is_described(still: Platform) -> None:
    facts = await facts_of(still)
    assert facts.installed is Installed.NOTHING
    assert (facts.load_balancer, facts.tls_secrets) == ("", ())
    assert facts.cores == sum(node.cores for node in facts.nodes) > 0


async def test_what_is_there_is_named(still: Platform) -> None:
    address = {"loadBalancer": {"ingress": [{"ip": "10.0.0.20"}]}}
    await put(
        still,
        manifest("v1", "Namespace", "kgateway-system"),
        manifest("v1", "Secret", "cluster-tls", "kgateway-system", type="kubernetes.io/tls"),
        manifest("v1", "Secret", "other", "kgateway-system", type="Opaque"),
        manifest("v1", "Service", "nginx", "default", status=address),
    )
    facts = await facts_of(still)
    assert facts.tls_secrets == ("cluster-tls",)
    assert facts.load_balancer == "Service default/nginx has 10.0.0.20"


async def test_an_earlier_install_is_told_from_a_finished_one(still: Platform) -> None:
    await put(still, manifest("v1", "Namespace", RECORD_REF.namespace))
    record = ClusterRecord(still.cluster)
    await record.put("vault", "initialised")
    assert (await facts_of(still)).installed is Installed.UNFINISHED
    await record.put("installed", {"plan": "x"})
    assert (await facts_of(still)).installed is Installed.FINISHED


async def test_an_argo_cd_without_our_record_is_foreign(still: Platform) -> None:
    controller = manifest("apps/v1", "StatefulSet", "argocd-application-controller", "argocd", spec={})
    await put(still, manifest("v1", "Namespace", "argocd"), controller)
    assert (await facts_of(still)).installed is Installed.FOREIGN


async def test_what_may_not_be_read_counts_as_absent(tmp_path: Path) -> None:
    forbidden = tuple({"verb": "list", "resource": resource} for resource in ("nodes", "services", "secrets"))
    async with platform_of(tmp_path, forbidden=forbidden) as platform:
        facts = await facts_of(platform)
    assert (facts.nodes, facts.load_balancer, facts.tls_secrets) == ((), "", ())


@pytest.mark.parametrize(
    ("entry", "traits"),
    [
        ({"provisioner": "rancher.io/local-path", "default": True}, (True, True, False)),
        ({"provisioner": "nfs.csi.k8s.io"}, (False, False, True)),
        ({"provisioner": "driver.longhorn.io", "rwx": True}, (False, False, True)),
        ({"provisioner": "ebs.csi.aws.com"}, (False, False, False)),
    ],
    ids=lambda value: value.get("provisioner", "") if isinstance(value, dict) else "",
)
async def test_a_storage_class_is_judged_by_its_provisioner(entry: dict[str, Any], traits: Sequence[bool], tmp_path: Path) -> None:
    async with platform_of(tmp_path, cluster={"storageClasses": [{"name": "x", **entry}]}) as platform:
        found = {each.name: each for each in (await facts_of(platform)).storage_classes}["x"]
    assert (found.default, found.local, found.shared) == traits


@pytest.mark.parametrize(
    ("text", "number"), [("16", 16), ("15900m", 15.9), ("64Gi", 64 * 2**30), ("1k", 1000), ("many", 0), (None, 0), ("", 0)]
)
def test_amounts_are_read_as_kubernetes_writes_them(text: object, number: float) -> None:
    assert amount(text) == pytest.approx(number)


def test_memory_is_told_in_gib() -> None:
    assert gib("512Mi") == 0.5
