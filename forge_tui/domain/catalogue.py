"""All components and the rules that hold between them. The file is root/values.yaml."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forge_tui.domain import graph
from forge_tui.domain.component import (
    Address,
    Component,
    Dependency,
    Image,
    ProbeSpec,
    Profile,
    SeedSecret,
    Strength,
    VaultNeeds,
    VaultRole,
)
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
            SelectionInvalid: A name is unknown, stands in both lists, or an enabled component needs one that is off; says
                who needs it and what would help.
        """
        wanted, unwanted = set(enable), set(disable)
        problems = [f"there is no component {name}" for name in sorted((wanted | unwanted) - self.components.keys())]
        problems += [f"{name} is enabled and disabled at once" for name in sorted(wanted & unwanted)]
        founding = [c.name for c in self if c.foundation and c.name in unwanted]
        problems += [f"{name} belongs to the foundation, which everything else is installed from" for name in founding]
        names = {c.name for c in self if (c.default_enabled or c.name in wanted) and c.name not in unwanted}
        off = self._needed_and_off(names | set(founding))
        problems += [f"{name} is off and needed by " + ", ".join(f"{who} ({why})" for who, why in off[name].items()) for name in off]
        if problems:
            raise SelectionInvalid("; ".join(problems), remedy=self._way_out(off, names, founding))
        return Catalogue({name: component for name, component in self.components.items() if name in names})

    def _needed_and_off(self, names: Collection[str]) -> dict[str, dict[str, str]]:
        """Each component outside `names` that one inside cannot do without: to those, with the reason."""
        found: dict[str, dict[str, str]] = {}
        for component in self:
            for edge in component.depends_on if component.name in names else ():
                if edge.hard and edge.name not in names and edge.name in self.components:
                    found.setdefault(edge.name, {})[component.name] = edge.why
        return found

    def _way_out(self, off: Iterable[str], names: Collection[str], founding: Sequence[str]) -> str:
        """What to answer, for each that is missing: all that fall with it, so that one change is enough."""
        ways = [f"Take {', '.join(founding)} out of components.disable."] if founding else []
        for name in off:
            fallen = ", ".join(sorted(graph.dependents(self.hard_edges, name) & set(names)))
            ways.append(f"Add {fallen} to components.disable as well, or enable {name}.")
        return " ".join(ways)

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
        images=_images(entry),
        versions={str(version): _images(more) for version, more in entry.get("versions", {}).items()},
        namespaces=tuple(entry.get("namespaces", ())),
        vault=_vault_needs(entry.get("vault", {})),
        addresses=tuple(Address(one["host"], one["title"], one.get("login", "")) for one in entry.get("addresses", ())),
    )


def _edge(edge: Mapping[str, Any]) -> Dependency:
    return Dependency(edge["name"], Strength(edge["strength"]), edge["needs"], edge["why"])


def _images(entry: Mapping[str, Any]) -> tuple[Image, ...]:
    """Each is a reference, or a mapping that says which profiles use it."""
    return tuple(
        Image(image) if isinstance(image, str) else Image(image["image"], tuple(map(Profile, image["profiles"])))
        for image in entry.get("images", ())
    )


def _vault_needs(entry: Mapping[str, Any]) -> VaultNeeds:
    roles = (
        VaultRole(name, tuple(role["serviceAccounts"]), tuple(role["namespaces"]), tuple(role["policies"]))
        for name, role in entry.get("roles", {}).items()
    )
    return VaultNeeds(tuple(entry.get("mounts", ())), dict(entry.get("policies", {})), tuple(roles))
