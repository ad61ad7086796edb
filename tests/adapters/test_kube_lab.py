"""The adapter against a real API server: the contract, and what only a real one refuses."""

from __future__ import annotations

import asyncio
import base64
import urllib.request
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

from forge_tui.adapters.kube import KubeCluster
from forge_tui.domain.failures import NamespaceTerminating, NotAuthenticated, NotAuthorised, NotReadyInTime, ObjectRefused
from forge_tui.domain.objects import CONFIG_MAP, FIELD_MANAGER, POD, SECRET, Kind, Manifest, ObjectRef
from forge_tui.ports import Cluster
from tests.adapters.cluster_contract import ClusterContract, config_map

pytestmark = pytest.mark.lab


class Lab(Protocol):
    """What these tests need of the lab."""

    kubeconfig: Path


@pytest.fixture
async def cluster(lab: Lab) -> AsyncIterator[KubeCluster]:
    async with KubeCluster.connect(lab.kubeconfig) as cluster:
        yield cluster


class TestKubeCluster(ClusterContract):
    """The contract on the lab."""

    async def test_a_namespace_that_terminates_is_named(self, cluster: Cluster) -> None:
        name = f"ending-{uuid.uuid4().hex[:8]}"
        await cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, manager=FIELD_MANAGER)
        held = config_map(name, "held")
        held["metadata"]["finalizers"] = ["forge-tui.io/test"]
        await cluster.apply(held, manager=FIELD_MANAGER)
        try:
            assert await cluster.delete(ObjectRef("v1", "Namespace", name)) is True
            assert await cluster.delete(ObjectRef("v1", "Namespace", name)) is True
            with pytest.raises(NamespaceTerminating, match=name):
                await cluster.apply(config_map(name, "late"), manager=FIELD_MANAGER)
        finally:
            await cluster.patch(ObjectRef.of(held), {"metadata": {"finalizers": None}})

    async def test_an_invalid_object_is_refused_in_the_servers_words(self, cluster: Cluster, namespace: str) -> None:
        with pytest.raises(ObjectRefused, match="RFC 1123"):
            await cluster.apply(config_map(namespace, "Not_A_Name"), manager=FIELD_MANAGER)
        with pytest.raises(ObjectRefused, match="field not declared in schema"):
            await cluster.dry_run({**config_map(namespace), "dta": {}})


class TestLimitedUser:
    """A service account that may only read config maps."""

    @pytest.fixture
    async def limited(self, cluster: KubeCluster, lab: Lab, tmp_path: Path) -> AsyncIterator[KubeCluster]:
        name = f"limited-{uuid.uuid4().hex[:8]}"
        for manifest in limited_account(name):
            await cluster.apply(manifest, manager=FIELD_MANAGER)
        async with asyncio.timeout(30), cluster.watch(SECRET, name) as events:
            while "token" not in (event := await anext(events)).manifest.get("data", {}):
                continue
        document = yaml.safe_load(lab.kubeconfig.read_text())
        token = base64.b64decode(event.manifest["data"]["token"]).decode()
        document["users"] = [{"name": document["users"][0]["name"], "user": {"token": token}}]
        (tmp_path / "kubeconfig").write_text(yaml.safe_dump(document))
        async with KubeCluster.connect(tmp_path / "kubeconfig") as limited:
            yield limited
        await cluster.delete(ObjectRef("v1", "Namespace", name))

    async def test_what_is_not_allowed_is_known_before(self, limited: KubeCluster) -> None:
        assert await limited.allowed("list", "configmaps")
        assert not await limited.allowed("create", "configmaps", namespace="default")
        assert not await limited.allowed("patch", "applications", group="argoproj.io")

    async def test_a_refused_verb_is_named_with_its_resource(self, limited: KubeCluster) -> None:
        assert await limited.list(CONFIG_MAP)
        with pytest.raises(NotAuthorised, match="may not patch configmaps in namespace default"):
            await limited.apply(config_map("default"), manager=FIELD_MANAGER)
        with pytest.raises(NotAuthorised, match="may not list secrets"):
            await limited.list(SECRET)

    async def test_a_watch_that_is_not_allowed_says_so(self, limited: KubeCluster) -> None:
        with pytest.raises(NotAuthorised, match="may not list secrets"):
            async with limited.watch(SECRET) as events, asyncio.timeout(30):
                await anext(events)

    async def test_a_port_forward_that_is_not_allowed_says_so(self, limited: KubeCluster) -> None:
        with pytest.raises(NotAuthorised, match="forward ports"):
            async with limited.port_forward("default", "nothing", 80):
                pass


async def test_a_wrong_token_is_not_authenticated(lab: Lab, tmp_path: Path) -> None:
    document = yaml.safe_load(lab.kubeconfig.read_text())
    document["users"] = [{"name": document["users"][0]["name"], "user": {"token": "wrong"}}]
    (tmp_path / "kubeconfig").write_text(yaml.safe_dump(document))
    async with KubeCluster.connect(tmp_path / "kubeconfig") as cluster:
        with pytest.raises(NotAuthenticated):
            await cluster.identity()


async def test_a_service_without_pods_is_not_ready(cluster: KubeCluster) -> None:
    with pytest.raises(NotReadyInTime, match="service default/kubernetes has no running pod"):
        await cluster.pod_of_service("default", "kubernetes")


def pod(name: str) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "cf-openbao", "labels": {"app": name}},
        "spec": {"automountServiceAccountToken": False, "containers": [{"name": "main", "image": "openbao"}]},
    }


async def running(cluster: KubeCluster, name: str) -> None:
    """Make a pod, as soon as its namespace has a service account, and wait until it runs."""
    async with asyncio.timeout(30):
        async with cluster.watch(Kind("v1", "ServiceAccount"), "cf-openbao") as accounts:
            while (await anext(accounts)).manifest.get("metadata", {}).get("name") != "default":
                continue
        async with cluster.watch(POD, "cf-openbao") as pods:
            await cluster.apply(pod(name), manager=FIELD_MANAGER)
            while True:
                manifest = (await anext(pods)).manifest
                if manifest and manifest["metadata"]["name"] == name and manifest.get("status", {}).get("phase") == "Running":
                    return


async def gone(cluster: KubeCluster, name: str) -> None:
    async with asyncio.timeout(60), cluster.watch(POD, "cf-openbao") as pods:
        await cluster.delete(ObjectRef("v1", "Pod", name, "cf-openbao"))
        while (event := await anext(pods)).change != "deleted" or event.manifest["metadata"]["name"] != name:
            if event.change == "synced" and await cluster.get(ObjectRef("v1", "Pod", name, "cf-openbao")) is None:
                return


async def test_a_forward_reaches_the_pod_behind_a_service_and_the_one_that_replaces_it(cluster: KubeCluster) -> None:
    name = f"forward-{uuid.uuid4().hex[:8]}"
    service = {"selector": {"app": name}, "ports": [{"port": 8200}]}
    await cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "cf-openbao"}}, manager=FIELD_MANAGER)
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "cf-openbao"}, "spec": service}
    await cluster.apply(manifest, manager=FIELD_MANAGER)
    await running(cluster, name)
    try:
        assert await cluster.pod_of_service("cf-openbao", name) == name
        async with cluster.port_forward("cf-openbao", name, 8200) as url:
            assert '"sealed"' in await asyncio.to_thread(fetched, f"{url}/v1/sys/seal-status")
            await gone(cluster, name)
            with pytest.raises(ConnectionError):
                await asyncio.to_thread(fetched, f"{url}/v1/sys/seal-status")
            await running(cluster, name)
            assert '"sealed"' in await asyncio.to_thread(fetched, f"{url}/v1/sys/seal-status")
    finally:
        await cluster.delete(ObjectRef("v1", "Pod", name, "cf-openbao"))
        await cluster.delete(ObjectRef.of(manifest))


def fetched(url: str) -> str:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as response:
        return str(response.read().decode())


async def test_a_forward_to_a_pod_that_is_not_there_says_so(cluster: KubeCluster) -> None:
    with pytest.raises(NotReadyInTime, match="there is no pod default/nothing"):
        async with cluster.port_forward("default", "nothing", 80):
            pass


def limited_account(name: str) -> list[Manifest]:
    account = {"kind": "ServiceAccount", "name": name, "namespace": name}
    rbac = "rbac.authorization.k8s.io"

    def manifest(api_version: str, kind: str, metadata: dict[str, Any], **rest: Any) -> Manifest:
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}

    return [
        manifest("v1", "Namespace", {"name": name}),
        manifest("v1", "ServiceAccount", {"name": name, "namespace": name}),
        manifest(
            f"{rbac}/v1", "ClusterRole", {"name": name}, rules=[{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}]
        ),
        manifest(
            f"{rbac}/v1",
            "ClusterRoleBinding",
            {"name": name},
            roleRef={"apiGroup": rbac, "kind": "ClusterRole", "name": name},
            subjects=[account],
        ),
        manifest(
            "v1",
            "Secret",
            {"name": "token", "namespace": name, "annotations": {"kubernetes.io/service-account.name": name}},
            type="kubernetes.io/service-account-token",
        ),
    ]
