"""The layers hold at run time too: what a command loads, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "kubernetes", "pyhelm3", "hvac", "dulwich", "pydantic", "yaml", "aiohttp", "requests", "cryptography")


def loaded_by(code: str) -> set[str]:
    """Top-level modules that are loaded after `code` has run in a fresh interpreter."""
    script = f"{code}\nimport sys\nprint(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


LIGHT = ("forge_tui", "forge_tui.cli", "forge_tui.arguments", "forge_tui.domain.events", "forge_tui.domain.view")


@pytest.mark.parametrize("module", LIGHT)
def test_importing_loads_nothing_heavy(module: str) -> None:
    assert not loaded_by(f"import {module}") & set(HEAVY)


def test_the_engine_loads_no_client() -> None:
    assert not loaded_by("import forge_tui.engine.run, forge_tui.engine.runner") & set(HEAVY)


def test_headless_never_loads_textual(tmp_path: object) -> None:
    answers = f"{tmp_path}/answers.yaml"
    code = (
        f"open({answers!r}, 'w').write('version: 1\\ndomain: example.test\\n')\n"
        "from forge_tui import cli\n"
        f"code = cli.run(['--headless', {answers!r}, '--simulate', 'small,speed=0', '--state-dir', {str(tmp_path)!r}])\n"
        "assert code == 0, code"
    )
    assert not loaded_by(code) & {"textual", "rich", "kubernetes", "hvac", "pyhelm3"}


def test_check_loads_no_cluster_client(tmp_path: object) -> None:
    answers = f"{tmp_path}/answers.yaml"
    code = (
        f"open({answers!r}, 'w').write('version: 1\\ndomain: example.test\\n')\n"
        f"from forge_tui import cli\nassert cli.run(['check', {answers!r}]) == 0"
    )
    assert not loaded_by(code) & {"textual", "kubernetes", "hvac", "pyhelm3", "dulwich"}
