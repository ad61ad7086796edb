"""What dependents need and "Healthy" does not say."""

from __future__ import annotations

from typing import Any

import pytest

from forge_tui.domain.component import Component, ProbeSpec
from forge_tui.domain.failures import Bug, ClusterUnreachable, ObjectRefused
from forge_tui.domain.objects import Manifest
from forge_tui.engine.probing import known_probes, why_not
from tests.engine.platform import Meddled, Platform

PROJECT = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "probe", "namespace": "shop"}}
READY = {"kind": "condition", "apiVersion": "v1", "objectKind": "Pod", "namespace": "shop", "name": "till-0", "type": "Ready"}
CRDS = {"kind": "crd-established", "names": ["applications.argoproj.io", "tills.example.com"]}
SECRET = {"kind": "secret-key", "namespace": "shop", "name": "till", "key": "value"}
DRY_RUN = {"kind": "dry-run", "manifest": PROJECT}


def component(*probes: dict[str, Any]) -> Component:
    specs = tuple(ProbeSpec(probe["kind"], {key: value for key, value in probe.items() if key != "kind"}) for probe in probes)
    return Component("till", "t", "platform", "shop", "charts/till", "1", 0, probes=specs)


async def asked(still: Platform, *probes: dict[str, Any], live: Manifest | None = None) -> str:
    await still.namespace("shop")
    if live is not None:
        await still.put(live)
    return await why_not(still.adapters.cluster, component(*probes))


def pod(**condition: str) -> Manifest:
    metadata = {"name": "till-0", "namespace": "shop"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {}, "status": {"conditions": [{"type": "Ready", **condition}]}}


def secret(**data: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "till", "namespace": "shop"}, "data": data}


def crd(status: str) -> Manifest:
    spec = {"group": "example.com", "scope": "Namespaced", "names": {"kind": "Till", "plural": "tills"}, "versions": [{"name": "v1"}]}
    conditions = [{"type": "Established", "status": status}]
    metadata = {"name": "tills.example.com"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": metadata,
        "spec": spec,
        "status": {"conditions": conditions},
    }


async def test_a_component_without_probes_is_usable(still: Platform) -> None:
    assert await asked(still) == ""


@pytest.mark.parametrize(
    ("probe", "live"),
    [
        (READY, pod(status="True")),
        ({**READY, "status": "False"}, pod(status="False")),
        (CRDS, crd("True")),
        (SECRET, secret(value="eA==")),
        (DRY_RUN, None),
    ],
    ids=["condition", "condition that is wanted false", "crds", "secret", "dry run"],
)
async def test_a_probe_that_passes(still: Platform, probe: dict[str, Any], live: Manifest | None) -> None:
    assert await asked(still, probe, live=live) == ""


@pytest.mark.parametrize(
    ("probe", "live", "reason"),
    [
        (READY, None, "probe condition: Pod shop/till-0: not there yet"),
        (
            READY,
            pod(status="False", message="containers not ready"),
            "probe condition: Pod shop/till-0: Ready is False containers not ready",
        ),
        ({**READY, "type": "Sealed"}, pod(status="True"), "probe condition: Pod shop/till-0: Sealed is unknown"),
        (CRDS, None, "probe crd-established: CRD tills.example.com: not there"),
        (CRDS, crd("False"), "probe crd-established: CRD tills.example.com: not established"),
        (SECRET, None, "probe secret-key: Secret shop/till: not there yet"),
        (SECRET, secret(other="eA=="), "probe secret-key: Secret shop/till: has no key value"),
        (SECRET, secret(value=""), "probe secret-key: Secret shop/till: has no key value"),
    ],
)
async def test_a_probe_that_does_not_pass_says_why(still: Platform, probe: dict[str, Any], live: Manifest | None, reason: str) -> None:
    assert await asked(still, probe, live=live) == reason


async def test_the_first_probe_that_does_not_pass_is_told(still: Platform) -> None:
    assert (await asked(still, DRY_RUN, SECRET, READY)).startswith("probe secret-key")


async def test_a_sample_that_a_webhook_refuses_is_told_in_its_words(still: Platform) -> None:
    async def refuse(method: str, _: tuple[Any, ...]) -> None:
        if method == "dry_run":
            raise ObjectRefused("failed calling webhook\x1b[2J")

    still.meddle(refuse)
    assert await asked(still, DRY_RUN) == "probe dry-run: failed calling webhook\ufffd[2J"


async def test_a_sample_must_be_accepted_by_every_pod_behind_the_webhook(still: Platform) -> None:
    calls: list[str] = []

    async def second_refuses(method: str, _: tuple[Any, ...]) -> None:
        calls.append(method)
        if calls.count("dry_run") == 2:
            raise ObjectRefused("no endpoints")

    still.meddle(second_refuses)
    assert await asked(still, DRY_RUN) == "probe dry-run: no endpoints"


async def test_a_cluster_that_does_not_answer_is_a_reason_and_no_crash(still: Platform) -> None:
    async def away(method: str, _: tuple[Any, ...]) -> None:
        raise ClusterUnreachable("connection refused")

    cluster: Any = Meddled(still.cluster, away)
    assert await why_not(cluster, component(SECRET)) == "probe secret-key: connection refused"


async def test_a_probe_that_does_not_exist_is_a_bug_in_the_catalogue(still: Platform) -> None:
    with pytest.raises(Bug, match=r"root/values.yaml names probe horoscope for till, which does not exist"):
        await asked(still, {"kind": "horoscope"})


def test_the_words_of_the_catalogue() -> None:
    assert set(known_probes()) >= {"condition", "crd-established", "dry-run", "secret-key"}
