"""A component seen closely on the simulated cluster: resources, events, logs, the difference from Git, YAML; never a secret."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.inspection import Standing
from forge_tui.domain.objects import CONFIG_MAP, DEPLOYMENT, FIELD_MANAGER, POD, SECRET, Manifest, ObjectRef
from forge_tui.domain.redact import Redactor
from forge_tui.engine.inspection import Inspection
from forge_tui.engine.inspection.comparison import asked, compared
from forge_tui.engine.inspection.events import about
from forge_tui.engine.inspection.pods import containers
from forge_tui.engine.names import application_ref
from forge_tui.ports import Release
from tests.engine.platform import Platform, platform_of

PULL = {"component": "alpha", "kind": "ImagePullBackOff", "message": "not found"}
CANARY = "hunter2-canary-4711"


@pytest.fixture
async def failed(tmp_path: Path) -> AsyncIterator[Platform]:
    """A platform on which the image of alpha does not exist."""
    async with platform_of(tmp_path, faults=[PULL]) as platform:
        await platform.run()
        yield platform


def inspecting(platform: Platform, *secrets: str) -> Inspection:
    return Inspection(platform.adapters, platform.plan().catalogue, Redactor(secrets).redact)


class Rendered:
    """A helm that renders what the test says, and counts."""

    def __init__(self, *manifests: Manifest) -> None:
        self.manifests = list(manifests)
        self.count = 0

    async def template(self, release: Release, *, kube_version: str) -> list[Manifest]:
        self.count += 1
        return self.manifests


def rendering(platform: Platform, *manifests: Manifest) -> tuple[Inspection, Rendered]:
    helm: Any = Rendered(*manifests)
    return Inspection(replace(platform.adapters, helm=helm), platform.plan().catalogue), helm


def config(name: str, **data: str) -> Manifest:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "delta"}, "data": data}


async def test_what_needs_a_look_comes_first_with_its_pods(failed: Platform) -> None:
    found = await inspecting(failed).resources("alpha")
    assert found[0].ref == ObjectRef(DEPLOYMENT.api_version, DEPLOYMENT.kind, "alpha", "alpha")
    assert (found[1].ref.kind, found[1].depth, found[1].health) == ("Pod", 1, "Degraded")
    assert found[1].message.startswith("ImagePullBackOff")
    assert all(not resource.needs_a_look for resource in found[2:])


async def test_events_are_those_of_its_objects_the_latest_first(failed: Platform) -> None:
    found = await inspecting(failed).happenings("alpha")
    assert {happening.reason for happening in found} == {"Failed", "BackOff"}
    moments = [happening.at for happening in found if happening.at]
    assert moments == sorted(moments, reverse=True)
    assert await inspecting(failed).happenings("delta") == []


async def test_a_log_that_is_not_there_yet_is_refused_in_the_servers_words(failed: Platform) -> None:
    inspection = inspecting(failed)
    (container,) = await inspection.containers("alpha")
    with pytest.raises(ObjectRefused, match="is waiting to start: ImagePullBackOff"):
        await anext(inspection.logs(container, follow=False, previous=False))


async def test_a_log_is_followed_until_its_reader_leaves_and_secrets_are_taken_out(platform: Platform) -> None:
    await platform.run()
    (container,) = await inspecting(platform).containers("delta")
    inspection = inspecting(platform, "listening on")
    async with aclosing(inspection.logs(container, follow=True, previous=False)) as lines:
        found = [await anext(lines) for _ in range(3)]
    assert found[1].endswith("«redacted» :8080")
    with pytest.raises(ObjectRefused, match="previous terminated container"):
        await anext(inspection.logs(container, follow=False, previous=True))


async def test_after_an_install_nothing_differs_from_git(platform: Platform) -> None:
    await platform.run()
    for component in ("alpha", "beta", "delta"):
        found = await inspecting(platform).differences(component)
        assert found
        assert {difference.standing for difference in found} == {Standing.SAME}, component


async def test_what_somebody_changed_is_shown_line_by_line(platform: Platform) -> None:
    await platform.run()
    await platform.cluster.apply(config("settings", colour="red", size="1", theirs="x"), manager=FIELD_MANAGER)
    inspection, _ = rendering(platform, config("settings", colour="blue", size="1"), config("gone", a="1"))
    found = {difference.ref.name: difference for difference in await inspection.differences("delta") if difference.ref.kind == "ConfigMap"}
    assert found["settings"].standing is Standing.DIFFERS
    assert [line for line in found["settings"].lines if line[0] in "+-"] == ["-  colour: blue", "+  colour: red"]
    assert found["gone"].standing is Standing.MISSING
    assert "-  name: gone" in found["gone"].lines


async def test_a_chart_is_rendered_again_only_when_its_source_changed(platform: Platform) -> None:
    await platform.run()
    inspection, helm = rendering(platform)
    await inspection.differences("delta")
    await inspection.differences("delta")
    assert helm.count == 1
    await platform.cluster.patch(application_ref("delta"), {"spec": {"source": {"helm": {"valuesObject": {"x": 1}}}}})
    await inspection.differences("delta")
    assert helm.count == 2


async def test_no_secret_is_in_what_is_shown(platform: Platform) -> None:
    await platform.run()
    encoded = base64.b64encode(CANARY.encode()).decode()
    live = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "login", "namespace": "delta"}, "data": {"password": encoded}}
    await platform.cluster.apply(live, manager=FIELD_MANAGER)
    await platform.cluster.apply(config("settings", note=f"see {CANARY}"), manager=FIELD_MANAGER)
    other = {**live, "data": {"password": base64.b64encode(CANARY[::-1].encode()).decode()}}
    inspection, _ = rendering(platform, other, config("settings", note="see"))
    inspection._redact = Redactor([CANARY]).redact
    texts = [line for difference in await inspection.differences("delta") for line in difference.lines]
    texts.append(await inspection.document("delta", ObjectRef(SECRET.api_version, SECRET.kind, "login", "delta")))
    texts.append(await inspection.document("delta", ObjectRef(CONFIG_MAP.api_version, CONFIG_MAP.kind, "settings", "delta")))
    shown = "\n".join(texts)
    assert CANARY not in shown
    assert CANARY[::-1] not in shown
    assert encoded not in shown
    assert "(19 bytes, hidden, not those of Git)" in shown
    assert "see «redacted»" in shown


async def test_the_application_itself_is_the_document_of_a_component(platform: Platform) -> None:
    await platform.run()
    assert "kind: Application\n" in await inspecting(platform).document("delta")
    with pytest.raises(ObjectRefused, match="ConfigMap delta/nothing is not in the cluster"):
        await inspecting(platform).document("delta", ObjectRef(CONFIG_MAP.api_version, CONFIG_MAP.kind, "nothing", "delta"))


@pytest.mark.parametrize("question", ["resources", "happenings", "containers", "differences", "document"])
async def test_a_component_without_an_application_is_refused_by_name(still: Platform, question: str) -> None:
    with pytest.raises(ObjectRefused, match="no Application alpha yet"):
        await getattr(inspecting(still), question)("alpha")


def test_containers_that_fail_come_first_and_init_containers_last() -> None:
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    pod: Manifest = {
        "apiVersion": "v1",
        "kind": POD.kind,
        "metadata": {"name": "p", "namespace": "n"},
        "spec": {"containers": [{"name": "fine"}, {"name": "broken"}], "initContainers": [{"name": "first"}]},
        "status": {
            "containerStatuses": [
                {"name": "fine", "state": {"running": {}}, "restartCount": 0},
                {"name": "broken", "state": waiting, "restartCount": 4},
            ]
        },
    }
    assert [(c.name, c.restarts, c.running, c.init) for c in containers([pod])] == [
        ("broken", 4, False, False),
        ("fine", 0, True, False),
        ("first", 0, False, True),
    ]


def test_events_of_another_component_in_the_same_namespace_are_not_told() -> None:
    def event(kind: str, name: str) -> Manifest:
        subject = {"kind": kind, "name": name, "namespace": "shared"}
        metadata = {"name": f"{name}.1", "namespace": "shared", "creationTimestamp": "2026-03-04T12:00:00Z"}
        return {"metadata": metadata, "involvedObject": subject, "reason": "R", "type": "Normal", "count": 2}

    refs = [ObjectRef("apps/v1", "Deployment", "mine", "shared")]
    found = about(
        [event("Pod", "mine-1-x"), event("Deployment", "mine"), event("Pod", "other-1"), event("Pod", "mineral-1")], refs, "shared"
    )
    assert sorted(happening.about for happening in found) == ["Deployment mine", "Pod mine-1-x"]
    assert found[0].count == 2


def test_what_argo_cd_manages_and_git_does_not_hold_is_extra() -> None:
    from forge_tui.domain.application import Application

    application = Application.of(
        {
            "metadata": {"name": "a"},
            "spec": {},
            "status": {
                "resources": [
                    {"kind": "ConfigMap", "name": "old", "namespace": "n", "status": "OutOfSync"},
                    {"kind": "ConfigMap", "name": "kept", "namespace": "n", "status": "Synced"},
                    {"kind": "Job", "group": "batch", "name": "hook", "namespace": "n", "status": "Synced", "hook": True},
                ]
            },
        }
    )
    kept: Manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kept"}}
    pairs = asked(application, [kept])
    assert [(ref.name, ref.namespace, wanted is None) for ref, wanted in pairs] == [("old", "n", True), ("kept", "n", False)]
    live: dict[tuple[str, str, str], Manifest] = {
        ("ConfigMap", "old", "n"): {"kind": "ConfigMap"},
        ("ConfigMap", "kept", "n"): {**kept, "data": {"a": "1"}},
    }
    assert [difference.standing for difference in compared(pairs, live, (), str)] == [Standing.EXTRA, Standing.SAME]


def test_fields_that_the_application_ignores_are_not_compared() -> None:
    ref = ObjectRef("v1", "ConfigMap", "x", "n")
    wanted = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"a": "1"}}
    live = {("ConfigMap", "x", "n"): {**wanted, "data": {"a": "2"}}}
    rules = [{"kind": "ConfigMap", "jsonPointers": ["/data/a"]}]
    assert compared([(ref, wanted)], live, rules, str)[0].standing is Standing.SAME
    assert compared([(ref, wanted)], live, [{**rules[0], "name": "other"}], str)[0].standing is Standing.DIFFERS
