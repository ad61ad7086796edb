"""Defaults that are read from the cluster, each with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forge_tui.domain.answers_fields import Path
from forge_tui.domain.component import Profile
from forge_tui.domain.facts import ClusterFacts, StorageFacts


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an answer could be, and what in the cluster says so."""

    value: Any
    evidence: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a profile wants of the cluster as a whole."""

    cores: int
    memory_gib: int
    nodes: int
    disk_gib: int
    """About, all claims together."""
    people: str

    def lacking(self, facts: ClusterFacts) -> str:
        """What the cluster is short of, or nothing."""
        ready = sum(node.ready for node in facts.nodes)
        for has, wants, what in (
            (facts.cores, self.cores, "cores"),
            (facts.memory_gib, self.memory_gib, "GiB memory"),
            (ready, self.nodes, "nodes"),
        ):
            if has < wants:
                return f"has {has:.0f} of {wants} {what}"
        return ""


NEEDS: Mapping[Profile, Needs] = {
    Profile.SMALL: Needs(8, 32, 1, 600, "1 to 5 users"),
    Profile.MEDIUM: Needs(20, 64, 1, 1100, "5 to 20 users"),
    Profile.LARGE: Needs(64, 256, 3, 3200, "more, or high availability"),
}
_API_NAMES = re.compile(r"^(api|apiserver|kube|k8s|kubernetes|control-plane|cp|master)(-int|-[0-9]+)?\.")
_IP_ADDRESS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")


def suggestions(facts: ClusterFacts) -> dict[Path, Suggestion]:
    """What this cluster suggests."""
    return dict(_every(facts))


def _every(facts: ClusterFacts) -> Iterator[tuple[Path, Suggestion]]:
    if (domain := _domain(facts)) is not None:
        yield ("domain",), domain
    yield ("profile",), _profile(facts)
    yield ("tls", "mode"), _certificate(facts)
    yield from _storage(facts)
    yield ("loadBalancer", "mode"), _load_balancer(facts)


def _domain(facts: ClusterFacts) -> Suggestion | None:
    host = facts.server.partition("://")[2].partition("/")[0].rpartition(":")[0]
    if _IP_ADDRESS.fullmatch(host) and not host.startswith("127."):
        return Suggestion(f"{host}.nip.io", "made of the API server's address; nip.io names lead there: good for a test")
    name = _API_NAMES.sub("", host.lower())
    if "." in name and re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", name) and re.search(r"[a-z]$", name):
        return Suggestion(name, f"from the API server's name {host}")
    return None


def _profile(facts: ClusterFacts) -> Suggestion:
    has = f"{len(facts.nodes)} nodes with {facts.cores:.0f} cores and {facts.memory_gib:.0f} GiB"
    for profile in (Profile.LARGE, Profile.MEDIUM, Profile.SMALL):
        if not NEEDS[profile].lacking(facts):
            needs = NEEDS[profile]
            return Suggestion(profile.value, f"{has}: the largest that fits ({needs.cores} cores, {needs.memory_gib} GiB)")
    return Suggestion(Profile.SMALL.value, f"{has}: less than the smallest profile wants")


def _certificate(facts: ClusterFacts) -> Suggestion:
    if "cluster-tls" in facts.tls_secrets:
        return Suggestion("existing", "Secret cluster-tls is in the cluster")
    return Suggestion("self-signed", "no Secret cluster-tls is in the cluster; this works without one")


def _storage(facts: ClusterFacts) -> Iterator[tuple[Path, Suggestion]]:
    default = facts.default_class
    roles = (
        ("readWriteOnce", default or next(iter(facts.storage_classes), None)),
        ("local", next((entry for entry in facts.storage_classes if entry.local), default)),
        ("readWriteMany", next((entry for entry in facts.storage_classes if entry.shared), None)),
    )
    for role, found in roles:
        if found is not None:
            yield ("storage", role), Suggestion(found.name, class_traits(found))


def class_traits(entry: StorageFacts) -> str:
    """Provisioner, and what distinguishes the class."""
    traits = [
        *(["the cluster's default"] if entry.default else []),
        *(["local disks"] if entry.local else []),
        *(["shared between nodes"] if entry.shared else []),
        *(["volumes can grow"] if entry.expands else []),
    ]
    return ", ".join([entry.provisioner, *traits])


def _load_balancer(facts: ClusterFacts) -> Suggestion:
    if facts.load_balancer:
        return Suggestion("existing", facts.load_balancer)
    return Suggestion("existing", "no Service of this cluster has an address yet; choose metallb on machines of your own")
