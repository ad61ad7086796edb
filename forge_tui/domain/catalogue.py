"""All components and the rules that hold between them. The file is root/values.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forge_tui.domain import graph
from forge_tui.domain.component import Component, Dependency, ProbeSpec, SeedSecret, Strength
from forge_tui.domain.failures import CatalogueInvalid, SelectionInvalid


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Components by name, in the order of the file."""

    components: Mapping[str, Component]

    def __iter__(self) -> Iterator[Component]:
        return iter(self.components.values())

    def __len__(self) -> int:
        return len(self.components)

    def __getitem__(self, name: str) -> Component:
        return self.components[name]

    def __contains__(self, name: object) -> bool:
        return name in self.components

    @property
    def hard_edges(self) -> dict[str, tuple[str, ...]]:
        """Component to its hard parents."""
        return {component.name: component.parents for component in self}

    def select(self, enable: Iterable[str] = (), disable: Iterable[str] = ()) -> Catalogue:
        """The enabled components: the defaults, plus `enable`, minus `disable`.

        Raises:
            SelectionInvalid: A name is unknown, stands in both lists, or an enabled component needs one that is off.
        """
        wanted, unwanted = set(enable), set(disable)
        problems = [f"there is no component {name}" for name in sorted((wanted | unwanted) - self.components.keys())]
        problems += [f"{name} is enabled and disabled at once" for name in sorted(wanted & unwanted)]
        names = {c.name for c in self if (c.default_enabled or c.name in wanted) and c.name not in unwanted}
        for component in self:
            if component.name in names:
                missing = [edge for edge in component.depends_on if edge.hard and edge.name not in names and edge.name in self.components]
                problems += [f"{component.name} needs {edge.name}, which is off: {edge.why}" for edge in missing]
        if problems:
            raise SelectionInvalid("; ".join(problems))
        return Catalogue({name: component for name, component in self.components.items() if name in names})

    def contradictions(self) -> list[str]:
        """Every rule that the catalogue breaks, in words; empty when it is consistent."""
        found = [
            f"{component.name} depends on {edge.name}, which is not in the catalogue"
            for component in self
            for edge in component.depends_on
            if edge.name not in self.components
        ]
        if found:
            return found
        try:
            level = graph.levels(self.hard_edges)
        except CatalogueInvalid as error:
            return [error.message]
        return [
            f"{component.name} has wave {component.wave}, its hard dependencies put it at {level[component.name]}"
            for component in self
            if component.wave != level[component.name]
        ]

    def checked(self) -> Catalogue:
        """Itself, when it is consistent.

        Raises:
            CatalogueInvalid: With every contradiction.
        """
        if found := self.contradictions():
            raise CatalogueInvalid("; ".join(found))
        return self


def parse(values: Mapping[str, Any]) -> Catalogue:
    """Read the content of root/values.yaml; its shape is guarded by root/values.schema.json.

    Raises:
        CatalogueInvalid: An entry lacks a field or has one of the wrong type.
    """
    components: dict[str, Component] = {}
    for name, entry in (values.get("components") or {}).items():
        try:
            components[name] = _component(name, entry)
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogueInvalid(f"component {name}: {type(error).__name__} {error}") from error
    return Catalogue(components)


def _component(name: str, entry: Mapping[str, Any]) -> Component:
    return Component(
        name=name,
        title=entry["title"],
        layer=entry["layer"],
        namespace=entry["namespace"],
        chart=entry.get("chart", f"charts/{name}"),
        version=str(entry["version"]),
        wave=int(entry["wave"]),
        default_enabled=bool(entry["enabled"]),
        foundation=bool(entry.get("foundation", False)),
        depends_on=tuple(_edge(edge) for edge in entry.get("dependsOn", ())),
        probes=tuple(ProbeSpec(probe["kind"], {k: v for k, v in probe.items() if k != "kind"}) for probe in entry.get("probes", ())),
        seeds=tuple(SeedSecret(seed["path"], seed["generate"]) for seed in entry.get("seeds", ())),
        seconds=float(entry.get("seconds", 60)),
    )


def _edge(edge: Mapping[str, Any]) -> Dependency:
    return Dependency(edge["name"], Strength(edge["strength"]), edge["needs"], edge["why"])
