"""Says why a component is not ready: the chain down to the deepest object, and the cause if one is recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from forge_tui.domain.application import Application
from forge_tui.domain.objects import Manifest
from forge_tui.domain.sanitise import clean_line
from forge_tui.engine import causes, plugins
from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence, waiting_containers
from forge_tui.engine.readiness import why_not_ready


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A sighting with its cause."""

    cause: Cause
    sighting: Sighting

    def __str__(self) -> str:
        return f"{self.cause.title} ({self.cause.id}) at {self.sighting.object}: {self.sighting.message}"

    @property
    def remedy(self) -> str:
        """What the operator does next."""
        return self.sighting.remedy or self.cause.remedy


@cache
def known_causes() -> Mapping[str, Cause]:
    """Every cause by its id, most specific first (the order of ids)."""
    found = [module.CAUSE for module in plugins.modules_of(causes)]
    return {cause.id: cause for cause in sorted(found, key=lambda cause: cause.id)}


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """The first cause that fits the evidence."""
    for cause in known_causes().values():
        sighting = cause.recognise(evidence)
        if sighting is not None:
            return Diagnosis(cause, Sighting(clean_line(sighting.object), clean_line(sighting.message), clean_line(sighting.remedy)))
    return None


def chain(evidence: Evidence, probe: str = "") -> tuple[str, ...]:
    """From Argo CD's view down to the container that waits, each link a few words."""
    links: list[str] = []
    application = evidence.application
    if application is None:
        links.append("no Application yet")
    elif not application.settled:
        links.append(_application_link(application))
    links += [f"{missing}: not there yet" for missing in evidence.missing[:1]]
    links += [f"{unready['kind']} {unready['metadata']['name']}: {why_not_ready(unready)}" for unready in evidence.unready[:1]]
    links += [_pod_link(pod) for pod in evidence.pods[:1]]
    if probe:
        links.append(probe)
    return tuple(clean_line(link, 300) for link in links)


def _application_link(application: Application) -> str:
    message = application.operation_message or application.health_message
    detail = application.conditions[0] if application.conditions else message
    return f"{application.sync}, {application.health}" + (f": {detail}" if detail else "")


def _pod_link(pod: Manifest) -> str:
    name = pod["metadata"]["name"]
    waiting = waiting_containers(pod)
    return f"Pod {name}: {waiting[0][1]} {waiting[0][2]}".rstrip() if waiting else f"Pod {name}: not ready"
