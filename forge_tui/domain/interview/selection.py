"""Which components are on: switching one on brings its parents, switching one off takes along who needs it."""

from __future__ import annotations

from dataclasses import dataclass

from forge_tui.domain import answer_switches, graph
from forge_tui.domain.answer_switches import Listed, Switch
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.interview.interview import Interview

_ENABLE = ("components", "enable")
_DISABLE = ("components", "disable")


@dataclass(frozen=True, slots=True)
class Switching:
    """What one switch does."""

    component: str
    on: bool
    along: tuple[str, ...]
    """What is switched with it: its parents, or who needs it."""
    reasons: tuple[str, ...] = ()
    """`kserve needs cert-manager: its webhook certificates`, one for each edge that matters."""
    refused: str = ""
    """Why it cannot be done here; empty when it can."""

    @property
    def sentence(self) -> str:
        """What will happen, for people."""
        if self.refused:
            return self.refused
        if not self.along:
            return f"{self.component} is {'on' if self.on else 'off'}"
        if self.on:
            return f"{self.component} needs {_listed(self.along)}: on as well"
        verb = "needs" if len(self.along) == 1 else "need"
        return f"{_listed(self.along)} {verb} {self.component}: off as well"


def enabled(interview: Interview, catalogue: Catalogue) -> frozenset[str]:
    """Names of the components that are on; contradictions stay in."""
    return _present(_listed_of(interview, catalogue), catalogue)


def decided(interview: Interview, catalogue: Catalogue, component: str) -> str:
    """The answer besides `components` that switched a component, as in `tls.mode: acme`; empty when none did."""
    return _listed_of(interview, catalogue).reasons.get(component, "")


def switching(interview: Interview, catalogue: Catalogue, component: str, *, on: bool) -> Switching:
    """What switching a component would bring along, without doing it."""
    present = enabled(interview, catalogue)
    edges = catalogue.hard_edges
    along = _ancestors(catalogue, component) - present if on else graph.dependents(edges, component) & present
    moved = {component, *along}
    reasons = [
        f"{child} needs {edge.name}: {edge.why}"
        for child in catalogue.components
        for edge in catalogue[child].depends_on
        if edge.hard and child in moved and edge.name in moved
    ]
    order = [name for name in graph.order(edges) if name in along]
    return Switching(component, on, tuple(order), tuple(reasons), _refusal(interview, catalogue, moved, on=on))


def switched(interview: Interview, catalogue: Catalogue, component: str, *, on: bool) -> Interview:
    """The interview after the switch; what is as catalogue and answers have it anyway stands in neither list."""
    change = switching(interview, catalogue, component, on=on)
    if change.refused:
        return interview
    usual = _present(answer_switches.listed(_switches(interview), catalogue, (), ()), catalogue)
    wanted, unwanted = list(_names(interview, _ENABLE)), list(_names(interview, _DISABLE))
    for name in (component, *change.along):
        for names in (wanted, unwanted):
            if name in names:
                names.remove(name)
        if (name in usual) != on:
            (wanted if on else unwanted).append(name)
    result = interview
    for path, before, after in ((_ENABLE, _names(interview, _ENABLE), wanted), (_DISABLE, _names(interview, _DISABLE), unwanted)):
        if list(before) != after:
            result = result.with_value(path, after)
    return result


def needed_by(interview: Interview, catalogue: Catalogue, component: str) -> tuple[str, ...]:
    """Components that are on and need this one, directly or through others."""
    present = enabled(interview, catalogue)
    return tuple(sorted(graph.dependents(catalogue.hard_edges, component) & present))


def _refusal(interview: Interview, catalogue: Catalogue, moved: set[str], *, on: bool) -> str:
    """What stands against it: an answer that needs the opposite, or the foundation, which is always there."""
    for switch in _switches(interview):
        if switch.needed and switch.on != on and switch.component in moved:
            return f"{switch.component} stays {'on' if switch.on else 'off'}: {switch.answer} wants it so; change that answer first"
    founding = [name for name in sorted(moved) if catalogue[name].foundation and not on]
    return f"{_listed(tuple(founding))} stays on: everything else is installed from it" if founding else ""


def _switches(interview: Interview) -> tuple[Switch, ...]:
    return answer_switches.switches(interview.value)


def _listed_of(interview: Interview, catalogue: Catalogue) -> Listed:
    return answer_switches.listed(_switches(interview), catalogue, _names(interview, _ENABLE), _names(interview, _DISABLE))


def _present(found: Listed, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(c.name for c in catalogue if found.includes(c.name, by_default=c.default_enabled))


def _ancestors(catalogue: Catalogue, component: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [component]
    while waiting:
        for parent in catalogue[waiting.pop()].parents:
            if parent not in found and parent in catalogue:
                found.add(parent)
                waiting.append(parent)
    return frozenset(found)


def _names(interview: Interview, path: tuple[str, str]) -> tuple[str, ...]:
    value = interview.value(path)
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list | tuple) else ()


def _listed(names: tuple[str, ...], limit: int = 5) -> str:
    return ", ".join(names) if len(names) <= limit else f"{', '.join(names[:limit])} and {len(names) - limit} more"
