"""What somebody else owns is never overwritten: a vault without our keys, a repository with another's commit."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import inspection
from tests.journeys.installation import Installer
from tests.lab.api import path_of
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns

pytestmark = [pytest.mark.lab, pytest.mark.journey]


@pytest.fixture(scope="module")
def installed(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installer]:
    lab.reset()
    with ChartServer(StandIns()) as charts:
        installer = Installer(lab, charts, tmp_path_factory.mktemp("operator"))
        assert installer.install().exit_code == 0
        yield installer


@pytest.fixture
def stranger(installed: Installer, tmp_path: Path) -> Installer:
    """An operator whose machine knows nothing of the install."""
    return Installer(installed.lab, installed.charts, tmp_path / "stranger")


def test_another_machine_finds_all_it_needs_in_the_cluster(stranger: Installer) -> None:
    assert stranger.install().end.change == "unchanged"


def test_a_vault_that_somebody_else_initialised_ends_with_3_and_stays_as_it_is(stranger: Installer) -> None:
    lab = stranger.lab
    ours = [("secrets", "cf-openbao", "openbao-keys"), ("configmaps", "forge-system", "forge-tui-journal")]
    taken = [(plural, lab.api.find("v1", plural, name, namespace)) for plural, namespace, name in ours]
    for plural, namespace, name in ours:
        lab.api.call("DELETE", path_of("v1", plural, namespace, name))
    before = inspection.versions(lab)
    try:
        said = stranger.say_install()
        assert said.exit_code == 3, said.text
        assert said.explains("FT-101"), said.text
        assert "OpenBao in namespace cf-openbao is initialised" in said.text
        assert inspection.versions(lab) == before
    finally:
        for plural, manifest in taken:
            assert manifest is not None
            kept = {key: value for key, value in manifest["metadata"].items() if key in ("name", "namespace", "labels")}
            lab.api.create("v1", plural, {**manifest, "metadata": kept})


def test_a_commit_of_somebody_else_ends_with_3_and_stays_the_tip(stranger: Installer) -> None:
    lab = stranger.lab
    content = base64.b64encode(b"mine\n").decode()
    author = {"name": "Somebody", "email": "somebody@forge.example"}
    body = {"content": content, "message": "mine", "author": author, "committer": author}
    inspection.gitea(lab, f"repos/{inspection.ORGANISATION}/cluster-forge/contents/NOTES.md", method="POST", body=body)
    tip = inspection.commits(lab, "cluster-forge")[0]
    before = inspection.versions(lab)
    said = stranger.say_install()
    assert said.exit_code == 3, said.text
    assert said.explains("FT-101"), said.text
    assert tip[:10] in said.text
    assert inspection.commits(lab, "cluster-forge")[0] == tip
    assert inspection.versions(lab) == before
