"""Every check of the preflight: what passes, what fails with which remedy, what is waived."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.failures import HelmTooOld, UsageError
from forge_tui.domain.objects import FIELD_MANAGER
from forge_tui.engine.checks import Question, checks_as_they_end, known_checks, run_checks
from forge_tui.engine.preflight.permissions import NEEDED
from forge_tui.engine.record import ClusterRecord
from tests.engine.platform import Meddled, Platform, platform_of

CHECKS = ("certificate", "cluster-version", "foreign-argocd", "git-owner", "helm", "namespaces", "permissions", "storage", "vault-owner")


async def checked(platform: Platform, waive: tuple[str, ...] = (), **answers: Any) -> Mapping[str, CheckFinished]:
    """Each check's verdict by its name."""
    question = Question(platform.plan(**answers), platform.adapters, await platform.cluster.identity())
    return {finding.check: finding for finding in await run_checks(question, waive)}


def told(finding: CheckFinished) -> tuple[Verdict, str, str]:
    return finding.verdict, finding.message, finding.remedy


async def test_an_empty_cluster_passes_and_what_is_not_there_is_skipped(platform: Platform) -> None:
    found = await checked(platform)
    assert {name: finding.verdict for name, finding in found.items()} == {
        "certificate": Verdict.SKIPPED,
        "cluster-version": Verdict.PASS,
        "foreign-argocd": Verdict.PASS,
        "git-owner": Verdict.SKIPPED,
        "helm": Verdict.PASS,
        "namespaces": Verdict.PASS,
        "permissions": Verdict.PASS,
        "storage": Verdict.PASS,
        "vault-owner": Verdict.SKIPPED,
    }
    assert found["cluster-version"].message == "v1.34.1 at https://small.cluster.example:6443"
    assert found["helm"].message == "helm 3.21.0"
    assert found["storage"].message == "ReadWriteOnce from local-path (the cluster's default)"
    assert found["permissions"].message == f"{len(NEEDED)} of {len(NEEDED)} verbs are allowed"


async def test_an_installed_platform_is_recognised_as_ours(platform: Platform) -> None:
    await platform.run()
    found = await checked(platform)
    assert {name for name, finding in found.items() if finding.verdict is not Verdict.PASS} == {"certificate"}
    assert found["foreign-argocd"].message == "the Argo CD that forge-tui installed"
    assert found["git-owner"].message == "forge-tui wrote every tip"
    assert found["vault-owner"].message == "its keys are in Secret cf-openbao/openbao-keys"


async def test_checks_come_in_the_order_of_their_names_with_titles(platform: Platform) -> None:
    found = await checked(platform)
    assert list(found) == sorted(CHECKS) == list(known_checks())
    assert all(finding.title for finding in found.values())


async def test_checks_change_nothing(platform: Platform) -> None:
    await platform.run()

    async def only_reads(method: str, _: tuple[Any, ...]) -> None:
        assert method in ("get", "list", "allowed")

    platform.meddle(only_reads)
    assert len(await checked(platform)) == len(CHECKS)


@pytest.mark.parametrize(
    ("version", "verdict", "message"),
    [
        ("v1.30.0", Verdict.PASS, "v1.30.0 at https://small.cluster.example:6443"),
        ("1.31.2+k3s1", Verdict.PASS, "1.31.2+k3s1 at https://small.cluster.example:6443"),
        ("v2.0.0", Verdict.PASS, "v2.0.0 at https://small.cluster.example:6443"),
        ("v1.29.14", Verdict.FAIL, "the cluster runs v1.29.14, the charts need v1.30 or newer"),
        ("newest", Verdict.WARN, "the server calls its version newest, which is not a version"),
    ],
)
async def test_kubernetes_must_be_one_that_the_charts_support(tmp_path: Path, version: str, verdict: Verdict, message: str) -> None:
    async with platform_of(tmp_path, cluster={"version": version}) as platform:
        finding = (await checked(platform))["cluster-version"]
    assert (finding.verdict, finding.message) == (verdict, message)
    assert bool(finding.remedy) == (verdict is not Verdict.PASS)


async def test_a_check_that_cannot_be_carried_out_fails_with_the_reason(platform: Platform) -> None:
    async def old(method: str, _: tuple[Any, ...]) -> None:
        raise HelmTooOld("helm is 3.9.0")

    platform.adapters = replace(platform.adapters, helm=cast("Any", Meddled(platform.adapters.helm, old)))
    assert told((await checked(platform))["helm"]) == (Verdict.FAIL, "helm is 3.9.0", HelmTooOld.default_remedy)


async def test_each_check_is_told_when_it_ends_and_who_stops_listening_stops_the_others(platform: Platform) -> None:
    question = Question(platform.plan(), platform.adapters, await platform.cluster.identity())
    told_first = [finding.check async for finding in checks_as_they_end(question)]
    assert sorted(told_first) == list(CHECKS)

    async def never(method: str, _: tuple[Any, ...]) -> None:
        await asyncio.Event().wait()

    slow = replace(question, adapters=replace(platform.adapters, helm=cast("Any", Meddled(platform.adapters.helm, never))))
    listening = checks_as_they_end(slow)
    found = [await anext(listening) for _ in range(len(CHECKS) - 1)]
    await listening.aclose()
    assert "helm" not in {finding.check for finding in found}
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("check ")]


async def test_a_check_that_does_not_exist_cannot_be_waived(platform: Platform) -> None:
    with pytest.raises(UsageError, match="there is no check storge to waive; did you mean storage"):
        await checked(platform, waive=("storge",))


async def test_a_waived_check_still_says_what_is_wrong(tmp_path: Path) -> None:
    async with platform_of(tmp_path, cluster={"version": "v1.20.0"}) as platform:
        found = await checked(platform, waive=("cluster-version", "helm"))
    assert found["cluster-version"].verdict is Verdict.WAIVED
    assert "v1.20.0" in found["cluster-version"].message
    assert found["helm"].verdict is Verdict.PASS


@pytest.mark.parametrize(("annotations", "who"), [({"meta.helm.sh/release-name": "their-argo"}, "their-argo"), (None, "not by Helm")])
async def test_an_argocd_of_somebody_else_is_refused(still: Platform, annotations: dict[str, str] | None, who: str) -> None:
    await still.namespace("argocd")
    metadata = {"name": "argocd-application-controller", "namespace": "argocd", "annotations": annotations}
    await still.put({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": {}})
    assert told((await checked(still))["foreign-argocd"]) == (
        Verdict.FAIL,
        f"namespace argocd holds an Argo CD that forge-tui did not install ({who})",
        "Remove it or move it to another namespace before you install.",
    )


async def test_a_repository_of_somebody_else_is_refused(platform: Platform) -> None:
    await platform.workspace("root")
    tip = platform.simulation.git.commit("cluster-org", "cluster-values", {"a": b"b"}, "by hand", "somebody <s@h>")
    finding = (await checked(platform))["git-owner"]
    assert finding.verdict is Verdict.FAIL
    assert finding.message == f"cluster-org/cluster-values ends with commit {tip.commit[:10]}, which forge-tui did not write"
    assert finding.remedy.startswith("Move the repository away")


async def test_a_gitea_without_repositories_is_no_obstacle_after_a_run_that_was_stopped(platform: Platform) -> None:
    await platform.workspace("push")
    finding = (await checked(platform))["git-owner"]
    assert told(finding) == (
        Verdict.WARN,
        "cluster-org/cluster-forge cannot be read: there is no repository cluster-org/cluster-forge",
        "Nothing to do if an earlier run was stopped.",
    )


async def test_a_repository_without_commits_is_nobodys(platform: Platform) -> None:
    await platform.workspace("root")
    for history in platform.simulation.git.repositories.values():
        history.clear()
    assert (await checked(platform))["git-owner"].verdict is Verdict.PASS


async def test_a_namespace_that_is_being_deleted_is_named(still: Platform) -> None:
    metadata = {"name": "cf-gitea", "deletionTimestamp": "2026-01-05T08:00:00Z"}
    await still.put({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
    await still.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {**metadata, "name": "of-no-concern"}})
    assert told((await checked(still))["namespaces"]) == (
        Verdict.FAIL,
        "namespace cf-gitea is being deleted",
        "Wait until it is gone, or see what holds it: kubectl get namespace cf-gitea -o jsonpath='{.status.conditions}'",
    )


async def test_missing_permissions_are_all_named(tmp_path: Path) -> None:
    forbidden = [
        {"verb": "escalate", "resource": "clusterroles", "group": "rbac.authorization.k8s.io"},
        {"verb": "create", "resource": "secrets", "group": "", "namespace": "argocd"},
        {"verb": "create", "resource": "namespaces"},
    ]
    async with platform_of(tmp_path, forbidden=forbidden) as platform:
        finding = (await checked(platform))["permissions"]
    assert told(finding) == (
        Verdict.FAIL,
        "no permission to create namespaces, escalate clusterroles.rbac.authorization.k8s.io, create secrets in namespace argocd",
        "Ask for these verbs, or use a user bound to ClusterRole cluster-admin.",
    )


async def test_a_storage_class_that_is_answered_is_used(platform: Platform) -> None:
    found = await checked(platform, storage={"readWriteOnce": "local-path", "readWriteMany": "multinode"})
    assert (found["storage"].verdict, found["storage"].message) == (Verdict.PASS, "ReadWriteOnce from local-path")


async def test_a_storage_class_that_does_not_exist_is_named_with_what_there_is(platform: Platform) -> None:
    found = await checked(platform, storage={"readWriteOnce": "fast", "readWriteMany": "shared"})
    assert told(found["storage"]) == (
        Verdict.FAIL,
        "no storage class storage.readWriteMany: shared, storage.readWriteOnce: fast (the cluster has: local-path, multinode)",
        "Name a class of: kubectl get storageclass",
    )


@pytest.mark.parametrize(("classes", "offered"), [([], "none"), ([{"name": "slow", "provisioner": "p"}], "slow")])
async def test_without_answer_and_without_default_there_is_no_storage(tmp_path: Path, classes: list[Any], offered: str) -> None:
    async with platform_of(tmp_path, cluster={"storageClasses": classes}) as platform:
        finding = (await checked(platform))["storage"]
    assert told(finding) == (
        Verdict.FAIL,
        f"storage.readWriteOnce is not answered and the cluster has no default class (it has: {offered})",
        "Answer storage.readWriteOnce, or mark a class as default; where there is none, add local-path-provisioner to components.enable.",
    )


@pytest.mark.parametrize("answered", ["", "local-path"])
async def test_a_class_that_the_plan_itself_makes_is_enough(tmp_path: Path, answered: str) -> None:
    entry = "{enabled: true, title: t, layer: platform, namespace: volumes, version: 1, wave: 0, seconds: 5}"
    async with platform_of(tmp_path, cluster={"storageClasses": []}, more={"local-path-provisioner": entry}) as platform:
        finding = (await checked(platform, storage={"readWriteOnce": answered}))["storage"]
    assert (finding.verdict, finding.message) == (Verdict.PASS, "ReadWriteOnce from local-path, which this plan makes")


async def test_a_vault_of_somebody_else_is_refused(platform: Platform) -> None:
    await platform.workspace("vault")
    async with platform.simulation.doors.vault("cf-openbao", "openbao-0") as theirs:
        await theirs.initialise(shares=1, threshold=1)
    finding = (await checked(platform))["vault-owner"]
    assert finding.verdict is Verdict.FAIL
    assert finding.message == "OpenBao in namespace cf-openbao is initialised, and forge-tui has no key for it"
    assert finding.remedy.startswith("Put the keys into Secret cf-openbao/openbao-keys")


async def test_an_empty_vault_is_anybodys(platform: Platform) -> None:
    await platform.workspace("vault")
    assert (await checked(platform))["vault-owner"].message == "not initialised yet"


async def test_a_vault_that_we_began_to_initialise_is_ours_though_its_keys_are_lost(platform: Platform) -> None:
    await platform.workspace("vault")
    await ClusterRecord(platform.cluster).put("vault", "initialising")
    async with platform.simulation.doors.vault("cf-openbao", "openbao-0") as ours:
        await ours.initialise(shares=1, threshold=1)
    assert (await checked(platform))["vault-owner"].message == "forge-tui began to initialise it"


async def test_what_a_foreign_object_says_stays_on_one_line(still: Platform) -> None:
    name = {"meta.helm.sh/release-name": "a\nb\x1b[2J" + "x" * 1000}
    metadata = {"name": "argocd-application-controller", "namespace": "argocd", "annotations": name}
    await still.cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "argocd"}}, manager=FIELD_MANAGER)
    await still.put({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": {}})
    message = (await checked(still))["foreign-argocd"].message
    assert "\n" not in message
    assert "\x1b" not in message
    assert len(message) <= 500
