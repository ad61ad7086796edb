"""What must hold in the end, however often an installer was killed on the way."""

from __future__ import annotations

from tests.journeys import inspection
from tests.journeys.installation import CORE, Installer, catalogue
from tests.lab.control_plane import Lab


class KeptKeys:
    """The vault's keys as they were first saved: losing or changing them loses the vault."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._first: dict[str, bytes] = {}

    def look(self) -> None:
        """Remember the keys when they are there for the first time, and compare ever after."""
        held = {name: value for name, value in inspection.secret(self._lab, "cf-openbao", "openbao-keys").items() if name != "root_token"}
        assert not self._first or held == self._first, "the saved keys of the vault have changed"
        self._first = held

    def forget(self) -> None:
        """The vault is going to be another one, on purpose."""
        self._first = {}


def assert_sound(installer: Installer) -> None:
    """The platform is as after one undisturbed install."""
    lab = installer.lab
    assert inspection.unsettled(lab) == {}
    assert len(inspection.applications(lab)) == len(CORE) + 1
    revisions = sorted(inspection.helm_revisions(lab))
    # A helm that ends with its installer leaves a failed revision behind, which the next one supersedes.
    assert {status for _, _, status in revisions} <= {"deployed", "superseded", "failed"}, revisions
    latest = {release: status for release, _, status in revisions}
    assert latest == dict.fromkeys(("argocd", "gitea", "openbao"), "deployed"), revisions
    assert {repository: len(inspection.commits(lab, repository)) for repository in inspection.REPOSITORIES} == {
        "cluster-forge": 1,
        "cluster-values": 1,
    }
    assert "root_token" not in inspection.secret(lab, "cf-openbao", "openbao-keys")
    with inspection.root_token(lab) as token:
        seeds = inspection.seeds(lab, token)
        assert set(seeds) == {seed.path for name in CORE for seed in catalogue()[name].seeds}
        assert {version for _, version in seeds.values()} == {1}, "something was seeded twice"
        assert inspection.root_tokens_in(lab, token) == 1, "a root token was left behind"
    assert installer.children() == []
