"""An object's kind is not known to the API server."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence

_WORDS = ("could not find the requested resource", "no matches for kind", "ensure CRDs are installed first")


def _recognise(evidence: Evidence) -> Sighting | None:
    application = evidence.application
    if application is None:
        return None
    for text in (application.operation_message, *application.conditions):
        if any(word in text for word in _WORDS):
            return Sighting(f"Application {application.name}", text)
    return None


CAUSE = Cause(
    id="FT-209",
    title="A custom resource's definition is missing",
    meaning="The component brings objects of a kind whose CustomResourceDefinition is not in the cluster. Argo CD tries again.",
    remedy="Look at which component brings the kind: forge-tui plan ANSWERS",
    heals=True,
    recognise=_recognise,
)
