"""The helm program as the chart tests use it: render, lint, and read what it refuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Manifest = dict[str, Any]


class GoLoader(yaml.SafeLoader):
    """Reads 1e5 as a number, as Kubernetes and Helm do and PyYAML does not."""


GoLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789"))


def find_helm() -> str | None:
    """FORGE_TUI_HELM, or helm on PATH; None without either."""
    return os.environ.get("FORGE_TUI_HELM") or shutil.which("helm")


@dataclass(frozen=True)
class HelmProgram:
    """One helm binary."""

    program: str
    scratch: Path
    """Folder for values files and helm's own state."""

    def template(
        self, chart: Path, values: Mapping[str, Any] | None = None, *, release: str = "it", namespace: str = "argocd"
    ) -> list[Manifest]:
        """What the chart renders; fails the test with helm's words when it refuses."""
        done = self._run("template", release, str(chart), "--namespace", namespace, "--values", self._written(values))
        assert done.returncode == 0, done.stderr
        return [document for document in yaml.load_all(done.stdout, Loader=GoLoader) if document]

    def refusal(self, chart: Path, values: Mapping[str, Any]) -> str:
        """Why helm refuses these values; fails the test when it accepts them."""
        done = self._run("template", "it", str(chart), "--namespace", "argocd", "--values", self._written(values))
        assert done.returncode != 0, f"accepted: {values}"
        return done.stderr

    def lint(self, chart: Path, values: Path | Mapping[str, Any]) -> tuple[int, str]:
        """Exit code and output of `helm lint --strict`."""
        path = str(values) if isinstance(values, Path) else self._written(values)
        done = self._run("lint", "--strict", str(chart), "--values", path)
        return done.returncode, done.stdout + done.stderr

    def _written(self, values: Mapping[str, Any] | None) -> str:
        # JSON, since PyYAML writes the string 1e5 without quotes and helm then reads a number. One file per call: calls run in parallel.
        handle, path = tempfile.mkstemp(".json", "values-", self.scratch)
        with os.fdopen(handle, "w") as file:
            json.dump(dict(values or {}), file)
        return path

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        places = {f"HELM_{name}_HOME": str(self.scratch / name) for name in ("CACHE", "CONFIG", "DATA")}
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=60, check=False, env=os.environ | places)
