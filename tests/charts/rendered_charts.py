"""Every chart linted and rendered with what the root passes it: once per size and domain, however many tests look at it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from tests.charts.chart_copies import NAMES, PROFILES, complete_copy
from tests.charts.helm_program import HelmProgram, Manifest
from tests.charts.rendered_root import CATALOGUE, applications, chart_values

# Helm is one process per call, and two cores are what there is.
PARALLEL = 2
# What is off unless somebody asks for it.
OPTIONS: dict[str, dict[str, Any]] = {
    "airm": {"elasticsearch": {"enabled": True}, "broker": {"backup": {"enabled": True}}},
    "kaiwo-config": {"demoVolume": {"enabled": True}},
    "openbao-config": {"global": {"openbao": {"seal": "shamir"}}},
    "otel-lgtm-stack": {"chronyExporter": {"enabled": True}},
}

Key = tuple[str, str]
"""Chart and profile."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class Renderings:
    """What came of every chart, and how long that took."""

    seconds: float
    manifests: Mapping[Key, tuple[Manifest, ...]]

    def own(self, profile: str) -> Iterator[tuple[str, Manifest]]:
        """Chart and manifest, for each that our own templates make."""
        for name in NAMES:
            yield from ((name, it) for it in self.manifests[name, profile] if it["metadata"]["name"] != "received")


@dataclass(frozen=True)
class Lints:
    """What `helm lint --strict` said about every chart: exit code and output. And how long that took."""

    seconds: float
    told: Mapping[Key, tuple[int, str]]


def every_chart(
    helm: HelmProgram, domain: str = "example.com", profiles: tuple[str, ...] = PROFILES, *, options: bool = False
) -> Renderings:
    """All charts with all components enabled; with `options` also what is off unless asked for. Fails when one does not render."""
    return _rendered(helm.program, domain, profiles, options)


def every_lint(helm: HelmProgram) -> Lints:
    """All charts with all components enabled."""
    return _linted(helm.program)


@cache
def _rendered(program: str, domain: str, profiles: tuple[str, ...], options: bool) -> Renderings:
    def render(helm: HelmProgram, name: str, copy: Path, values: dict[str, Any]) -> tuple[Manifest, ...]:
        return tuple(helm.template(copy, values, release=name, namespace=CATALOGUE["components"][name]["namespace"]))

    return Renderings(*_each(program, domain, profiles, OPTIONS if options else {}, render))


@cache
def _linted(program: str) -> Lints:
    return Lints(*_each(program, "example.com", PROFILES, {}, lambda helm, _, copy, values: helm.lint(copy, values)))


def _each(
    program: str,
    domain: str,
    profiles: tuple[str, ...],
    options: Mapping[str, Any],
    do: Callable[[HelmProgram, str, Path, dict[str, Any]], Result],
) -> tuple[float, dict[Key, Result]]:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(PARALLEL) as pool:
        started = time.monotonic()
        helm = HelmProgram(program, Path(folder))
        copies = {name: complete_copy(name, Path(folder) / "charts") for name in NAMES}
        passed = {it: _passed(helm, it, domain, options) for it in profiles}
        keys = [(name, profile) for profile in profiles for name in NAMES]
        done = list(pool.map(lambda key: do(helm, key[0], copies[key[0]], passed[key[1]][key[0]]), keys))
        return time.monotonic() - started, dict(zip(keys, done, strict=True))


def _passed(helm: HelmProgram, profile: str, domain: str, options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    components = {name: {"enabled": True, "overrides": options.get(name, {})} for name in CATALOGUE["components"]}
    found = applications(helm, {"components": components, "profile": profile, "global": {"domain": domain}})
    return {name: chart_values(application) for name, application in found.items()}
