"""What every Cluster promises, whether real or simulated: subclass `ClusterContract` and provide the fixture `cluster`."""

from __future__ import annotations

import asyncio
import base64
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from forge_tui.domain.failures import ObjectRefused
from forge_tui.domain.objects import CONFIG_MAP, CRD, FIELD_MANAGER, LEASE, NAMESPACE, POD, Kind, Manifest, ObjectRef, WatchEvent
from forge_tui.ports import Cluster

UNKNOWN = Kind("nobody.example/v1", "Nobody")
WITHIN_S = 30.0


def config_map(namespace: str, name: str = "settings", labels: dict[str, str] | None = None, **data: str) -> Manifest:
    metadata: dict[str, Any] = {"name": name, "namespace": namespace}
    if labels:
        metadata["labels"] = labels
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def definition(group: str) -> Manifest:
    """A CRD with kind Widget."""
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return {
        "apiVersion": CRD.api_version,
        "kind": CRD.kind,
        "metadata": {"name": f"widgets.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }


def version_of(manifest: Manifest) -> str:
    return str(manifest["metadata"]["resourceVersion"])


async def next_of(events: AsyncIterator[WatchEvent], change: str, name: str = "") -> WatchEvent:
    """The next event of this change, and this object, whatever else is told before."""
    async with asyncio.timeout(WITHIN_S):
        async for event in events:
            if event.change == change and (not name or event.manifest["metadata"]["name"] == name):
                return event
    raise AssertionError("a watch never ends")


class ClusterContract:
    """Tests over the fixture `cluster`, an open Cluster on which namespaces may be made."""

    @pytest.fixture
    async def namespace(self, cluster: Cluster) -> AsyncIterator[str]:
        name = f"contract-{uuid.uuid4().hex[:8]}"
        await cluster.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, manager=FIELD_MANAGER)
        yield name
        await cluster.delete(ObjectRef("v1", "Namespace", name))

    async def test_a_cluster_has_one_identity(self, cluster: Cluster) -> None:
        identity = await cluster.identity()
        system = await cluster.get(ObjectRef("v1", "Namespace", "kube-system"))
        assert system is not None
        assert identity.uid == system["metadata"]["uid"]
        assert identity.version.startswith("v1.")
        assert identity == await cluster.identity()

    async def test_what_does_not_exist_is_none(self, cluster: Cluster, namespace: str) -> None:
        assert await cluster.get(ObjectRef("v1", "ConfigMap", "nothing", namespace)) is None
        assert await cluster.get(ObjectRef("v1", "ConfigMap", "nothing", "no-such-namespace")) is None

    async def test_the_log_of_a_pod_that_does_not_exist_is_refused_by_name(self, cluster: Cluster, namespace: str) -> None:
        with pytest.raises(ObjectRefused, match='pods "nobody" not found'):
            await anext(aiter(cluster.logs(ObjectRef(POD.api_version, POD.kind, "nobody", namespace), "main")))

    async def test_a_kind_that_is_not_served_is_none_and_empty(self, cluster: Cluster, namespace: str) -> None:
        ref = ObjectRef(UNKNOWN.api_version, UNKNOWN.kind, "x", namespace)
        assert await cluster.get(ref) is None
        assert list(await cluster.list(UNKNOWN)) == []
        assert await cluster.patch(ref, {"spec": {}}) is None
        assert await cluster.delete(ref) is False

    async def test_a_kind_that_is_not_served_cannot_be_applied(self, cluster: Cluster, namespace: str) -> None:
        manifest = {"apiVersion": UNKNOWN.api_version, "kind": UNKNOWN.kind, "metadata": {"name": "x", "namespace": namespace}}
        with pytest.raises(ObjectRefused, match="Nobody"):
            await cluster.apply(manifest, manager=FIELD_MANAGER)
        with pytest.raises(ObjectRefused, match="Nobody"):
            await cluster.dry_run(manifest)

    async def test_apply_creates_and_get_finds_it(self, cluster: Cluster, namespace: str) -> None:
        applied = await cluster.apply(config_map(namespace, colour="blue"), manager=FIELD_MANAGER)
        assert applied["data"] == {"colour": "blue"}
        assert applied["metadata"]["uid"]
        assert await cluster.get(ObjectRef.of(applied)) == applied

    async def test_an_answer_has_kind_and_no_managed_fields(self, cluster: Cluster, namespace: str) -> None:
        applied = await cluster.apply(config_map(namespace), manager=FIELD_MANAGER)
        listed = await cluster.list(CONFIG_MAP, namespace)
        assert all((found["apiVersion"], found["kind"]) == ("v1", "ConfigMap") for found in [applied, *listed])
        assert not any("managedFields" in found["metadata"] for found in [applied, *listed])

    async def test_applying_twice_changes_nothing(self, cluster: Cluster, namespace: str) -> None:
        first = await cluster.apply(config_map(namespace, colour="blue"), manager=FIELD_MANAGER)
        second = await cluster.apply(config_map(namespace, colour="blue"), manager=FIELD_MANAGER)
        assert version_of(first) == version_of(second)

    async def test_apply_removes_what_its_manager_no_longer_sets_and_leaves_what_others_set(self, cluster: Cluster, namespace: str) -> None:
        await cluster.apply(config_map(namespace, ours="1", gone="1"), manager=FIELD_MANAGER)
        await cluster.apply(config_map(namespace, theirs="1"), manager="somebody-else")
        applied = await cluster.apply(config_map(namespace, ours="2"), manager=FIELD_MANAGER)
        assert applied["data"] == {"ours": "2", "theirs": "1"}

    async def test_apply_without_force_is_refused_where_another_manager_owns_the_field(self, cluster: Cluster, namespace: str) -> None:
        await cluster.apply(config_map(namespace, colour="blue"), manager="somebody-else")
        with pytest.raises(ObjectRefused, match="somebody-else"):
            await cluster.apply(config_map(namespace, colour="red"), manager=FIELD_MANAGER, force=False)
        forced = await cluster.apply(config_map(namespace, colour="red"), manager=FIELD_MANAGER)
        assert forced["data"] == {"colour": "red"}

    async def test_the_namespace_must_exist(self, cluster: Cluster) -> None:
        with pytest.raises(ObjectRefused, match="no-such-namespace"):
            await cluster.apply(config_map("no-such-namespace"), manager=FIELD_MANAGER)

    async def test_creating_twice_gives_none_and_keeps_the_first(self, cluster: Cluster, namespace: str) -> None:
        created = await cluster.create(config_map(namespace, colour="blue"))
        assert created is not None
        assert await cluster.create(config_map(namespace, colour="red")) is None
        found = await cluster.get(ObjectRef.of(created))
        assert found is not None
        assert found["data"] == {"colour": "blue"}

    async def test_replace_is_guarded_by_the_version(self, cluster: Cluster, namespace: str) -> None:
        lease = {
            "apiVersion": LEASE.api_version,
            "kind": LEASE.kind,
            "metadata": {"name": "lock", "namespace": namespace},
            "spec": {"holderIdentity": "a", "leaseDurationSeconds": 30},
        }
        created = await cluster.create(lease)
        assert created is not None
        taken = await cluster.replace({**created, "spec": {**created["spec"], "holderIdentity": "b"}})
        assert taken is not None
        assert taken["spec"]["holderIdentity"] == "b"
        assert version_of(taken) != version_of(created)
        assert await cluster.replace({**created, "spec": {**created["spec"], "holderIdentity": "late"}}) is None

    async def test_replacing_what_was_deleted_gives_none(self, cluster: Cluster, namespace: str) -> None:
        created = await cluster.create(config_map(namespace))
        assert created is not None
        assert await cluster.delete(ObjectRef.of(created)) is True
        assert await cluster.replace(created) is None

    async def test_patch_merges_and_null_removes(self, cluster: Cluster, namespace: str) -> None:
        ref = ObjectRef.of(await cluster.apply(config_map(namespace, kept="1", gone="1"), manager=FIELD_MANAGER))
        patched = await cluster.patch(ref, {"data": {"gone": None, "new": "1"}, "metadata": {"annotations": {"a": "b"}}})
        assert patched is not None
        assert patched["data"] == {"kept": "1", "new": "1"}
        assert patched["metadata"]["annotations"] == {"a": "b"}

    async def test_patching_what_is_not_there_gives_none(self, cluster: Cluster, namespace: str) -> None:
        assert await cluster.patch(ObjectRef("v1", "ConfigMap", "nothing", namespace), {"data": {}}) is None

    async def test_delete_says_whether_it_was_there(self, cluster: Cluster, namespace: str) -> None:
        ref = ObjectRef.of(await cluster.apply(config_map(namespace), manager=FIELD_MANAGER))
        assert await cluster.delete(ref) is True
        assert await cluster.get(ref) is None
        assert await cluster.delete(ref) is False

    async def test_list_is_by_namespace_and_by_label(self, cluster: Cluster, namespace: str) -> None:
        await cluster.apply(config_map(namespace, "one", {"app": "x", "tier": "a"}), manager=FIELD_MANAGER)
        await cluster.apply(config_map(namespace, "two", {"app": "x"}), manager=FIELD_MANAGER)
        await cluster.apply(config_map(namespace, "three", {"app": "y"}), manager=FIELD_MANAGER)

        async def names(where: str, labels: str) -> set[str]:
            return {found["metadata"]["name"] for found in await cluster.list(CONFIG_MAP, where, labels)}

        assert await names(namespace, "app=x") == {"one", "two"}
        assert await names(namespace, "app=x,tier=a") == {"one"}
        assert await names("", "app=x") >= {"one", "two"}
        assert await names("", "app=nothing") == set()
        assert await names(namespace, "") >= {"one", "two", "three"}

    async def test_list_of_a_cluster_scoped_kind(self, cluster: Cluster, namespace: str) -> None:
        assert namespace in {found["metadata"]["name"] for found in await cluster.list(NAMESPACE)}

    async def test_a_secret_keeps_its_bytes(self, cluster: Cluster, namespace: str) -> None:
        content = base64.b64encode(bytes(range(32))).decode()
        secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "seal", "namespace": namespace}, "data": {"key": content}}
        applied = await cluster.apply(secret, manager=FIELD_MANAGER)
        assert applied["data"] == {"key": content}
        assert applied["type"] == "Opaque"

    async def test_a_dry_run_changes_nothing(self, cluster: Cluster, namespace: str) -> None:
        manifest = config_map(namespace)
        await cluster.dry_run(manifest)
        assert await cluster.get(ObjectRef.of(manifest)) is None
        before = await cluster.apply(manifest, manager=FIELD_MANAGER)
        await cluster.dry_run(config_map(namespace, colour="red"))
        assert await cluster.get(ObjectRef.of(manifest)) == before

    async def test_a_dry_run_of_an_impossible_object_is_refused(self, cluster: Cluster) -> None:
        with pytest.raises(ObjectRefused, match="no-such-namespace"):
            await cluster.dry_run(config_map("no-such-namespace"))

    async def test_what_an_administrator_may(self, cluster: Cluster, namespace: str) -> None:
        assert await cluster.allowed("create", "configmaps", namespace=namespace)
        assert await cluster.allowed("patch", "applications", group="argoproj.io")
        assert await cluster.allowed("get", "pods/portforward", namespace=namespace)

    async def test_a_watch_tells_what_is_there_then_synced_then_changes(self, cluster: Cluster, namespace: str) -> None:
        await cluster.apply(config_map(namespace, "early"), manager=FIELD_MANAGER)
        async with cluster.watch(CONFIG_MAP, namespace) as events:
            assert (await next_of(events, "added", "early")).manifest["kind"] == "ConfigMap"
            assert (await next_of(events, "synced")).manifest == {}
            ref = ObjectRef.of(await cluster.apply(config_map(namespace, "late"), manager=FIELD_MANAGER))
            await next_of(events, "added", "late")
            await cluster.patch(ref, {"data": {"colour": "blue"}})
            assert (await next_of(events, "modified", "late")).manifest["data"] == {"colour": "blue"}
            await cluster.delete(ref)
            await next_of(events, "deleted", "late")

    async def test_a_watch_of_one_namespace_does_not_tell_of_another(self, cluster: Cluster, namespace: str) -> None:
        async with cluster.watch(CONFIG_MAP, namespace) as events:
            await next_of(events, "synced")
            await cluster.apply(config_map("default", f"other-{namespace}"), manager=FIELD_MANAGER)
            await cluster.apply(config_map(namespace, "ours"), manager=FIELD_MANAGER)
            async with asyncio.timeout(WITHIN_S):
                while (event := await anext(events)).manifest.get("metadata", {}).get("name") != "ours":
                    assert event.manifest.get("metadata", {}).get("namespace", namespace) == namespace
        assert await cluster.delete(ObjectRef("v1", "ConfigMap", f"other-{namespace}", "default")) is True

    async def test_a_kind_comes_with_its_definition_and_its_watch_waits_for_it(self, cluster: Cluster, namespace: str) -> None:
        group = f"{namespace}.example"
        widget = {"apiVersion": f"{group}/v1", "kind": "Widget", "metadata": {"name": "first", "namespace": namespace}, "spec": {"size": 1}}
        async with cluster.watch(Kind(f"{group}/v1", "Widget")) as events:
            await cluster.apply(definition(group), manager=FIELD_MANAGER)
            async with cluster.watch(CRD) as definitions, asyncio.timeout(WITHIN_S):
                while not established(await anext(definitions), f"widgets.{group}"):
                    continue
            try:
                await self._applied_once_served(cluster, widget)
                found = await next_of(events, "added", "first")
                assert found.manifest["spec"] == {"size": 1}
            finally:
                await cluster.delete(ObjectRef(CRD.api_version, CRD.kind, f"widgets.{group}"))

    async def _applied_once_served(self, cluster: Cluster, manifest: Manifest) -> None:
        """A definition is Established a moment before every path of the server knows it."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                try:
                    await cluster.apply(manifest, manager=FIELD_MANAGER)
                    return
                except ObjectRefused:
                    continue


def established(event: WatchEvent, name: str) -> bool:
    conditions = event.manifest.get("status", {}).get("conditions") or []
    return event.manifest.get("metadata", {}).get("name") == name and any(
        condition["type"] == "Established" and condition["status"] == "True" for condition in conditions
    )
