"""Argo CD cannot read or render the component from Git."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence


def _recognise(evidence: Evidence) -> Sighting | None:
    application = evidence.application
    if application is None:
        return None
    for text in application.conditions:
        if text.startswith(("ComparisonError", "InvalidSpecError")):
            return Sighting(f"Application {application.name}", text)
    return None


CAUSE = Cause(
    id="FT-210",
    title="Argo CD cannot compare the component with Git",
    meaning="The repository is not reachable from Argo CD, its credentials are wrong, or the chart does not render.",
    remedy="Look at: kubectl -n argocd logs deployment/argocd-repo-server",
    heals=True,
    recognise=_recognise,
)
