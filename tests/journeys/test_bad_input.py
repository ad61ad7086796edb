"""Everything that can be wrong before an install: the exit code, the cause, the remedy, and a cluster that nobody has touched."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.journeys import inspection
from tests.journeys.installation import ANSWERS, REPOSITORY, Installer, Said
from tests.lab.api import path_of
from tests.lab.chart_server import ChartServer, Fault
from tests.lab.control_plane import Lab
from tests.lab.stand_in_charts import StandIns
from tests.lab.waiting import until

on_the_lab = [pytest.mark.lab, pytest.mark.journey]
CANARY = "hunter2-canary-7f3a"


@pytest.fixture(scope="module")
def charts() -> Iterator[ChartServer]:
    with ChartServer(StandIns()) as server:
        yield server


@pytest.fixture(scope="module")
def quiet_lab(lab: Lab) -> Lab:
    """An empty cluster that has come to rest: nothing in it changes by itself any more."""
    lab.reset()
    seen: list[dict[str, str]] = [{}]

    def at_rest() -> bool:
        seen.append(inspection.versions(lab))
        return len(seen) > 3 and seen[-1] == seen[-2] == seen[-3]

    until(at_rest, 60, what="the empty cluster is at rest", every_s=1.0)
    return lab


@pytest.fixture
def installer(quiet_lab: Lab, charts: ChartServer, tmp_path: Path) -> Installer:
    return Installer(quiet_lab, charts, tmp_path / "operator")


@contextmanager
def nothing_changed(lab: Lab) -> Iterator[None]:
    before = inspection.versions(lab)
    yield
    after = inspection.versions(lab)
    assert sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)) == []


def kubeconfig_with(installer: Installer, change: Callable[[dict[str, Any]], object]) -> Path:
    document = yaml.safe_load(installer.lab.kubeconfig.read_text())
    change(document)
    installer.directory.mkdir(parents=True, exist_ok=True)
    file = installer.directory / "kubeconfig"
    file.write_text(yaml.safe_dump(document))
    return file


def refused(installer: Installer, *more: str, exit_code: int, failure: str, named: str) -> Said:
    """An install that fails as it should, and touches nothing."""
    with nothing_changed(installer.lab):
        said = installer.say_install(*more)
    assert said.exit_code == exit_code, said.text
    assert said.explains(failure), said.text
    assert named in said.text, said.text
    return said


class TestTheWayToTheCluster:
    pytestmark = on_the_lab

    def test_a_missing_kubeconfig_ends_with_6(self, installer: Installer) -> None:
        installer.kubeconfig = installer.directory / "nowhere"
        refused(installer, exit_code=6, failure="FT-304", named="nowhere")

    def test_a_context_that_does_not_exist_is_named_with_those_that_do(self, installer: Installer) -> None:
        said = refused(installer, "--context", "production", exit_code=6, failure="FT-304", named="production")
        assert "lab" in said.text

    def test_a_server_that_does_not_answer_ends_with_6(self, installer: Installer) -> None:
        installer.kubeconfig = kubeconfig_with(
            installer, lambda config: config["clusters"][0]["cluster"].update(server="https://127.0.0.1:9")
        )
        refused(installer, exit_code=6, failure="FT-301", named="127.0.0.1:9")

    def test_a_token_that_the_cluster_does_not_know_ends_with_6_and_is_not_repeated(self, installer: Installer) -> None:
        installer.kubeconfig = kubeconfig_with(installer, lambda config: config["users"][0]["user"].update(token=CANARY))
        said = refused(installer, exit_code=6, failure="FT-302", named="credentials")
        assert CANARY not in said.text

    def test_a_user_without_any_right_is_told_the_verb_that_is_missing(self, installer: Installer) -> None:
        installer.kubeconfig = account(installer, "nobody", [])
        refused(installer, exit_code=6, failure="FT-303", named="namespaces")

    def test_a_user_who_can_only_read_is_told_every_verb_that_is_missing(self, installer: Installer) -> None:
        installer.kubeconfig = account(installer, "reader", [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list", "watch"]}])
        said = refused(installer, exit_code=3, failure="FT-101", named="create namespaces")
        assert "patch customresourcedefinitions.apiextensions.k8s.io" in said.text


def account(installer: Installer, name: str, rules: list[dict[str, Any]]) -> Path:
    """A kubeconfig of a service account that may do just this."""
    api = installer.lab.api
    role = {"kind": "ClusterRole", "name": f"test-{name}", "apiGroup": "rbac.authorization.k8s.io"}
    subject = {"kind": "ServiceAccount", "name": name, "namespace": "default"}
    rbac = "rbac.authorization.k8s.io/v1"
    api.create("v1", "serviceaccounts", {"metadata": {"name": name, "namespace": "default"}})
    api.create(rbac, "clusterroles", {"metadata": {"name": role["name"]}, "rules": rules})
    api.create(rbac, "clusterrolebindings", {"metadata": {"name": role["name"]}, "roleRef": role, "subjects": [subject]})
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}
    token = api.call("POST", path_of("v1", "serviceaccounts", "default", name) + "/token", review)["status"]["token"]
    return kubeconfig_with(installer, lambda config: config["users"][0]["user"].update(token=token))


class TestThisMachine:
    pytestmark = on_the_lab

    def test_a_missing_helm_ends_with_3(self, installer: Installer) -> None:
        installer.environment["FORGE_TUI_HELM"] = "/nonexistent/helm"
        refused(installer, exit_code=3, failure="FT-101", named="/nonexistent/helm")

    def test_a_helm_that_is_too_old_ends_with_3_and_says_which_is_needed(self, installer: Installer) -> None:
        installer.directory.mkdir(parents=True)
        helm = installer.directory / "helm"
        helm.write_text("#!/bin/sh\necho v3.12.0\n")
        helm.chmod(0o755)
        installer.environment["FORGE_TUI_HELM"] = str(helm)
        said = refused(installer, exit_code=3, failure="FT-101", named="3.12.0")
        assert "3.14" in said.text

    def test_a_chart_source_that_does_not_answer_ends_with_3(self, installer: Installer) -> None:
        installer.mirrors = ["https://=http://127.0.0.1:9/", "oci://=http://127.0.0.1:9/"]
        refused(installer, exit_code=3, failure="FT-404", named="127.0.0.1:9")

    def test_a_chart_source_that_answers_with_errors_ends_with_3(self, installer: Installer) -> None:
        installer.charts.fail("index.yaml", Fault(status=503))
        try:
            refused(installer, exit_code=3, failure="FT-404", named="503")
        finally:
            installer.charts.heal()

    def test_a_chart_that_is_not_the_pinned_one_ends_with_3_and_names_both_digests(self, installer: Installer) -> None:
        bundle = installer.directory / "bundle"
        for folder in ("charts", "root"):
            shutil.copytree(REPOSITORY / folder, bundle / folder)
        lock = yaml.safe_load((bundle / "charts/charts.lock").read_text())
        pinned = next(entry for entry in lock["dependencies"] if entry["component"] == "cert-manager")
        pinned["sha256"] = "0" * 64
        (bundle / "charts/charts.lock").write_text(yaml.safe_dump(lock))
        said = refused(installer, "--charts", str(bundle), exit_code=3, failure="FT-405", named="cert-manager")
        assert "0" * 12 in said.text

    def test_another_plan_than_the_saved_one_ends_with_4(self, installer: Installer) -> None:
        saved = installer.directory / "plan.json"
        assert installer.say("plan", str(installer.answers_file(ANSWERS)), "-o", str(saved)).exit_code == 0
        installer.answers = ANSWERS.replace("small", "medium")
        refused(installer, "--plan", str(saved), exit_code=4, failure="FT-602", named="saved plan")

    def test_a_full_disk_ends_the_run_before_anything_in_the_cluster_is_changed(self, installer: Installer) -> None:
        with small_disk(installer.state, pages=2):
            (installer.state / "filling").write_bytes(b"x" * 4096)
            said = refused(installer, exit_code=1, failure="FT-605", named="no space left on device")
        assert "--state-dir" in said.text

    def test_a_disk_that_fills_up_meanwhile_ends_the_run_before_the_cluster_depends_on_a_key(self, installer: Installer) -> None:
        saved = installer.directory / "plan.json"
        assert installer.say("plan", str(installer.answers_file(installer.answers)), "-o", str(saved)).exit_code == 0
        # Room for the plan and the first page of events, and not for a key besides.
        with small_disk(installer.state, pages=-(-saved.stat().st_size // 4096) + 1):
            said = installer.say_install()
        assert said.exit_code == 1, said.text
        assert said.explains("FT-605"), said.text
        assert inspection.secret(installer.lab, "cf-openbao", "openbao-seal") == {}


@contextmanager
def small_disk(place: Path, *, pages: int) -> Iterator[None]:
    """A disk of so many pages of 4 KiB at `place`; skips the test where nothing may be mounted."""
    place.mkdir(parents=True)
    options = f"size={pages * 4}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk needs mount as root: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


class TestTheClusterItself:
    pytestmark = on_the_lab

    def test_a_namespace_that_is_being_deleted_ends_with_3_and_is_named(self, installer: Installer) -> None:
        with terminating(installer.lab, "metallb-system"):
            refused(installer, exit_code=3, failure="FT-101", named="namespace metallb-system is being deleted")

    def test_a_storage_class_that_does_not_exist_ends_with_3_and_names_those_that_do(self, installer: Installer) -> None:
        installer.answers = f"{ANSWERS}storage: {{readWriteOnce: gold}}\n"
        said = refused(installer, exit_code=3, failure="FT-101", named="gold")
        assert "multinode" in said.text


@contextmanager
def terminating(lab: Lab, name: str) -> Iterator[None]:
    """A namespace that cannot go because something in it holds it."""
    lab.api.create("v1", "namespaces", {"metadata": {"name": name}})
    held = {"metadata": {"name": "held", "namespace": name, "finalizers": ["forge.example/held"]}}
    lab.api.create("v1", "configmaps", held)
    lab.api.call("DELETE", path_of("v1", "namespaces", None, name))

    def stuck() -> bool:
        found = lab.api.find("v1", "namespaces", name) or {}
        conditions = found.get("status", {}).get("conditions") or []
        return any(entry["type"] == "NamespaceFinalizersRemaining" and entry["status"] == "True" for entry in conditions)

    until(stuck, 30, what=f"namespace {name} waits for its finalizer")
    try:
        yield
    finally:
        lab.api.merge(path_of("v1", "configmaps", name, "held"), {"metadata": {"finalizers": None}})
        until(lambda: lab.api.find("v1", "namespaces", name) is None, 30, what=f"namespace {name} is gone")
