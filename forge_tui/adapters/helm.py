"""The port Helm over the helm program: renders charts, and installs releases that a killed helm cannot block."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forge_tui.adapters.bundle_files import chart_files, digest_of
from forge_tui.domain.errors import ForgeError
from forge_tui.domain.failures import ClusterUnreachable, HelmFailed, HelmMissing, HelmTooOld, NotAuthenticated
from forge_tui.domain.objects import Manifest
from forge_tui.ports import Release

if TYPE_CHECKING:
    from forge_tui.adapters.helm_command import HelmCommand, HelmExit

OLDEST = (3, 14)
ForgetRevision = Callable[[str, str, int], Awaitable[None]]
"""(namespace, release, revision): delete the Secret sh.helm.release.v1.RELEASE.vREVISION, and nothing else."""

_USABLE = frozenset({"deployed", "failed", "superseded"})
"""States that `helm upgrade --install` goes on from; any other blocks it."""
_TEST_HOOKS = frozenset({"test", "test-success", "test-failure"})
_UNREACHABLE = re.compile(
    r"cluster unreachable|connection refused|no such host|i/o timeout|no route to host|network is unreachable|TLS handshake timeout"
    r"|connection reset by peer|x509: |etcdserver: |EOF$"
)
_UNAUTHENTICATED = re.compile(r"Unauthorized|must be logged in|the server has asked for the client to provide credentials")


class HelmProgram:
    """helm 3.14 or newer, or helm 4.

    Args:
        executable: Path or name of helm; None looks for `helm` on PATH.
        home: Folder for helm's own files.
        kubeconfig: None for what helm finds by itself.
        context: None for the current one.
        forget_revision: Deletes one record of a release; helm itself has no verb for that.
    """

    def __init__(
        self,
        executable: str | None,
        home: Path,
        *,
        forget_revision: ForgetRevision,
        kubeconfig: Path | None = None,
        context: str | None = None,
    ) -> None:
        self._name = executable or "helm"
        self._home = home
        self._kubeconfig = kubeconfig
        self._context = context
        self._forget_revision = forget_revision
        self._version = ""
        self._first = asyncio.Lock()
        # Fifty at once would take gigabytes and be no faster; what installs does not wait behind them.
        self._rendering = asyncio.Semaphore(max(2, os.cpu_count() or 2))

    async def version(self) -> str:
        """For example `3.21.3`. Raises HelmMissing, HelmTooOld, HelmFailed."""
        async with self._first:
            if not self._version:
                self._version = await self._asked_version()
            return self._version

    async def template(self, release: Release, *, kube_version: str) -> Sequence[Manifest]:
        """What the chart renders, CRDs and hooks included, tests of `helm test` not. Raises HelmFailed."""
        from forge_tui.adapters.helm_command import as_json_values

        values = as_json_values(release.values)
        program = await self._program()
        rendering = program.render(release.name, release.chart, release.namespace, values, kube_version)
        async with self._rendering:
            text = await self._translated(rendering, f"render chart {release.chart.name}")
        return await asyncio.to_thread(_manifests, text, release.chart.name)

    async def install(self, release: Release) -> bool:
        """Install or upgrade without waiting; False when the newest revision is deployed with this very chart and these values.

        What was installed is known by a digest in the release's description: helm's own version number would miss a changed
        template, and values read back have lost their types. A revision that a killed helm left pending is forgotten first,
        its record only: what it has created carries helm's labels, so the next install adopts it, claims and all.

        Raises:
            HelmMissing, HelmTooOld: Before anything is changed.
            HelmFailed: With helm's words.
            ClusterUnreachable, NotAuthenticated: helm cannot talk to the cluster.
        """
        major = int((await self.version()).split(".")[0])
        program = await self._program()
        wanted = await asyncio.to_thread(_description, release)
        revisions = await self._revisions(program, release)
        if revisions and revisions[-1]["status"] == "deployed" and revisions[-1].get("description") == wanted:
            return False
        for revision in revisions:
            if revision["status"] not in _USABLE:
                await self._forget_revision(release.namespace, release.name, int(revision["revision"]))
        from forge_tui.adapters.values_file import plain

        upgrade = program.install_or_upgrade(
            release.name,
            release.chart,
            plain(release.values),
            namespace=release.namespace,
            description=wanted,
            # Helm 4 applies on the server side, where Argo CD owns the fields of what it has adopted.
            server_side="true" if major >= 4 else None,
            force_conflicts=major >= 4,
        )
        await self._translated(upgrade, f"install {release.name}")
        return True

    async def _revisions(self, program: HelmCommand, release: Release) -> list[dict[str, Any]]:
        from forge_tui.adapters.helm_command import HelmExit

        async def history() -> list[dict[str, Any]]:
            try:
                return list(await program.history(release.name, namespace=release.namespace))
            except HelmExit as error:
                if "release: not found" in error.words:
                    return []
                raise

        found = await self._translated(history(), f"read the history of {release.name}")
        return sorted(found, key=lambda revision: int(revision["revision"]))

    async def _asked_version(self) -> str:
        program = await self._program()
        said = str(await self._translated(program.version(), "tell its version")).strip()
        match = re.match(r"v?((\d+)\.(\d+)\S*)", said)
        if match is None:
            raise HelmFailed(f"{self._name} tells no version that we understand: {said[:60]!r}")
        if (int(match[2]), int(match[3])) < OLDEST:
            raise HelmTooOld(f"{self._name} is version {match[1]}, at least {'.'.join(map(str, OLDEST))} is needed")
        return match[1]

    async def _program(self) -> HelmCommand:
        path = shutil.which(self._name)
        if path is None:
            raise HelmMissing(f"there is no program {self._name}" + ("" if "/" in self._name else " on PATH"))
        # pyhelm3 takes 0.2 s to import: in a thread, so that screens go on drawing.
        module = await asyncio.to_thread(importlib.import_module, "forge_tui.adapters.helm_command")
        command: HelmCommand = module.HelmCommand(path, self._home, kubeconfig=self._kubeconfig, context=self._context)
        return command

    async def _translated(self, running: Awaitable[Any], action: str) -> Any:
        from forge_tui.adapters.helm_command import HelmExit, HelmNotFound

        try:
            return await running
        except HelmExit as error:
            raise _failure(error, action) from None
        except HelmNotFound as error:
            raise HelmMissing(str(error)) from None
        except ValueError as error:
            raise HelmFailed(f"helm gives an answer to {action} that we do not understand ({type(error).__name__})") from None


def _failure(error: HelmExit, action: str) -> ForgeError:
    if _UNAUTHENTICATED.search(error.words):
        return NotAuthenticated(f"helm cannot {action}, the cluster does not accept the credentials: {error.words}")
    if _UNREACHABLE.search(error.words):
        return ClusterUnreachable(f"helm cannot {action}: {error.words}")
    ended = f"helm was ended by signal {-error.code}" if error.code < -1 else f"exit code {error.code}"
    return HelmFailed(f"helm cannot {action}: {error.words or ended}")


def _description(release: Release) -> str:
    from forge_tui.adapters.helm_command import as_json_values

    content = digest_of((path, place.read_bytes()) for path, place in chart_files(release.chart, vendored=True))
    return f"forge-tui {hashlib.sha256(content.encode() + _sorted(as_json_values(release.values))).hexdigest()}"


def _sorted(values: bytes) -> bytes:
    import json

    return json.dumps(json.loads(values), sort_keys=True).encode()


def _manifests(text: bytes, chart: str) -> list[Manifest]:
    import yaml

    from forge_tui.adapters import kubernetes_yaml

    try:
        documents = kubernetes_yaml.load_all(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise HelmFailed(f"chart {chart} renders to something that is not YAML" + (f" at line {mark.line + 1}" if mark else "")) from None
    manifests: list[Manifest] = []
    for document in documents:
        if not isinstance(document, dict) or not {"apiVersion", "kind"} <= document.keys():
            raise HelmFailed(f"chart {chart} renders to a document that is no Kubernetes object")
        listed = document.get("items") if document["kind"] == "List" else [document]
        manifests += [manifest for manifest in listed or [] if not _is_test(manifest)]
    return manifests


def _is_test(manifest: Manifest) -> bool:
    annotations = (manifest.get("metadata") or {}).get("annotations") or {}
    hooks = {hook.strip() for hook in str(annotations.get("helm.sh/hook", "")).split(",")}
    return bool(hooks) and hooks <= _TEST_HOOKS
