"""The few programs of the lab that follow objects of the cluster, since the pods that should run them are fake.

Argo CD's controller runs once its chart is installed, Gitea gets the admin that its chart's init container would make, and the
vault's data lives and dies with the claim of openbao-0.
"""

import base64
import logging
import secrets
import subprocess
import threading
from typing import TYPE_CHECKING

from .api import KubeApi, Manifest, path_of

if TYPE_CHECKING:
    from .control_plane import Lab

log = logging.getLogger(__name__)
POLL_S = 0.3
ARGOCD_CONFIGURATION = ("argocd-cm", "argocd-cmd-params-cm")


class Followers:
    """A thread that looks at the cluster a few times a second and moves the lab's programs along."""

    def __init__(self, lab: "Lab") -> None:
        self._api = KubeApi(lab.kubeconfig, timeout_s=5.0)
        self._all = (ArgoFollower(lab, self._api), GiteaFollower(lab, self._api), VaultFollower(lab, self._api))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="lab-followers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the programs are left as they are."""
        self._ended.set()
        self._thread.join()
        self._api.close()

    def _follow(self) -> None:
        while not self._ended.wait(POLL_S):
            for follower in self._all:
                try:
                    follower.look()
                except (OSError, LookupError, subprocess.SubprocessError) as error:
                    log.debug("%s: %s", type(follower).__name__, error)


class ArgoFollower:
    """Runs the application controller while Argo CD is installed, and does what the fake argocd-server would do once."""

    def __init__(self, lab: "Lab", api: KubeApi) -> None:
        self._lab, self._api = lab, api
        self._running = False
        self._pod: str | None = None

    def look(self) -> None:
        installed = self._installed()
        pod = uid_of(self._api.find("v1", "pods", "argocd-application-controller-0", "argocd")) if installed else None
        replaced = self._pod is not None and pod is not None and pod != self._pod
        self._pod = pod or (self._pod if installed else None)
        if installed and (replaced or not self._running):
            self._as_argocd_server()
            self._lab.restart_controller()
        elif self._running and not installed:
            self._lab.stop_controller()
        self._running = installed

    def _installed(self) -> bool:
        wanted = (("configmaps", "argocd-cm"), ("secrets", "argocd-secret"))
        if any(self._api.find("v1", plural, name, "argocd") is None for plural, name in wanted):
            return False
        crd = self._api.find("apiextensions.k8s.io/v1", "customresourcedefinitions", "applications.argoproj.io") or {}
        conditions = crd.get("status", {}).get("conditions") or []  # null until the API server has looked at it
        return any(one["type"] == "Established" and one["status"] == "True" for one in conditions)

    def _as_argocd_server(self) -> None:
        held = (self._api.find("v1", "secrets", "argocd-secret", "argocd") or {}).get("data") or {}
        if "server.secretkey" not in held:
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            self._api.merge(path_of("v1", "secrets", "argocd", "argocd-secret"), {"data": {"server.secretkey": key}})
        everything = [{"group": "*", "kind": "*"}]
        spec = {"sourceRepos": ["*"], "destinations": [{"namespace": "*", "server": "*"}], "clusterResourceWhitelist": everything}
        project = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "AppProject",
            "metadata": {"name": "default", "namespace": "argocd"},
            "spec": spec,
        }
        self._api.create("argoproj.io/v1alpha1", "appprojects", project)


def argocd_settings(api: KubeApi) -> dict[str, dict[str, str]]:
    """Return the data of the ConfigMaps that the controller's real pod takes its environment from."""
    return {name: (api.find("v1", "configmaps", name, "argocd") or {}).get("data") or {} for name in ARGOCD_CONFIGURATION}


class GiteaFollower:
    """Keeps Gitea's admin in step with its Secret as soon as Gitea's pod is there, as the chart's init container does."""

    def __init__(self, lab: "Lab", api: KubeApi) -> None:
        self._lab, self._api = lab, api
        self._done: tuple[str, str, str] | None = None

    def look(self) -> None:
        secret = self._api.find("v1", "secrets", "gitea-admin-credentials", "cf-gitea")
        pods = self._api.items("v1", "pods", "cf-gitea", "app.kubernetes.io/name=gitea")
        pod = next((one for one in pods if "deletionTimestamp" not in one["metadata"]), None)
        if secret is None or pod is None:
            return
        user, password = (base64.b64decode(secret["data"][key]).decode() for key in ("username", "password"))
        wanted = (user, password, pod["metadata"]["uid"])
        if wanted != self._done and self._make(user, password):
            self._done = wanted

    def _make(self, user: str, password: str) -> bool:
        account = ("--username", user, "--password", password, "--must-change-password=false")
        return self._gitea("create", *account, "--email", "gitea@local.domain", "--admin") or self._gitea("change-password", *account)

    def _gitea(self, *arguments: str) -> bool:
        command = self._lab.commands.gitea("admin", "user", *arguments)
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30, cwd=self._lab.directory)
        if done.returncode:
            log.debug("gitea admin user %s: %s", arguments[0], done.stderr[-300:])
        return done.returncode == 0


class VaultFollower:
    """Restarts the vault when openbao-0 is replaced, and empties it when the claim that holds its data is."""

    def __init__(self, lab: "Lab", api: KubeApi) -> None:
        self._lab, self._api = lab, api
        self._pod: str | None = None
        self._claim: str | None = None

    def look(self) -> None:
        claim = uid_of(self._api.find("v1", "persistentvolumeclaims", "data-openbao-0", "cf-openbao"))
        pod = uid_of(self._api.find("v1", "pods", "openbao-0", "cf-openbao"))
        emptied = _other(self._claim, claim)
        if emptied or _other(self._pod, pod):
            self._lab.start_vault(wiped=emptied)
        self._claim, self._pod = claim or self._claim, pod or self._pod


def uid_of(found: Manifest | None) -> str | None:
    """Return the identity of an object that may not be there."""
    return found["metadata"]["uid"] if found else None


def _other(before: str | None, now: str | None) -> bool:
    return before is not None and now is not None and before != now
