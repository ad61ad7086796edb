"""helm against a real API server: the contract, and releases that a killed helm has left behind."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forge_tui.adapters.helm import HelmProgram
from forge_tui.adapters.kube import KubeCluster
from forge_tui.domain.objects import CLAIM, CONFIG_MAP, SECRET, Manifest, ObjectRef
from forge_tui.ports import Release
from tests.adapters.helm_contract import HelmContract
from tests.adapters.test_helm import chart
from tests.lab.build import binary
from tests.lab.control_plane import Lab

pytestmark = [pytest.mark.lab, pytest.mark.helm]

CHART = {
    "templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {text: '{{ .Values.text }}'}\n",
    "templates/claim.yaml": (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n"
        "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n"
    ),
}


@pytest.fixture
async def cluster(lab: Lab) -> AsyncIterator[KubeCluster]:
    async with KubeCluster.connect(lab.kubeconfig) as cluster:
        yield cluster


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return Release("sample", f"helm-{uuid.uuid4().hex[:8]}", chart(tmp_path / "sample", CHART), {"text": "first"})


@pytest.fixture
def helm(lab: Lab, cluster: KubeCluster, tmp_path: Path) -> HelmProgram:
    async def forget(namespace: str, name: str, revision: int) -> None:
        assert await cluster.delete(record_of(namespace, name, revision))

    return HelmProgram(str(binary("helm")), tmp_path / "home", forget_revision=forget, kubeconfig=lab.kubeconfig, context="lab")


def record_of(namespace: str, name: str, revision: int) -> ObjectRef:
    return ObjectRef(SECRET.api_version, SECRET.kind, f"sh.helm.release.v1.{name}.v{revision}", namespace)


async def records(cluster: KubeCluster, release: Release) -> dict[str, str]:
    """Revision to status."""
    found = await cluster.list(SECRET, release.namespace, "owner=helm")
    return {secret["metadata"]["labels"]["version"]: secret["metadata"]["labels"]["status"] for secret in found}


async def rewrite(cluster: KubeCluster, release: Release, revision: int, status: str) -> None:
    """Make a record look as if helm had been killed while it had this status."""
    record = await cluster.get(record_of(release.namespace, release.name, revision))
    assert record is not None
    content: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(record["data"]["release"]))))
    content["info"]["status"] = status
    packed = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(content).encode()))).decode()
    labels = {**record["metadata"]["labels"], "status": status}
    changed: Manifest = {**record, "data": {"release": packed}, "metadata": {**record["metadata"], "labels": labels}}
    assert await cluster.replace(changed) is not None


async def uid_of_claim(cluster: KubeCluster, release: Release) -> str:
    claim = await cluster.get(ObjectRef(CLAIM.api_version, CLAIM.kind, "data", release.namespace))
    assert claim is not None
    return str(claim["metadata"]["uid"])


class TestHelmProgram(HelmContract):
    """The contract on the lab."""

    async def test_a_changed_template_with_the_same_version_is_installed(
        self, helm: HelmProgram, release: Release, cluster: KubeCluster
    ) -> None:
        await helm.install(release)
        chart(release.chart, {"templates/a.yaml": CHART["templates/a.yaml"].replace("one", "two")})
        assert await helm.install(release)
        assert await cluster.get(ObjectRef(CONFIG_MAP.api_version, CONFIG_MAP.kind, "two", release.namespace)) is not None

    async def test_no_more_than_five_revisions_are_kept(self, helm: HelmProgram, release: Release, cluster: KubeCluster) -> None:
        for number in range(7):
            await helm.install(replace(release, values={"text": f"v{number}"}))
        assert list((await records(cluster, release)).values()).count("superseded") == 4

    @pytest.mark.parametrize("status", ["pending-install", "failed", "uninstalling", "uninstalled"])
    async def test_a_first_install_that_was_killed_is_repeated_and_keeps_its_claim(
        self, helm: HelmProgram, release: Release, cluster: KubeCluster, status: str
    ) -> None:
        await helm.install(release)
        claim = await uid_of_claim(cluster, release)
        await rewrite(cluster, release, 1, status)
        assert await helm.install(release)
        assert await uid_of_claim(cluster, release) == claim
        assert "deployed" in (await records(cluster, release)).values()
        assert not await helm.install(release)

    @pytest.mark.parametrize("status", ["pending-upgrade", "pending-rollback"])
    async def test_an_upgrade_that_was_killed_is_repeated_and_keeps_its_claim(
        self, helm: HelmProgram, release: Release, cluster: KubeCluster, status: str
    ) -> None:
        await helm.install(release)
        await helm.install(replace(release, values={"text": "second"}))
        claim = await uid_of_claim(cluster, release)
        await rewrite(cluster, release, 1, "deployed")
        await rewrite(cluster, release, 2, status)
        assert await helm.install(replace(release, values={"text": "second"}))
        assert await uid_of_claim(cluster, release) == claim
        assert (await records(cluster, release))["2"] == "deployed"

    async def test_an_upgrade_by_hand_is_put_right(self, helm: HelmProgram, release: Release, lab: Lab) -> None:
        await helm.install(release)
        command = [str(binary("helm")), "upgrade", "sample", str(release.chart), "-n", release.namespace, "--set", "text=hand"]
        by_hand = await asyncio.create_subprocess_exec(
            *command, "--kubeconfig", str(lab.kubeconfig), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        assert await by_hand.wait() == 0
        assert await helm.install(release)
