"""The job that sets AIRM up creates what is missing, whatever was there before, and tells nobody a secret."""

from __future__ import annotations

from collections.abc import Callable

from tests.charts.airm_config.conftest import Done
from tests.charts.airm_config.resource_manager import CLUSTER, ORGANISATION
from tests.charts.airm_config.world import CANARY, TOLD_ONCE, World

Run = Callable[..., Done]


def test_a_first_run_creates_everything(world: World, run: Run) -> None:
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert world.kubernetes.login == {"username": CLUSTER, "password": TOLD_ONCE}
    assert [it["name"] for it in (*world.airm.organisations, *world.airm.projects)] == ["demo", "demo"]
    assert {it["email"] for it in world.airm.members} == {"devuser@example.com", "airm-setup@example.com"}
    assert world.airm.project_members == {"u-devuser@example.com", "u-airm-setup@example.com"}
    assert (world.airm.secrets[0]["name"], world.airm.storages[0]["secret_id"]) == ("minio-credentials-fetcher", "s-1")
    assert world.kubernetes.restarts == 0


def test_the_person_must_change_the_first_secret(settled: World) -> None:
    person = settled.account("devuser")
    assert person["enabled"] is True
    assert person["credentials"] == [{"type": "password", "value": CANARY, "temporary": True}]


def test_the_job_never_logs_in_as_the_person_whose_first_secret_is_temporary(settled: World, run: Run) -> None:
    assert run().returncode == 0
    assert set(settled.keycloak.logins) == {"airm-setup@example.com"}


def test_the_account_of_the_job_is_off_afterwards(settled: World) -> None:
    assert settled.account("airm-setup")["enabled"] is False


def test_a_hundred_further_runs_create_nothing(settled: World, run: Run) -> None:
    login = settled.kubernetes.login
    done = run(times=100)
    assert done.returncode == 0, done.stderr
    to_the_realm = {path for _, path in settled.changes() if path.startswith("/kc/")}
    elsewhere = [it for it in settled.changes() if not it[1].startswith("/kc/")]
    assert set(elsewhere) == {("POST", "/airm/v1/projects/p-1/users")}
    # Its own account, switched on and off again.
    assert len(to_the_realm) == 1
    assert (settled.kubernetes.login, settled.kubernetes.restarts, len(settled.keycloak.accounts)) == (login, 0, 2)
    assert [len(it) for it in (settled.airm.organisations, settled.airm.clusters, settled.airm.projects, settled.airm.storages)] == [1] * 4


def test_a_person_who_changed_it_keeps_what_they_chose(settled: World, run: Run) -> None:
    person = settled.account("devuser")
    settled.keycloak.secrets[person["id"]] = "chosen"
    assert run().returncode == 0
    assert settled.keycloak.secrets[person["id"]] == "chosen"


def test_a_lost_login_is_made_again_at_both_ends(settled: World, run: Run) -> None:
    settled.kubernetes.login = None
    assert run().returncode == 0
    assert settled.kubernetes.login is not None
    assert settled.broker.accounts == {CLUSTER: settled.kubernetes.login["password"]}
    assert settled.kubernetes.login["password"] != TOLD_ONCE
    assert len(settled.airm.clusters) == 1


def test_a_broker_that_forgot_gets_the_secret_that_the_dispatcher_has(settled: World, run: Run) -> None:
    settled.broker.accounts.clear()
    assert run().returncode == 0
    assert settled.broker.accounts == {CLUSTER: TOLD_ONCE}


def test_a_changed_login_restarts_the_dispatcher(settled: World, run: Run) -> None:
    settled.kubernetes.login = {"username": "somebody-else", "password": "x"}
    assert run().returncode == 0
    assert (settled.kubernetes.restarts, settled.kubernetes.login["username"]) == (1, CLUSTER)


def test_a_run_that_ended_before_the_login_was_written_is_taken_up(world: World, run: Run) -> None:
    world.refuse["POST", "/k8s/api/v1/namespaces/airm/secrets"] = 500
    assert run().returncode == 1
    assert run().returncode == 0
    assert len(world.airm.clusters) == 1
    assert world.kubernetes.login is not None
    assert world.kubernetes.login["username"] == CLUSTER


def test_names_are_found_whatever_their_case(world: World, run: Run) -> None:
    world.airm.organisations.append({"id": ORGANISATION, "name": "Demo"})
    assert run().returncode == 0
    assert len(world.airm.organisations) == 1


def test_another_run_that_was_faster_is_no_failure(world: World, run: Run) -> None:
    world.faster |= {("POST", "/airm/v1/organizations"), ("POST", "/airm/v1/projects"), ("POST", "/airm/v1/storages")}
    done = run()
    assert done.returncode == 0, done.stdout
    assert [len(it) for it in (world.airm.organisations, world.airm.projects, world.airm.storages)] == [1] * 3


def test_a_refusal_names_the_call_and_the_account_is_off_all_the_same(world: World, run: Run) -> None:
    world.refuse["POST", "/airm/v1/projects"] = 422
    done = run()
    assert done.returncode == 1
    assert "airm answers 422 to POST /v1/projects: told to refuse" in done.stdout
    assert world.account("airm-setup")["enabled"] is False


def test_a_missing_variable_is_named_before_anything_is_called(world: World, run: Run) -> None:
    done = run(BROKER_URL="")
    assert done.returncode == 1
    assert "BROKER_URL is not set" in done.stderr
    assert world.calls == []


def test_an_api_that_never_answers_is_told(run: Run) -> None:
    done = run(AIRM_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "API of AIRM: airm does not answer" in done.stdout
