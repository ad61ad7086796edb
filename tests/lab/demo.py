"""`make lab-demo`: a lab of its own, and the real program installing into it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .build import binary
from .chart_server import ChartServer
from .control_plane import Lab
from .stand_in_charts import StandIns

READY_AFTER = {"argocd": "6s", "cert-manager": "12s", "external-secrets": "15s", "gitea": "8s", "metallb": "9s", "openbao": "5s"}


def demo() -> int:
    """Install, run again to show that nothing changes, and return the exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="forge-lab-demo-") as folder,
        Lab() as lab,
        ChartServer(StandIns(ready_after=READY_AFTER)) as charts,
    ):
        answers = Path(folder) / "answers.yaml"
        answers.write_text("version: 1\ndomain: lab.example\nprofile: small\n")
        places = ["--state-dir", f"{folder}/state", "--cache-dir", f"{folder}/cache", "--kubeconfig", str(lab.kubeconfig)]
        mirrors = [f"--mirror={pair}" for pair in charts.mirrors]
        command = [sys.executable, "-m", "forge_tui", "--headless", str(answers), *places, *mirrors, "--helm", str(binary("helm"))]
        for title in ("an empty cluster", "the same cluster again"):
            sys.stderr.write(f"\n=== {title}\n")
            code = subprocess.run(command, check=False, env=dict(os.environ)).returncode
            if code:
                return code
    return 0
