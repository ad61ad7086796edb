"""The lab keeps what it promises to the tests that rely on it."""

import base64
import http.client
import json
from pathlib import Path
from typing import Any

import pytest

from .api import Manifest
from .build import available
from .control_plane import CONTROLLER, Lab
from .probe import fetch, responds
from .stand_in_charts import StandIns, read
from .waiting import until

pytestmark = pytest.mark.lab


@pytest.fixture
def argocd(empty_lab: Lab, tmp_path: Path) -> Lab:
    """A lab with the stand-in Argo CD chart installed."""
    install(empty_lab, "argocd", tmp_path, values={"configs": {"params": {"controller.resource.health.persist": True}}})
    return empty_lab


def install(lab: Lab, component: str, folder: Path, *, values: Manifest | None = None, **options: Any) -> None:
    archive = folder / f"{component}.tgz"
    archive.write_bytes(StandIns(**options).download(component).content)
    namespace = read(component)["namespace"]
    lab.helm("install", component, str(archive), "-n", namespace, "--create-namespace", "-f", "-", stdin=json.dumps(values or {}))


def condition_of(found: Manifest | None, kind: str) -> Manifest:
    conditions = ((found or {}).get("status") or {}).get("conditions") or []
    return next((one for one in conditions if one["type"] == kind), {})


def in_gitea(lab: Lab, method: str, path: str, body: Manifest) -> int:
    """Call Gitea's API as its admin; returns the status."""
    credentials = base64.b64encode(b"lab:a-long-password").decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", lab.ports.gitea, timeout=10)
    try:
        connection.request(method, f"/api/v1/{path}", json.dumps(body), headers)
        return connection.getresponse().status
    finally:
        connection.close()


def gitea_secret() -> Manifest:
    credentials = {"username": "lab", "password": "a-long-password"}
    return {"metadata": {"name": "gitea-admin-credentials", "namespace": "cf-gitea"}, "stringData": credentials}


def with_gitea(lab: Lab, folder: Path) -> None:
    lab.api.create("v1", "namespaces", {"metadata": {"name": "cf-gitea"}})
    lab.api.create("v1", "secrets", gitea_secret())
    install(lab, "gitea", folder)
    until(lambda: in_gitea(lab, "PATCH", "user/settings", {"full_name": "Lab"}) == 200, 30, what="the admin of Gitea exists")


def test_everything_answers_after_start(lab: Lab) -> None:
    assert lab.api.call("GET", "/readyz") == "ok"
    assert responds(f"{lab.gitea_url}/api/healthz")
    assert responds(f"{lab.vault_url}/v1/sys/seal-status")
    assert all(child.running for child in lab.processes.values())


def test_a_deployment_becomes_available_after_the_time_its_annotation_says(empty_lab: Lab, tmp_path: Path) -> None:
    install(empty_lab, "kuberay-operator", tmp_path, ready_after={"kuberay-operator": "2s"})

    def availability() -> str | None:
        found = empty_lab.api.find("apps/v1", "deployments", "kuberay-operator", "default")
        return condition_of(found, "Available").get("status")

    until(lambda: availability() == "False", 10, what="the Deployment is unavailable at first")
    until(lambda: availability() == "True", 20, what="the Deployment is available")


def test_a_failing_component_says_why_in_its_pods(empty_lab: Lab, tmp_path: Path) -> None:
    install(empty_lab, "kuberay-operator", tmp_path, fail={"kuberay-operator": "ImagePullBackOff"})

    def reason() -> str | None:
        pods = empty_lab.api.items("v1", "pods", "default")
        statuses = [status for pod in pods for status in pod["status"].get("containerStatuses", [])]
        return next((status["state"].get("waiting", {}).get("reason") for status in statuses), None)

    assert until(reason, 20, what="a container waits") == "ImagePullBackOff"


def test_argo_cd_syncs_what_lies_in_gitea(argocd: Lab, tmp_path: Path) -> None:
    with_gitea(argocd, tmp_path)
    assert in_gitea(argocd, "POST", "user/repos", {"name": "root", "auto_init": True, "default_branch": "main"}) == 201
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-git, namespace: default}\ndata: {a: b}\n"
    content = base64.b64encode(manifest.encode()).decode()
    assert in_gitea(argocd, "POST", "repos/lab/root/contents/cm.yaml", {"content": content, "message": "one"}) == 201
    until(lambda: CONTROLLER in argocd.processes, 30, what="the controller runs")
    argocd.api.create("argoproj.io/v1alpha1", "applications", application("http://gitea-http.cf-gitea.svc:3000/lab/root.git"))

    def healthy() -> bool:
        status = (argocd.api.find("argoproj.io/v1alpha1", "applications", "root", "argocd") or {}).get("status", {})
        return (status.get("sync", {}).get("status"), status.get("health", {}).get("status")) == ("Synced", "Healthy")

    until(healthy, 60, what="the Application is Synced and Healthy")
    assert argocd.api.find("v1", "configmaps", "from-git", "default") is not None


def application(url: str) -> Manifest:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": "root", "namespace": "argocd"},
        "spec": {
            "project": "default",
            "source": {"repoURL": url, "path": ".", "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "default"},
            "syncPolicy": {"automated": {}},
        },
    }


def test_the_controller_takes_its_settings_from_the_chart(argocd: Lab) -> None:
    controller = until(lambda: argocd.processes[CONTROLLER], 30, what="the controller runs")
    environment = Path(f"/proc/{controller.pid}/environ").read_bytes().split(b"\0")
    assert b"ARGOCD_APPLICATION_CONTROLLER_PERSIST_RESOURCE_HEALTH=true" in environment
    assert b"ARGOCD_RECONCILIATION_TIMEOUT=180s" in environment


def test_a_secret_store_is_ready_only_while_the_vault_is_unsealed(empty_lab: Lab, tmp_path: Path) -> None:
    install(empty_lab, "external-secrets", tmp_path)
    store = {"metadata": {"name": "openbao"}, "spec": {"provider": {"vault": {"server": "http://openbao"}}}}
    api = ("external-secrets.io/v1beta1", "clustersecretstores")
    until(lambda: api in empty_lab.api.served(), 20, what="secret stores are served")
    empty_lab.api.create(*api, {"apiVersion": api[0], "kind": "ClusterSecretStore", **store})

    def ready() -> Manifest:
        return condition_of(empty_lab.api.find(*api, "openbao"), "Ready")

    until(lambda: ready().get("status") == "False", 10, what="the store is refused")
    assert "not initialized" in ready()["message"]
    initialise(empty_lab)
    until(lambda: ready().get("status") == "True", 10, what="the store is ready")


def initialise(lab: Lab) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", lab.ports.vault, timeout=10)
    try:
        connection.request("PUT", "/v1/sys/init", json.dumps({"recovery_shares": 1, "recovery_threshold": 1}))
        assert connection.getresponse().status == 200
    finally:
        connection.close()


def initialised(lab: Lab) -> bool:
    answer = fetch(f"{lab.vault_url}/v1/sys/seal-status")
    if answer is None:
        raise ConnectionError("the vault does not answer")
    return bool(json.loads(answer)["initialized"])


def test_the_vault_forgets_all_when_its_claim_is_replaced_and_nothing_when_its_pod_is(empty_lab: Lab, tmp_path: Path) -> None:
    install(empty_lab, "openbao", tmp_path)

    def ready() -> bool:
        pod = empty_lab.api.find("v1", "pods", "openbao-0", "cf-openbao")
        return bool(condition_of(pod, "Ready").get("status") == "True")

    until(ready, 30, what="openbao-0 is ready")
    initialise(empty_lab)
    first = empty_lab.processes["vault"].pid

    empty_lab.kubectl("-n", "cf-openbao", "delete", "pod", "openbao-0", "--wait=false")
    until(lambda: "vault" in empty_lab.processes and empty_lab.processes["vault"].pid != first, 20, what="the vault was restarted")
    assert until(lambda: initialised(empty_lab), 10, what="the vault knows what it knew")

    empty_lab.kubectl("-n", "cf-openbao", "delete", "statefulset/openbao", "pvc/data-openbao-0", "--timeout=30s")
    empty_lab.helm("upgrade", "openbao", str(tmp_path / "openbao.tgz"), "-n", "cf-openbao")
    until(lambda: not initialised(empty_lab), 30, what="the vault is empty")


def test_reset_gives_an_empty_cluster_at_the_same_address(lab: Lab) -> None:
    lab.api.create("v1", "namespaces", {"metadata": {"name": "left-over"}})
    server, gitea_url = lab.server, lab.gitea_url
    lab.reset()
    assert lab.api.find("v1", "namespaces", "left-over") is None
    assert (lab.server, lab.gitea_url) == (server, gitea_url)
    assert not initialised(lab)


def test_a_paused_process_is_silent_until_resumed(lab: Lab) -> None:
    lab.pause("vault")
    assert fetch(f"{lab.vault_url}/v1/sys/seal-status", timeout_s=0.3) is None
    lab.resume("vault")
    assert until(lambda: fetch(f"{lab.vault_url}/v1/sys/seal-status"), 5, what="the vault answers again")


def test_nothing_runs_after_teardown(tmp_path: Path) -> None:
    if reason := available():
        pytest.skip(reason)
    with Lab(tmp_path / "short") as lab:
        processes = [child.pid for child in lab.processes.values()]
        assert all(Path(f"/proc/{pid}").exists() for pid in processes)
    assert not any(Path(f"/proc/{pid}").exists() for pid in processes)
