"""The scripts as the Job runs them: a process, its environment, and real sockets."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.charts.airm_config.call import Call
from tests.charts.airm_config.world import BROKER_SECRET, CANARY, TOLD_ONCE, World
from tests.charts.chart_copies import CHARTS

SCRIPTS = CHARTS / "airm-config" / "files"
AGAIN = """\
import os, sys
sys.path.insert(0, sys.argv[1])
from configure import assembled
for _ in range(int(sys.argv[2])):
    assembled(os.environ).run()
"""

Environment = dict[str, str]
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            is_form = self.headers.get("Content-Type") == "application/x-www-form-urlencoded"
            split = urlsplit(self.path)
            body = raw if is_form else json.loads(raw or "null")
            status, answer = world.answer(
                Call(self.command, split.path, parse_qs(split.query), body, self.headers.get("Authorization", ""))
            )
            payload = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PUT = do_PATCH = respond  # noqa: N815  (names of the standard library)

        def log_message(self, *_: Any) -> None:
            """Say nothing: pytest shows what fails."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environment(address: str, tmp_path: Path) -> Environment:
    (tmp_path / "token").write_text("account-bearer\n")
    (tmp_path / "manifest.yaml").write_text("kind: ExternalSecret\n")
    return {
        "ORGANISATION": "demo", "CLUSTER": "demo-cluster", "PROJECT": "demo", "DOMAIN": "example.com",
        "BASE_URL": "https://workspaces.example.com/", "USER_EMAIL": "devuser@example.com", "USER_FIRST_NAME": "Dev",
        "USER_LAST_NAME": "User", "USER_FIRST_SECRET": CANARY, "JOB_EMAIL": "airm-setup@example.com",
        "AIRM_URL": f"{address}/airm", "BROKER_URL": f"{address}/mq/api", "KEYCLOAK_URL": f"{address}/kc", "KEYCLOAK_REALM": "airm",
        "KUBERNETES_URL": f"{address}/k8s", "SERVICE_ACCOUNT_FOLDER": str(tmp_path), "NAMESPACE": "airm",
        "SECRET_MANIFEST": str(tmp_path / "manifest.yaml"), "BUCKET_URL": "http://minio:80", "WAIT_SECONDS": "1", "POLL_SECONDS": "0.01",
        "KEYCLOAK_CLIENT_ID": "ui", "KEYCLOAK_CLIENT_SECRET": "x", "KEYCLOAK_ADMIN_CLIENT_ID": "a", "KEYCLOAK_ADMIN_CLIENT_SECRET": "x",
        "BROKER_USERNAME": "admin", "BROKER_SECRET": BROKER_SECRET,
    }  # fmt: skip


@pytest.fixture
def run(environment: Environment) -> Callable[..., Done]:
    """Runs the job once, or that many times in a row; nothing secret ever stands in what it prints."""

    def once(times: int = 1, **changed: str) -> Done:
        command = [sys.executable, "-B", str(SCRIPTS / "configure.py")]
        if times > 1:
            command = [sys.executable, "-B", "-c", AGAIN, str(SCRIPTS), str(times)]
        done = subprocess.run(command, env=environment | changed, capture_output=True, text=True, timeout=120, check=False)
        assert [it for it in (CANARY, BROKER_SECRET, TOLD_ONCE) if it in done.stdout + done.stderr] == []
        return done

    return once


@pytest.fixture
def settled(world: World, run: Callable[..., Done]) -> World:
    """After a first run that went well; what was called is forgotten."""
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    world.calls.clear()
    return world
