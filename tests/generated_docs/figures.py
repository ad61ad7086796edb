"""The figures of the product document, each computed from what it is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

import yaml

from forge_tui.adapters import helm
from forge_tui.domain import durations, graph
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Profile
from forge_tui.domain.errors import ExitCode
from forge_tui.engine import preflight
from forge_tui.engine.diagnosis import known_causes
from forge_tui.engine.planner import _STEPS as STEPS
from forge_tui.engine.plugins import modules_of
from forge_tui.engine.preflight import cluster_version
from forge_tui.frontends import explain
from tests.generated_docs import ROOT, measured, sizes_page
from tests.generated_docs.sources import catalogue

UPSTREAM_COMPONENTS = 39
"""Entries of enabledApps in root/values_cf.yaml of silogen/cluster-forge at v1.5.4."""


def figures() -> dict[str, str]:
    """Name of each figure to its text."""
    return _of_the_catalogue(catalogue()) | _of_the_program() | _of_problems() | _measured() | {"sizes_table": sizes_page.committed_table()}


def _of_the_catalogue(components: Catalogue) -> dict[str, str]:
    edges = [edge for component in components for edge in component.depends_on]
    seeds = [seed for component in components for seed in component.seeds]
    enabled = components.select()
    seconds, _ = graph.critical_path(enabled.hard_edges, {component.name: component.seconds for component in enabled})
    layers = list(dict.fromkeys(component.layer for component in components))
    versions = list(yaml.safe_load((ROOT / "charts/airm/files/versions.yaml").read_text()))
    images = {image.reference for c in components for image in (*c.images, *c.versions.get(c.version, ()))}
    counts = {
        "components": len(components),
        "supporting": len(components) - sum(component.layer == "platform" for component in components),
        "on": len(enabled),
        "additions": len(components) - UPSTREAM_COMPONENTS,
        "upstream_components": UPSTREAM_COMPONENTS,
        "layers": len(layers),
        "waves": len({component.wave for component in components}),
        "hard_edges": sum(edge.hard for edge in edges),
        "soft_edges": sum(not edge.hard for edge in edges),
        "seeds": len(seeds),
        "random_seeds": sum(seed.generate.startswith("random:") for seed in seeds),
        "probes": sum(len(component.probes) for component in components),
        "profiles": len(Profile),
        "images": len(images),
        "airm_versions": len(versions),
    }
    return (
        {name: str(count) for name, count in counts.items()}
        | {"estimate": durations.rough(seconds), "airm_version": components["airm"].version, "airm_oldest": str(versions[0])}
        | {"foundation": _listed([component.title.partition(",")[0] for component in components if component.layer == "foundation"])}
        | {f"components of {layer}": _members(components, layer) for layer in layers}
    )


def _members(components: Catalogue, layer: str) -> str:
    """Names of a layer; those that are off by default in italics."""
    mine = [component for component in components if component.layer == layer]
    return ", ".join(component.name if component.default_enabled else f"*{component.name}*" for component in mine)


def _of_the_program() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    phases = list(dict.fromkeys(step.phase for step in STEPS))
    table = ["| Phase | Steps |", "|---|---|"]
    table += [f"| {phase} | {'; '.join(step.title for step in STEPS if step.phase == phase)} |" for phase in phases]
    return {
        "failures": str(len(explain.entries(known_causes().values()))),
        "exit_codes": str(len(ExitCode)),
        "checks": str(len(modules_of(preflight))),
        "steps": str(len(STEPS)),
        "phases": str(len(phases)),
        "phase_table": "\n".join(table),
        "kubernetes_oldest": _version(cluster_version.OLDEST),
        "helm_oldest": _version(helm.OLDEST),
        "python_oldest": project["requires-python"].removeprefix(">="),
    }


def _of_problems() -> dict[str, str]:
    """Known problems of upstream that the READMEs of the charts name by their number in a list."""
    named: set[int] = set()
    total = 0
    for component in catalogue():
        text = (ROOT / component.chart / "README.md").read_text()
        if found := re.search(r"By number of the list of (\d+):(.*?)(?=\n\n|\Z)", text, re.DOTALL):
            total = int(found[1])
            said = re.sub(r"\([^()]*\)|Beside.*|Besides.*|Beyond.*", "", found[2], flags=re.DOTALL)
            named |= {int(number) for number in re.findall(r"\b\d+\b", said)}
    return {"problems": str(total), "problems_fixed": str(len({number for number in named if number <= total}))}


def _measured() -> dict[str, str]:
    plan = measured.row("startup", "forge-tui plan answers.yaml")
    ratio = measured.row("lab", "total / critical path")
    second = measured.row("lab", "second run, changes nothing")
    kinds = measured.row("crds", "time to all healthy")
    return {
        "plan_time": plan[1],
        "plan_goal": plan[2].removeprefix("<= "),
        "accelerated_ratio": ratio[0],
        "waves_ratio": ratio[1],
        "second_run": second[0],
        "crds_first": kinds[0],
        "crds_later": kinds[1],
    }


def _version(parts: Iterable[int]) -> str:
    return ".".join(map(str, parts))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"
