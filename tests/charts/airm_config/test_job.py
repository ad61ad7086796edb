"""The Job and the CronJob around the scripts: what they are given, and how they come to run again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.charts.airm_config.conftest import SCRIPTS
from tests.charts.chart_copies import complete_copy
from tests.charts.helm_program import HelmProgram
from tests.charts.rendered_charts import every_chart

pytestmark = pytest.mark.helm


@pytest.fixture
def containers(helm: HelmProgram) -> list[dict[str, Any]]:
    manifests = every_chart(helm).manifests["airm-config", "medium"]
    job, cron = (next(it for it in manifests if it["kind"] == kind)["spec"] for kind in ("Job", "CronJob"))
    pods = (job["template"]["spec"], cron["jobTemplate"]["spec"]["template"]["spec"])
    return [container for pod in pods for container in pod["containers"]]


def test_nothing_but_the_script_is_in_the_command_line(containers: list[dict[str, Any]]) -> None:
    assert {(*it["command"], *it.get("args", ())) for it in containers} == {("python3", "-u", "-B", "/scripts/configure.py")}


def test_all_that_is_secret_comes_from_secrets(containers: list[dict[str, Any]]) -> None:
    secret = {"USER_FIRST_SECRET", "KEYCLOAK_CLIENT_SECRET", "KEYCLOAK_ADMIN_CLIENT_ID", "KEYCLOAK_ADMIN_CLIENT_SECRET"}
    secret |= {"BROKER_USERNAME", "BROKER_SECRET"}
    for container in containers:
        assert {it["name"] for it in container["env"] if "secretKeyRef" in it.get("valueFrom", {})} == secret


def test_the_script_finds_every_variable_that_it_asks_for(containers: list[dict[str, Any]], environment: dict[str, str]) -> None:
    for container in containers:
        assert {it["name"] for it in container["env"]} == environment.keys()


def job_name(helm: HelmProgram, copy: Any, **values: Any) -> str:
    rendered = helm.template(copy, {"global": {"domain": "example.com"}} | values, namespace="airm")
    (job,) = [it for it in rendered if it["kind"] == "Job"]
    return str(job["metadata"]["name"])


def test_another_answer_or_another_script_is_another_job(helm: HelmProgram, tmp_path: Any) -> None:
    copy = complete_copy("airm-config", tmp_path)
    names = [job_name(helm, copy), job_name(helm, copy), job_name(helm, copy, project="vision")]
    script = copy / "files" / "configure.py"
    script.write_text(script.read_text() + "# changed\n")
    names.append(job_name(helm, copy))
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_every_script_is_mounted(helm: HelmProgram) -> None:
    (scripts,) = [it for it in every_chart(helm).manifests["airm-config", "medium"] if it["kind"] == "ConfigMap"]
    assert scripts["data"].keys() == {path.name for path in SCRIPTS.iterdir() if path.is_file()}
