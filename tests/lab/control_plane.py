"""The lab itself: starts, pauses, resets and stops the programs of one control plane."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from .api import KubeApi
from .build import binary, build
from .commands import WIPED, Commands
from .followers import Followers, argocd_settings
from .furniture import furnish
from .ports import Ports
from .probe import responds
from .processes import Child, stop_all
from .waiting import until

CONTROLLER = "argocd-controller"
TOOL_TIMEOUT_S = 120
REPOSITORY = Path(__file__).parents[2]


class Lab:
    """A control plane on loopback; a context manager, empty when entered.

    Args:
        directory: Where its state and logs go; a temporary folder, removed on exit, when not given.
        webhooks: Whether the API server calls admission webhooks.
        seal: `static` unseals the vault by itself after a restart, `shamir` does not.
        nodes: Number of fake nodes.
        hold: Plurals of kinds whose stand-in operator never makes them ready.
        ready_after_s: How long a stand-in operator takes.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        webhooks: bool = True,
        seal: str = "static",
        nodes: int = 3,
        hold: tuple[str, ...] = (),
        ready_after_s: float = 1.0,
    ) -> None:
        self._temporary = directory is None
        self.directory = (directory or Path(tempfile.mkdtemp(prefix="forge-lab-"))).resolve()
        self.ports = Ports.free()
        self.commands = Commands(self.directory, self.ports, webhooks=webhooks, seal=seal)
        self.kubeconfig = self.commands.kubeconfig
        self.server = f"https://127.0.0.1:{self.ports.api}"
        self.gitea_url = f"http://127.0.0.1:{self.ports.gitea}"
        self.vault_url = f"http://127.0.0.1:{self.ports.vault}"
        self._nodes, self._hold, self._ready_after_s = nodes, hold, ready_after_s
        self._children: dict[str, Child] = {}
        self._changing = threading.RLock()  # the followers restart programs too
        self._followers: Followers | None = None
        self._api: KubeApi | None = None

    def __enter__(self) -> "Lab":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def api(self) -> KubeApi:
        """The API server, as cluster admin."""
        if self._api is None:
            raise RuntimeError("the lab is not running")
        return self._api

    @property
    def logs(self) -> list[Path]:
        """One log per program."""
        return sorted(self.directory.glob("*.log"))

    @property
    def processes(self) -> Mapping[str, Child]:
        """The programs by name, running or not."""
        return self._children

    def start(self) -> None:
        """Start everything and wait until all of it answers.

        Raises:
            LabUnavailable: The programs are not built and cannot be.
            TimeoutError: A program did not answer; carries the end of its log.
        """
        build()
        self.directory.mkdir(parents=True, exist_ok=True)
        self.commands.write_files()
        self._api = KubeApi(self.kubeconfig)
        try:
            self._boot()
        except BaseException:
            self.stop()
            raise

    def _boot(self) -> None:
        self._run("etcd", self.commands.etcd())
        self._run("kube-apiserver", self.commands.api_server())
        self._run("redis", self.commands.redis())
        self.start_vault()
        self._run("gitea", self.commands.gitea("web"))
        self._run("argocd-repo-server", self.commands.repo_server(), self.commands.repo_server_environment())
        self._answers("kube-apiserver", lambda: self.api.call("GET", "/readyz") == "ok")
        self._run("kube-controller-manager", self.commands.controller_manager())
        self._run("kube-scheduler", self.commands.scheduler())
        self._run("kwok", self.commands.kwok())
        self._answers("kwok", lambda: responds(f"https://127.0.0.1:{self.ports.kubelet}/healthz"))
        # A node that exists before KWOK knows its port would keep kubelet port 0.
        furnish(self.api, nodes=self._nodes)
        self._run("stand-ins", self._stand_ins(), {"PYTHONPATH": str(REPOSITORY)})
        self._answers("gitea", lambda: responds(f"{self.gitea_url}/api/healthz"))
        self._answers("vault", lambda: responds(f"{self.vault_url}/v1/sys/seal-status"))
        self._followers = Followers(self)

    def _stand_ins(self) -> list[str]:
        options = ["--vault", self.vault_url, "--after", str(self._ready_after_s), "--hold", *self._hold]
        return [sys.executable, "-m", "tests.lab.stand_ins", str(self.kubeconfig), *options]

    def _run(self, name: str, command: list[str], environment: Mapping[str, str] | None = None) -> None:
        own = {"KUBECONFIG": str(self.kubeconfig), **(environment or {})}
        self._children[name] = Child(name, command, folder=self.directory, environment=own)

    def _answers(self, name: str, condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
        def settled() -> bool:
            return not self._children[name].running or condition()

        until(settled, timeout_s, what=f"{name} answers; see {self._children[name].log}", every_s=0.05)
        if not self._children[name].running:
            raise TimeoutError(f"{name} ended: {self._children[name].last_lines()}")

    def stop(self) -> None:
        """End everything that was started, and remove the folder when it was a temporary one."""
        self._halt(grace_s=2.0)
        if self._api is not None:
            self._api.close()
        if self._temporary:
            shutil.rmtree(self.directory, ignore_errors=True)

    def reset(self) -> None:
        """Bring the running lab back to empty: same addresses, no objects, no repositories, vault not initialised.

        All programs restart on wiped data, which is quicker and surer than deleting what a test has made. They are killed,
        not asked: nothing of their state is kept.
        """
        self._halt(grace_s=0.0)
        for name in WIPED:
            shutil.rmtree(self.directory / name, ignore_errors=True)
        self.commands.write_files()
        self._boot()

    def _halt(self, *, grace_s: float) -> None:
        if self._followers is not None:
            self._followers.stop()
            self._followers = None
        stop_all(list(self._children.values()), grace_s=grace_s)
        self._children.clear()

    def pause(self, name: str) -> None:
        """Freeze one program: its connections stay open and nothing answers."""
        self._children[name].send(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a paused program go on."""
        self._children[name].send(signal.SIGCONT)

    def kill(self, name: str) -> None:
        """End one program at once, as a crash would."""
        self._children[name].stop(grace_s=0.0)

    def start_controller(self, environment: Mapping[str, str]) -> None:
        """Start the application controller, ending the one that runs."""
        with self._changing:
            self.stop_controller()
            self._run(CONTROLLER, self.commands.controller(), environment)

    def stop_controller(self) -> None:
        """End the application controller, if it runs."""
        with self._changing:
            if running := self._children.pop(CONTROLLER, None):
                running.stop(grace_s=2.0)

    def restart_controller(self) -> None:
        """Restart the application controller with the configuration that its ConfigMaps hold now."""
        self.start_controller(self.commands.controller_environment(argocd_settings(self.api)))

    def start_vault(self, *, wiped: bool = False) -> None:
        """Start the vault, ending the one that runs; `wiped` forgets all it knew."""
        with self._changing:
            if running := self._children.pop("vault", None):
                running.stop(grace_s=2.0)
            if wiped:
                shutil.rmtree(self.directory / "vault")
                (self.directory / "vault").mkdir()
            self._run("vault", self.commands.vault())

    def restart(self, name: str) -> None:
        """Restart one program of the control plane on the data it has, and wait until it answers."""
        match name:
            case "vault":
                self.start_vault()
                self._answers("vault", lambda: responds(f"{self.vault_url}/v1/sys/seal-status"))
            case "gitea":
                self.kill("gitea")
                self._run("gitea", self.commands.gitea("web"))
                self._answers("gitea", lambda: responds(f"{self.gitea_url}/api/healthz"))
            case "kube-apiserver":
                self.kill("kube-apiserver")
                self._run("kube-apiserver", self.commands.api_server())
                self._answers("kube-apiserver", lambda: self.api.call("GET", "/readyz") == "ok")
                # KWOK 0.7 can miss pods that were scheduled while its watch was broken; real kubelets list again.
                self.kill("kwok")
                self._run("kwok", self.commands.kwok())
                self._answers("kwok", lambda: responds(f"https://127.0.0.1:{self.ports.kubelet}/healthz"))
            case _:
                raise KeyError(name)

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Run kubectl as cluster admin and return what it printed."""
        return self._tool("kubectl", arguments, stdin)

    def helm(self, *arguments: str, stdin: str | None = None) -> str:
        """Run helm as cluster admin and return what it printed."""
        return self._tool("helm", arguments, stdin)

    def _tool(self, name: str, arguments: tuple[str, ...], stdin: str | None) -> str:
        environment = {**os.environ, "KUBECONFIG": str(self.kubeconfig), "HOME": str(self.directory)}
        command = [str(binary(name)), *arguments]
        done = subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True, check=False, timeout=TOOL_TIMEOUT_S)
        if done.returncode:
            raise RuntimeError(f"{name} {' '.join(arguments[:3])}: {done.stderr.strip()}")
        return done.stdout
