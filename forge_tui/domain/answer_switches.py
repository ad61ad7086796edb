"""Which components single answers switch on or off, besides `components` itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from forge_tui.domain.catalogue import Catalogue

_ISSUING = ("self-signed", "acme")


@dataclass(frozen=True, slots=True)
class Switch:
    """A component that an answer switches on or off."""

    component: str
    on: bool
    answer: str
    """For people, as in `tls.mode: acme`."""
    needed: bool = True
    """Whether the answer cannot be carried out when components.enable or components.disable say otherwise."""


@dataclass(frozen=True, slots=True)
class Listed:
    """components.enable and components.disable, with what other answers add to them."""

    enable: frozenset[str]
    disable: frozenset[str]
    reasons: dict[str, str]
    """Component that an answer switched, to that answer."""
    problems: tuple[str, ...]
    """Where two answers want opposite things."""

    def includes(self, component: str, *, by_default: bool) -> bool:
        """Whether a component is on."""
        return (by_default or component in self.enable) and component not in self.disable


def switches(value: Callable[[tuple[str, ...]], Any]) -> tuple[Switch, ...]:
    """Every component that an answer besides `components` decides about; `value` gives the answer at a path."""
    found: list[Switch] = []
    mode = value(("tls", "mode"))
    if mode in _ISSUING:
        found.append(Switch("cert-manager-config", True, f"tls.mode: {mode}"))
    if mode == "self-signed":
        found.append(Switch("trust-manager", True, f"tls.mode: {mode}", needed=False))
    if value(("loadBalancer", "mode")) == "metallb":
        found += [Switch(name, True, "loadBalancer.mode: metallb") for name in ("metallb", "metallb-config")]
    if not value(("airm", "demo", "enabled")):
        found.append(Switch("airm-config", False, "airm.demo.enabled: false"))
    return tuple(found)


def listed(found: Iterable[Switch], catalogue: Catalogue, enable: Collection[str], disable: Collection[str]) -> Listed:
    """Both lists after the switches; what a list says already stays as it is, and is a problem where the answer needs the opposite."""
    on, off = set(enable), set(disable)
    reasons: dict[str, str] = {}
    problems: list[str] = []
    for switch in (switch for switch in found if switch.component in catalogue):
        against = off if switch.on else on
        if switch.component in against and switch.needed:
            word = "disable" if switch.on else "enable"
            problems.append(f"{switch.component} stands in components.{word}, and {switch.answer} says otherwise")
        elif switch.component not in against and catalogue[switch.component].default_enabled is not switch.on:
            reasons[switch.component] = switch.answer
            (on if switch.on else off).add(switch.component)
    return Listed(frozenset(on), frozenset(off), reasons, tuple(problems))
