"""The layers hold at run time too: what a command loads, measured in a process of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.selection import all_but_few

ROOT = Path(__file__).parents[1]
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
        f"few = '--set=components.disable={','.join(all_but_few())}'\n"
        f"code = cli.run(['--headless', {answers!r}, '--simulate', 'small,speed=0', few, '--state-dir', {str(tmp_path)!r}])\n"
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


CLIENTS = {
    "kubernetes": ("adapters/kube", "adapters/port_forward"),
    "aiohttp": ("adapters/kube", "adapters/port_forward", "adapters/chart_fetch"),
    "pyhelm3": ("adapters/helm_command", "adapters/helm"),
    "hvac": ("adapters/vault",),
    "dulwich": ("adapters/git_push", "adapters/git_server"),
    "pydantic": ("domain/answers",),
    "yaml": ("adapters/",),
    "platformdirs": ("wiring",),
    "textual": (),
    "rich": (),
}
"""Third-party client to the modules of forge_tui that may import it."""


def imports_of(path: Path) -> set[str]:
    """Top-level names that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_is_imported_by_its_adapter_only(client: str) -> None:
    package = ROOT / "forge_tui"
    places = [path.relative_to(package).as_posix() for path in package.rglob("*.py") if client in imports_of(path)]
    assert [place for place in places if not place.startswith(CLIENTS[client])] == []


def test_no_module_passes_three_hundred_lines() -> None:
    modules = [path for folder in ("forge_tui", "screens", "tests") for path in (ROOT / folder).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): path.read_text().count("\n") for path in modules}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
