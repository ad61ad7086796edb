"""`python -m tests.lab build|up|down|demo`: the lab by hand."""

import argparse
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from .build import LabUnavailable, build, cache
from .chart_server import ChartServer
from .control_plane import Lab
from .demo import demo
from .stand_in_charts import StandIns
from .waiting import until


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="build what is missing into the cache")
    up = commands.add_parser("up", help="run a lab in the foreground until Ctrl-C")
    up.add_argument("directory", nargs="?", type=Path, help="where state and logs go; a temporary folder when absent")
    up.add_argument("--no-webhooks", action="store_true", help="the API server calls no admission webhooks")
    commands.add_parser("down", help="end the lab that `up` runs")
    commands.add_parser("demo", help="install into a lab of its own, twice")
    options = parser.parse_args()
    try:
        match options.command:
            case "build":
                build()
            case "up":
                _up(options.directory, webhooks=not options.no_webhooks)
            case "down":
                _down()
            case "demo":
                return demo()
    except LabUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _up(directory: Path | None, *, webhooks: bool) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    started = time.monotonic()
    with Lab(directory, webhooks=webhooks) as lab, ChartServer(StandIns()) as charts:
        pid_file().write_text(str(os.getpid()))
        print(f"ready in {time.monotonic() - started:.1f} s, logs in {lab.directory}")
        print(f"export KUBECONFIG={lab.kubeconfig}\ngitea {lab.gitea_url}\nvault {lab.vault_url}")
        print(" ".join(f"--mirror {mirror}" for mirror in charts.mirrors), flush=True)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                signal.pause()
        finally:
            pid_file().unlink(missing_ok=True)


def _down() -> None:
    if not pid_file().exists():
        print("no lab is up", file=sys.stderr)
        return
    os.kill(int(pid_file().read_text()), signal.SIGTERM)
    until(lambda: not pid_file().exists(), timeout_s=30, what="the lab has stopped")


def pid_file() -> Path:
    """Return where `up` leaves its process id for `down`."""
    return cache() / "up.pid"


if __name__ == "__main__":
    sys.exit(main())
