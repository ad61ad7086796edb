"""Runs the helm program. pyhelm3's own way leaves helm running when it is cancelled, and inherits the whole environment."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pyhelm3.command import Command

OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024
_ERROR_TAIL_BYTES = 64 * 1024
_GRACE_S = 10.0
_KILL_S = 2.0
_PR_SET_PDEATHSIG = 1
_PASSED_ON = frozenset(
    {"PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "DOCKER_CONFIG", "SSH_AUTH_SOCK"}
    | {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"}
)
# The login programs of kubeconfigs (exec) need their cloud's variables.
_PASSED_ON_PREFIXES = ("LC_", "AWS_", "AZURE_", "GOOGLE_", "CLOUDSDK_", "KUBERNETES_SERVICE_", "XDG_")

# Looked up before any fork: between fork and exec nothing may be loaded.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class HelmExit(Exception):
    """helm ended with an error; never leaves the adapters."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        """What helm wrote to stderr: sanitised, its last lines."""


class HelmNotFound(Exception):
    """There is no such program; never leaves the adapters."""


class HelmCommand(Command):  # type: ignore[misc]  # pyhelm3 carries no types
    """pyhelm3's verbs over a process of our own: no shell, own session, ends with us.

    Args:
        executable: Path or name of helm.
        home: Folder for helm's own files, so that the user's repositories, plugins and caches play no part.
        kubeconfig: Handed over as a flag; None leaves $KUBECONFIG to helm.
        context: Context of the kubeconfig; None for its current one.
    """

    def __init__(self, executable: str, home: Path, *, kubeconfig: Path | None = None, context: str | None = None) -> None:
        super().__init__(executable=executable, kubeconfig=kubeconfig, kubecontext=context, history_max_revisions=5)
        self._home = home

    async def run(self, command: Sequence[object], input: bytes | None = None) -> bytes:  # noqa: A002 - pyhelm3's name
        """What helm writes to stdout. Raises HelmExit, HelmNotFound."""
        argv = [str(part) for part in (self._executable, *command)]
        if self._kubeconfig:
            argv += ["--kubeconfig", str(self._kubeconfig)]
        if self._kubecontext:
            argv += ["--kube-context", self._kubecontext]
        return await run_program(argv, environment(os.environ, self._home, with_kubeconfig=not self._kubeconfig), input)

    async def render(self, name: str, chart: Path, namespace: str, values: bytes, kube_version: str) -> bytes:
        """`helm template` with CRDs and hooks; pyhelm3's own verb knows no --kube-version."""
        where = ["--namespace", namespace, "--kube-version", kube_version]
        return await self.run(["template", name, chart, *where, "--include-crds", "--values", "-"], values)

    async def fetch(self, reference: str, version: str, into: Path) -> None:
        """`helm pull` of an OCI chart, as an archive in `into`."""
        await self.run(["pull", reference, "--version", version, "--destination", into])


def environment(given: Mapping[str, str], home: Path, *, with_kubeconfig: bool = False) -> dict[str, str]:
    """The variables that helm gets: those it needs, and its own folders below `home`."""
    kept = {name: value for name, value in given.items() if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES)}
    if with_kubeconfig and "KUBECONFIG" in given:
        kept["KUBECONFIG"] = given["KUBECONFIG"]
    folders = {"HELM_CACHE_HOME": "cache", "HELM_CONFIG_HOME": "config", "HELM_DATA_HOME": "data", "HELM_PLUGINS": "plugins"}
    return kept | {name: str(home / folder) for name, folder in folders.items()} | {"HELM_NO_PLUGINS": "1"}


async def run_program(
    argv: Sequence[str], env: Mapping[str, str], content: bytes | None = None, *, limit_bytes: int = OUTPUT_LIMIT_BYTES
) -> bytes:
    """Run a program without a shell and return its stdout; cancelling stops it and all that it started.

    Args:
        argv: The program and its arguments.
        env: All its variables.
        content: What it reads on stdin; None for an empty one.
        limit_bytes: More than this on stdout ends it.

    Raises:
        HelmExit: It ended with an error, or wrote too much.
        HelmNotFound: It cannot be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE if content is not None else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_end_with_parent if _prctl else None,
        )
    except OSError as error:
        raise HelmNotFound(f"{argv[0]} cannot be started: {error.strerror or error}") from error
    reading = asyncio.ensure_future(_read(process.stdout, limit_bytes))
    complaining = asyncio.ensure_future(_tail(process.stderr))
    jobs = (reading, complaining, asyncio.ensure_future(_feed(process, content)))
    try:
        await asyncio.gather(*jobs)
        code = await process.wait()
    except BaseException:
        await _stopped(process, jobs)
        raise
    if code:
        raise HelmExit(code, words_of(complaining.result()))
    return reading.result()


def _end_with_parent() -> None:
    """In the child: SIGTERM as soon as we are gone, so that helm can still mark its release as failed."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _feed(process: asyncio.subprocess.Process, content: bytes | None) -> None:
    if process.stdin is None or content is None:
        return
    with contextlib.suppress(ConnectionError):  # helm may refuse its arguments before it reads
        process.stdin.write(content)
        await process.stdin.drain()
    process.stdin.close()


async def _read(stream: asyncio.StreamReader | None, limit_bytes: int) -> bytes:
    content = bytearray()
    while stream is not None and (chunk := await stream.read(1 << 16)):
        content += chunk
        if len(content) > limit_bytes:
            raise HelmExit(-1, f"helm wrote more than {limit_bytes} bytes")
    return bytes(content)


async def _tail(stream: asyncio.StreamReader | None) -> bytes:
    content = b""
    while stream is not None and (chunk := await stream.read(1 << 16)):
        content = (content + chunk)[-_ERROR_TAIL_BYTES:]
    return content


async def _stopped(process: asyncio.subprocess.Process, jobs: Sequence[asyncio.Future[Any]]) -> None:
    """SIGTERM to the whole group, SIGKILL after 10 s or when we are cancelled once more; returns when it has ended."""
    ending = asyncio.ensure_future(_ended(process, jobs))
    while not ending.done():
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            _signal_group(process, signal.SIGKILL)


async def _ended(process: asyncio.subprocess.Process, jobs: Sequence[asyncio.Future[Any]]) -> None:
    _signal_group(process, signal.SIGTERM)
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    # asyncio reports the end only after both pipes are read to theirs.
    rest = asyncio.gather(_drain(process.stdout), _drain(process.stderr), process.wait())
    await asyncio.wait({rest}, timeout=_GRACE_S)
    # Also when the leader has ended: its children share the group and may have ignored the first signal.
    _signal_group(process, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_KILL_S):
            await rest


async def _drain(stream: asyncio.StreamReader | None) -> None:
    while stream is not None and await stream.read(1 << 16):
        pass


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


_SECRETS = re.compile(r"(?i)((?:password|passwd|token|secret|bearer|authorization|api[-_]?key)\S*\s*[:=]\s*)(\"[^\"]*\"|\S+)")
_USERINFO = re.compile(r"(://)[^/\s@]+@")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def words_of(stderr: bytes, *, lines: int = 6, width: int = 600) -> str:
    """The last lines of what a program says, on one line, without control characters and without what looks like a secret."""
    text = _INVISIBLE.sub("", stderr.decode(errors="replace"))
    said = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("WARNING:", "Use --debug"))]
    joined = "; ".join(said[-lines:]).removeprefix("Error: ")
    joined = _USERINFO.sub(r"\1***@", _SECRETS.sub(r"\1***", joined))
    return joined if len(joined) <= width else joined[: width - 1] + "…"


def as_json_values(values: Mapping[str, Any]) -> bytes:
    """Values for stdin; JSON is YAML, and needs no second writer."""
    import json

    from forge_tui.adapters.values_file import plain

    return json.dumps(plain(values)).encode()
