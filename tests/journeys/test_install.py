"""One whole install on the lab, looked at from every side, then a second one and its rehearsal."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from forge_tui.adapters.simulated.recording import record
from forge_tui.domain.event_format import from_document
from forge_tui.domain.events import (
    Change,
    Outcome,
    Stamped,
)
from tests.journeys import inspection
from tests.journeys.installation import CORE, Finished, Installer, Program, Said, catalogue, core_answers
from tests.journeys.watching import Watch
from tests.lab.chart_server import ChartServer
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns

pytestmark = [pytest.mark.lab, pytest.mark.journey]

TIE_S = 1.5
"""Events closer than this have no order worth comparing: a poll of Argo CD's or of the engine's lies between them."""


@dataclass
class Installed:
    """A lab after its first install, with what was seen meanwhile."""

    lab: Lab
    installer: Installer
    first: Finished
    watch: Watch

    @property
    def event_lines(self) -> str:
        """The event file that --events named."""
        return (self.installer.directory / "events.ndjson").read_text()


@pytest.fixture(scope="module")
def installed(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    lab.reset()
    with ChartServer(StandIns()) as charts:
        installer = Installer(lab, charts, tmp_path_factory.mktemp("operator"))
        running = installer.start("--events", "events.ndjson", "--junit", "junit.xml")
        with Watch(lab, running.process.pid) as watch:
            first = running.finish()
        yield Installed(lab, installer, first, watch)


@dataclass
class Again:
    """A second install right after the first."""

    finished: Finished
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def again(installed: Installed) -> Again:
    before = inspection.versions(installed.lab)
    finished = installed.installer.install()
    return Again(finished, before, inspection.versions(installed.lab))


def test_an_install_succeeds_and_says_how_close_it_came_to_its_critical_path(installed: Installed) -> None:
    end = installed.first.end
    print(f"\ninstall {end.duration_s:.1f} s, critical path {end.critical_path_s:.1f} s, ratio {end.duration_s / end.critical_path_s:.3f}")
    assert (installed.first.exit_code, end.outcome, end.change) == (0, Outcome.SUCCEEDED, Change.CHANGED), installed.first.stderr
    assert end.duration_s >= end.critical_path_s > 0


def test_every_started_has_one_finished_and_every_component_is_ready_once(installed: Installed) -> None:
    started = [event.step for event in installed.first.of_type("step.started")]
    finished = [event.step for event in installed.first.of_type("step.finished")]
    assert sorted(started) == sorted(finished) == sorted(set(started))
    assert sorted(event.component for event in installed.first.of_type("component.ready")) == sorted(CORE)
    assert [stamped.seq for stamped in installed.first.events] == list(range(1, len(installed.first.events) + 1))


def test_argo_cd_calls_the_root_and_every_component_synced_and_healthy(installed: Installed) -> None:
    assert set(inspection.applications(installed.lab)) == CORE | {"cluster-forge"}
    assert inspection.unsettled(installed.lab) == {}


def test_adoption_changes_nothing_no_resource_is_out_of_sync_and_no_crd_was_written_twice(installed: Installed) -> None:
    differing = [
        f"{name}: {resource['kind']} {resource['name']}"
        for name, entry in inspection.applications(installed.lab).items()
        for resource in entry["status"].get("resources", [])
        if not resource.get("hook") and resource.get("status") != "Synced"
    ]
    crds = installed.lab.api.items("apiextensions.k8s.io/v1", "customresourcedefinitions")
    assert differing == []
    assert [crd["metadata"]["name"] for crd in crds if crd["metadata"]["generation"] != 1] == []
    assert len(crds) > 30


def test_what_helm_installed_is_managed_by_argo_cd_without_a_difference(installed: Installed) -> None:
    live = inspection.applications(installed.lab)
    words = {name: live[name]["status"]["sync"]["status"] for name in ("argocd", "gitea", "openbao")}
    assert words == dict.fromkeys(words, "Synced")
    assert {name.split()[0] for name in inspection.helm_releases(installed.lab)} == {"deployed"}


def test_gitea_holds_organisation_charts_root_and_values(installed: Installed) -> None:
    lab = installed.lab
    assert inspection.gitea(lab, f"orgs/{inspection.ORGANISATION}")["visibility"] == "private"
    charts, values = (inspection.files(lab, repository) for repository in inspection.REPOSITORIES)
    assert {f"charts/{name}/Chart.yaml" for name in CORE} | {"root/values.yaml"} <= set(charts)
    assert set(values) == {"values.yaml"}
    assert b"forge.example" in values["values.yaml"]
    assert inspection.commits(lab, "cluster-forge")[0].encode() in values["values.yaml"]
    assert {repository: len(inspection.commits(lab, repository)) for repository in inspection.REPOSITORIES} == {
        "cluster-forge": 1,
        "cluster-values": 1,
    }


def test_the_vault_is_initialised_unsealed_and_seeded(installed: Installed) -> None:
    status = inspection.vault(installed.lab, "sys/seal-status")
    assert (status["initialized"], status["sealed"]) == (True, False)
    with inspection.root_token(installed.lab) as token:
        found = inspection.seeds(installed.lab, token)
        assert set(found) >= {"argocd-client-secret", "gitea-client-secret", "cluster-domain"}
        assert found["cluster-domain"] == ("forge.example", 1)
        assert len(found["gitea-client-secret"][0]) == 32
        assert {version for _, version in found.values()} == {1}
        policy = inspection.vault(installed.lab, "sys/policies/acl/read-policy", token)["data"]["policy"]
        assert 'path "secrets/data/*"' in policy
        assert inspection.vault(installed.lab, "auth/kubernetes/role/external-secrets", token) is not None


def test_the_root_token_is_revoked_and_nowhere_any_more(installed: Installed) -> None:
    lab = installed.lab
    seen = installed.watch.root_tokens
    assert seen, "the token was never in the Secret, so there is nothing to look for"
    assert "root_token" not in inspection.secret(lab, "cf-openbao", "openbao-keys")
    with inspection.root_token(lab) as token:
        assert inspection.root_tokens_in(lab, token) == 1, "only the one of this test"
    places = {str(path): path.read_text(errors="replace") for path in installed.installer.directory.rglob("*") if path.is_file()}
    assert [place for place, text in places.items() for token in seen if token in text] == []


def test_no_secret_is_in_any_event_output_file_command_line_git_or_helm_release(installed: Installed) -> None:
    secrets = all_secrets(installed)
    assert len(secrets) >= 7
    places = where_secrets_might_be(installed)
    print(f"\n{len(secrets)} secret values looked for in {len(places)} places")
    assert [(place, name) for place, content in places.items() for name, value in secrets.items() if value in content] == []


def test_the_keys_on_disk_are_readable_by_their_owner_only(installed: Installed) -> None:
    keys = list(installed.installer.state.glob("*/keys/*"))
    assert {path.name for path in keys} == {"openbao-keys", "openbao-seal-key"}
    assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}
    kept = json.loads(next(path for path in keys if path.name == "openbao-keys").read_text())
    assert {name: value.encode() for name, value in kept.items()} == inspection.secret(installed.lab, "cf-openbao", "openbao-keys")


def test_junit_and_events_files_tell_the_same_run(installed: Installed) -> None:
    cases = list(ElementTree.parse(installed.installer.directory / "junit.xml").iter("testcase"))
    names = {case.get("name") for case in cases}
    assert names >= CORE | {"vault", "push", "rollout"}
    assert [case.get("name") for case in cases if case.find("failure") is not None] == []
    told = [from_document(json.loads(line)) for line in installed.event_lines.splitlines()]
    assert told == installed.first.events


def test_a_second_run_finds_nothing_to_do(again: Again) -> None:
    print(f"\nsecond run {again.finished.end.duration_s:.2f} s, with the start of the program {again.finished.seconds:.2f} s")
    assert (again.finished.exit_code, again.finished.end.change) == (0, Change.UNCHANGED)
    assert [event.step for event in again.finished.of_type("step.finished") if event.change is Change.CHANGED] == []


def test_a_second_run_writes_no_object(again: Again) -> None:
    changed = sorted(name for name in again.before.keys() | again.after.keys() if again.before.get(name) != again.after.get(name))
    assert changed == []
    assert len(again.before) > 300


def test_status_agrees_and_exits_with_zero(installed: Installed) -> None:
    said = installed.installer.run("status", "--json", options=["--kubeconfig", str(installed.lab.kubeconfig)])
    assert said.exit_code == 0, said.text
    assert all(name in said.stdout for name in CORE)


def test_a_rehearsal_of_the_recorded_run_has_the_same_plan_and_the_same_order(installed: Installed, tmp_path: Path) -> None:
    machine = tmp_path / "recorded.json"
    machine.write_text(json.dumps(record(installed.first.events)))
    rehearsal = rehearsed(Program(tmp_path), machine)
    live, simulated = moments(installed.first.events), moments(rehearsal)
    assert plan_hash(rehearsal) == plan_hash(installed.first.events)
    assert set(simulated) == set(live)
    swapped = [
        f"{first} {live[second] - live[first]:.1f} s before {second}, rehearsed {simulated[first] - simulated[second]:.1f} s after it"
        for first in live
        for second in live
        if live[second] - live[first] >= TIE_S and simulated[first] - simulated[second] >= TIE_S
    ]
    assert swapped == [], "\n".join(swapped)


def rehearsed(program: Program, machine: Path) -> list[Stamped]:
    file = program.answers_file(core_answers())
    said: Said = program.say("--headless", str(file), "--simulate", f"{machine},speed=0", "--output", "json")
    assert said.exit_code == 0, said.text
    return [from_document(json.loads(line)) for line in said.stdout.splitlines()]


def plan_hash(events: list[Stamped]) -> str:
    opening: Any = events[0].event
    return str(opening.plan_hash)


def moments(events: list[Stamped]) -> dict[str, float]:
    """Seconds from the first event to the start and end of each step and to each ready component."""
    found = {}
    for stamped in events:
        event: Any = stamped.event
        if event.type in ("step.started", "step.finished"):
            found[f"{event.type} {event.step}"] = (stamped.at - events[0].at).total_seconds()
        elif event.type == "component.ready":
            found[f"{event.type} {event.component}"] = (stamped.at - events[0].at).total_seconds()
    return found


def all_secrets(installed: Installed) -> dict[str, bytes]:
    """Every secret value that the run made or met, by a name for messages."""
    lab = installed.lab
    found = {f"vault {name}": value for name, value in inspection.secret(lab, "cf-openbao", "openbao-keys").items()}
    seal = inspection.secret(lab, "cf-openbao", "openbao-seal")["key"]
    found |= {"seal key": seal, "seal key as base64": base64.b64encode(seal), "seal key as hex": seal.hex().encode()}
    found["gitea password"] = inspection.secret(lab, "cf-gitea", "gitea-admin-credentials")["password"]
    found["read token"] = inspection.secret(lab, "argocd", "repo-cluster-org")["password"]
    found |= {f"root token {number}": token.encode() for number, token in enumerate(installed.watch.root_tokens)}
    with inspection.root_token(lab) as token:
        random = {path: value for path, (value, _) in inspection.seeds(lab, token).items() if path in random_seeds()}
    found |= {f"seed {path}": value.encode() for path, value in random.items()}
    plain = dict(found)
    return found | {f"{name} in base64": base64.b64encode(value) for name, value in plain.items()}


def random_seeds() -> set[str]:
    """Paths whose value nobody knows beforehand; names of accounts and the domain are no secrets."""
    return {seed.path for name in CORE for seed in catalogue()[name].seeds if seed.generate.startswith("random:")}


def where_secrets_might_be(installed: Installed) -> dict[str, bytes]:
    """Content by place: whatever the program wrote anywhere but into keys/."""
    lab, installer = installed.lab, installed.installer
    own = [path for path in installer.directory.rglob("*") if path.is_file() and path.parent.name != "keys"]
    places = {str(path): path.read_bytes() for path in own}
    places["standard error"] = installed.first.stderr.encode()
    places["standard output"] = "\n".join(str(stamped) for stamped in installed.first.events).encode()
    places |= {f"command line {line[:80]}": line.encode() for line in installed.watch.command_lines}
    for repository in inspection.REPOSITORIES:
        places |= {f"{repository}/{path}": content for path, content in inspection.files(lab, repository).items()}
    places |= inspection.helm_releases(lab)
    places["the record in the cluster"] = json.dumps(inspection.record(lab)).encode()
    places |= {f"Application {name}": json.dumps(entry).encode() for name, entry in inspection.applications(lab).items()}
    return places
