"""What each program of the lab is told: its command line, its environment and its configuration file."""

import getpass
import os
import secrets
import subprocess
from pathlib import Path
from string import Template
from typing import Any

import yaml

from .api import Manifest
from .build import asset, binary
from .ports import Ports

STAGES = Path(__file__).parent / "stages"
NO_WEBHOOKS = "--disable-admission-plugins=ValidatingAdmissionWebhook,MutatingAdmissionWebhook"
TOKEN = "lab-admin"
FOLDERS = ("certs", "tls", "ssh", "gpg/keys", "gpg/source", "tmp", "gitea/conf", "gitea/data", "vault")
WIPED = ("etcd", "tls", "ssh", "gpg", "tmp", "gitea", "vault")
"""The folders that hold state; certificates and keys are kept, since making them takes a second."""

GITEA_CONFIGURATION = Template("""\
RUN_MODE = prod
RUN_USER = $user
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = $folder/gitea
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = $port
ROOT_URL = http://127.0.0.1:$port/
DISABLE_SSH = true
OFFLINE_MODE = true
STATIC_ROOT_PATH = $static
[database]
DB_TYPE = sqlite3
PATH = $folder/gitea/data/gitea.db
[security]
INSTALL_LOCK = true
SECRET_KEY = lab
[cron]
ENABLED = false
[log]
LEVEL = warn
""")


class Commands:
    """The command lines of one lab, whose state lies in `folder`."""

    def __init__(self, folder: Path, ports: Ports, *, webhooks: bool, seal: str) -> None:
        self._folder, self._ports = folder, ports
        self._webhooks, self._seal = webhooks, seal
        self.kubeconfig = folder / "kubeconfig"

    def write_files(self) -> None:
        """Write every configuration file that is not there."""
        for name in FOLDERS:
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        for name, text in self._files().items():
            (self._folder / name).write_text(text)
        if not (self._folder / "sa.key").exists():
            subprocess.run(["openssl", "genrsa", "-out", "sa.key", "2048"], cwd=self._folder, check=True, capture_output=True)
            (self._folder / "vault.key").write_bytes(secrets.token_bytes(32))

    def _files(self) -> dict[str, str]:
        access = (STAGES / "access.yaml").read_text()
        for marker, value in (("@GITEA@", self._ports.gitea), ("@VAULT@", self._ports.vault), ("@RUN@", self._folder)):
            access = access.replace(marker, str(value))
        gitea = GITEA_CONFIGURATION.substitute(
            user=getpass.getuser(), folder=self._folder, port=self._ports.gitea, static=asset("gitea", "").resolve()
        )
        return {
            "tokens.csv": f'{TOKEN},admin,admin,"system:masters"\n',
            "kubeconfig": yaml.safe_dump(self._kubeconfig()),
            "access.yaml": access,
            "gitea/conf/app.ini": gitea,
            "pod.log": "2026-01-01T00:00:00.000000000Z stdout F fake pod: started\n",
            "ssh/ssh_known_hosts": "",
        }

    def _kubeconfig(self) -> Manifest:
        server = f"https://127.0.0.1:{self._ports.api}"
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "lab", "cluster": {"server": server, "insecure-skip-tls-verify": True}}],
            "users": [{"name": "admin", "user": {"token": TOKEN}}],
            "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "admin"}}],
            "current-context": "lab",
        }

    def etcd(self) -> list[str]:
        """State of the cluster, without waiting for the disk."""
        client, peer = (f"http://127.0.0.1:{port}" for port in (self._ports.etcd, self._ports.etcd_peer))
        return [
            str(binary("etcd")),
            "--data-dir=etcd",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync",
        ]

    def api_server(self) -> list[str]:
        """The real API server, all admission plugins on unless the lab was asked for no webhooks."""
        return [
            str(binary("kube-apiserver")),
            f"--etcd-servers=http://127.0.0.1:{self._ports.etcd}",
            f"--secure-port={self._ports.api}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--cert-dir=certs",
            "--service-account-key-file=sa.key",
            "--service-account-signing-key-file=sa.key",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-cluster-ip-range=10.0.0.0/16",
            "--token-auth-file=tokens.csv",
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            *([] if self._webhooks else [NO_WEBHOOKS]),
        ]

    def controller_manager(self) -> list[str]:
        """Deployments, StatefulSets, Jobs, claims, namespaces, garbage collection."""
        return [
            str(binary("kube-controller-manager")),
            f"--kubeconfig={self.kubeconfig}",
            "--service-account-private-key-file=sa.key",
            "--root-ca-file=certs/apiserver.crt",
            "--leader-elect=false",
            "--cert-dir=certs",
            "--secure-port=0",
        ]

    def scheduler(self) -> list[str]:
        """The real scheduler: requests, affinity and claims decide."""
        return [str(binary("kube-scheduler")), f"--kubeconfig={self.kubeconfig}", "--leader-elect=false", "--secure-port=0"]

    def kwok(self) -> list[str]:
        """Fake nodes and pods, their logs and port-forwards.

        Without leases the nodes would count as gone every 50 s, and all pods as not ready with them.
        """
        fast = asset("kwok", "kustomize/stage")
        configurations = [STAGES / "pods.yaml", self._folder / "access.yaml", fast / "pod/fast/pod-delete.yaml"]
        return [
            str(binary("kwok")),
            f"--kubeconfig={self.kubeconfig}",
            "--manage-all-nodes",
            "--node-lease-duration-seconds=40",
            "--node-ip=127.0.0.1",
            f"--node-port={self._ports.kubelet}",
            f"--server-address=127.0.0.1:{self._ports.kubelet}",
            "--tls-cert-file=certs/apiserver.crt",
            "--tls-private-key-file=certs/apiserver.key",
            *(f"--config={path}" for path in [*configurations, fast / "node/fast/node-initialize.yaml"]),
        ]

    def redis(self) -> list[str]:
        """Argo CD's cache, in memory only."""
        return ["redis-server", "--port", str(self._ports.redis), "--bind", "127.0.0.1", "--save", ""]

    def gitea(self, *arguments: str) -> list[str]:
        """Gitea itself with `web`, or one of its commands."""
        return [str(binary("gitea")), *arguments, "--config", str(self._folder / "gitea/conf/app.ini")]

    def vault(self) -> list[str]:
        """The Vault core; sealed again by a restart unless the seal is static."""
        listen = f"127.0.0.1:{self._ports.vault}"
        return [str(binary("vault")), "-listen", listen, "-data", "vault", "-seal", self._seal, "-key", "vault.key"]

    def repo_server(self) -> list[str]:
        """Argo CD's renderer."""
        return [
            str(binary("argocd")),
            f"--port={self._ports.repo}",
            "--address=127.0.0.1",
            "--metrics-address=127.0.0.1",
            f"--metrics-port={self._ports.repo_metrics}",
            f"--redis=127.0.0.1:{self._ports.redis}",
            "--disable-tls",
        ]

    def repo_server_environment(self) -> dict[str, str]:
        """Gitea is its HTTP proxy: the in-cluster URL of Gitea works, any other http:// URL answers 404, nothing leaves."""
        proxy = f"http://127.0.0.1:{self._ports.gitea}"
        path = f"{binary('')}:{os.environ.get('PATH', '')}"
        own = {"HTTP_PROXY": proxy, "http_proxy": proxy, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "PATH": path}
        # Its usual place is the same for all on this machine: of two labs one could not read Git any more.
        own["ARGOCD_ASK_PASS_SOCK"] = str(self._folder / "ask-pass.sock")
        return {**self._argocd_environment("argocd-repo-server"), **own}

    def controller(self) -> list[str]:
        """Argo CD's application controller, pointed at the lab's own repo-server and cache."""
        return [
            str(binary("argocd")),
            f"--kubeconfig={self.kubeconfig}",
            "--namespace=argocd",
            f"--repo-server=127.0.0.1:{self._ports.repo}",
            "--repo-server-plaintext",
            f"--redis=127.0.0.1:{self._ports.redis}",
            f"--metrics-port={self._ports.controller_metrics}",
        ]

    def controller_environment(self, configured: dict[str, dict[str, str]]) -> dict[str, str]:
        """Give it what its real StatefulSet takes from ConfigMaps; `configured` maps a ConfigMap's name to its data."""
        wanted = {**self._argocd_environment("argocd-application-controller"), "ARGOCD_FAKE_IN_CLUSTER": "true"}
        for variable in _controller_variables():
            reference = variable.get("valueFrom", {}).get("configMapKeyRef", {})
            value = configured.get(reference.get("name", ""), {}).get(reference.get("key", ""))
            if value is not None:
                wanted[variable["name"]] = value
        # These speak of Services inside the cluster; the command line says where they really are.
        for name in ("ARGOCD_APPLICATION_CONTROLLER_REPO_SERVER", "REDIS_SERVER", "ARGOCD_APPLICATION_CONTROLLER_COMMIT_SERVER"):
            wanted.pop(name, None)
        return wanted

    def _argocd_environment(self, name: str) -> dict[str, str]:
        folders = {f"ARGOCD_{kind.upper()}_DATA_PATH": str(self._folder / kind) for kind in ("tls", "ssh", "gpg")}
        return {"ARGOCD_BINARY_NAME": name, "ARGOCD_GPG_ENABLED": "false", "TMPDIR": str(self._folder / "tmp"), **folders}


def _controller_variables() -> list[dict[str, Any]]:
    folder = asset("argocd", "manifests/base/application-controller")
    manifest = yaml.safe_load((folder / "argocd-application-controller-statefulset.yaml").read_text())
    variables: list[dict[str, Any]] = manifest["spec"]["template"]["spec"]["containers"][0]["env"]
    return variables
