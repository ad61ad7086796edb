"""Looks at an installed platform once: what each component is, why it is not ready. Changes nothing."""

from __future__ import annotations

import asyncio

from forge_tui import __version__
from forge_tui.domain.application import Application
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from forge_tui.domain.events import (
    FORMAT_VERSION,
    ComponentBlocked,
    ComponentDiagnosed,
    ComponentObserved,
    ComponentReady,
    Event,
    RunStarted,
)
from forge_tui.domain.objects import APPLICATION
from forge_tui.engine import probing
from forge_tui.engine.announcement import listed
from forge_tui.engine.diagnosis import chain, diagnose
from forge_tui.engine.evidence import gather, workloads_in
from forge_tui.engine.names import ARGOCD_NAMESPACE, ROOT
from forge_tui.ports import Cluster, ClusterIdentity


async def survey(cluster: Cluster, identity: ClusterIdentity, catalogue: Catalogue) -> list[Event]:
    """The events that a run would have told about the present state, for `fold`."""
    live = [Application.of(manifest) for manifest in await cluster.list(APPLICATION, ARGOCD_NAMESPACE)]
    applications = {application.name: application for application in live if application.name != ROOT}
    present = Catalogue({name: component for name, component in catalogue.components.items() if name in applications})
    told = await asyncio.gather(*(_look(cluster, component, applications[component.name]) for component in present))
    return [_opening(identity, present), *(event for events in told for event in events)]


async def _look(cluster: Cluster, component: Component, application: Application) -> list[Event]:
    events: list[Event] = [ComponentObserved(component.name, application.sync.value, application.health.value, application.health_message)]
    probe = await probing.why_not(cluster, component) if application.settled else ""
    if application.settled and not probe:
        return [*events, ComponentReady(component.name, 0.0)]
    evidence = await gather(cluster, component.name, application, workloads_in(application))
    events.append(ComponentBlocked(component.name, chain(evidence, probe)))
    if (found := diagnose(evidence)) is not None:
        events.append(
            ComponentDiagnosed(
                component.name,
                found.cause.id,
                found.cause.title,
                found.sighting.object,
                found.sighting.message,
                found.remedy,
                found.cause.heals,
            )
        )
    return events


def _opening(identity: ClusterIdentity, present: Catalogue) -> RunStarted:
    components = listed(present)
    return RunStarted(FORMAT_VERSION, __version__, "status", "read-only", identity.context, identity.server, "", (), components, 0.0)
