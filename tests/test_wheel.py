"""What the wheel holds, and that it works where no checkout is."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*command, "--disable-pip-version-check"], check=True, timeout=300)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty virtual environment with the wheel in it: the program's path."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(command, check=True, timeout=600)
    return folder / "bin" / "forge-tui"


def test_the_wheel_holds_the_packages_and_the_bundle_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"forge_tui", "screens"}
    assert "forge_tui/_bundle/root/values.yaml" in names
    assert "forge_tui/_bundle/charts/charts.lock" in names
    assert "forge_tui/machines/small.yaml" in names
    styles = {str(path.relative_to(ROOT)) for path in (ROOT / "screens").rglob("*.tcss")}
    assert styles
    assert styles <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_every_chart_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    charts = [path.parent.name for path in (ROOT / "charts").glob("*/Chart.yaml")]
    assert charts
    assert [chart for chart in charts if f"forge_tui/_bundle/charts/{chart}/Chart.yaml" not in names] == []


def test_installed_elsewhere_it_plans_and_simulates(installed: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("version: 1\ndomain: wheel.example\n")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(installed), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120, check=False)

    planned = run("plan", str(answers))
    assert planned.returncode == 0, planned.stderr
    assert "critical path" in planned.stdout
    simulated = run("--headless", str(answers), "--simulate", "small,speed=100")
    assert simulated.returncode == 0, simulated.stderr
    assert "40 of 40 components ready" in simulated.stdout
