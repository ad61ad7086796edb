"""Child processes that cannot outlive the tests: started in sessions of their own, stopped by the one who started them."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

# Where util-linux is, the kernel kills the child when its parent is gone, however that went.
DIES_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()

# The kernel sends the death signal when the *thread* that forked ends, so all children come from one thread that lives
# as long as the interpreter.
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lab-forker")


class Child:
    """One running program and its log."""

    def __init__(self, name: str, command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        arguments = [str(part) for part in command]
        self._process = _forker.submit(self._start, arguments, folder, {**os.environ, **(environment or {})}).result()

    def _start(self, arguments: list[str], folder: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*DIES_WITH_PARENT, *arguments],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id, which is also its session and process group."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Say whether it has not ended yet; a paused process is running."""
        return self._process.poll() is None

    def last_lines(self, count: int = 3) -> str:
        """Return the end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def send(self, number: int) -> None:
        """Send a signal to the whole process group."""
        if self.running:
            os.killpg(self.pid, number)

    def stop(self, *, grace_s: float = 10.0) -> None:
        """End it and wait until its ports are free; SIGKILL after `grace_s`, at once when that is 0."""
        if self.running and grace_s > 0:
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
        self.send(signal.SIGKILL)
        self._process.wait()


def stop_all(children: Sequence[Child], *, grace_s: float = 10.0) -> None:
    """Stop many at the same time, so that the slowest decides and not the sum."""
    if children:
        with ThreadPoolExecutor(max_workers=len(children)) as pool:
            list(pool.map(lambda child: child.stop(grace_s=grace_s), children))
