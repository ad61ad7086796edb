"""An admission webhook gives no answer, so objects of its kinds cannot be written."""

from __future__ import annotations

from forge_tui.engine.cause import Cause, Sighting
from forge_tui.engine.evidence import Evidence


def _recognise(evidence: Evidence) -> Sighting | None:
    application = evidence.application
    if application is None:
        return None
    for text in (application.operation_message, *application.conditions):
        if "failed calling webhook" in text or "failed to call webhook" in text:
            return Sighting(f"Application {application.name}", text)
    return None


CAUSE = Cause(
    id="FT-208",
    title="An admission webhook does not answer",
    meaning="The API server asks a webhook before it writes the object; the webhook's pod is not reachable yet or its certificate is not "
    "in place. Argo CD tries again.",
    remedy="Look at the pods behind the webhook's Service; it usually answers within a minute of their start.",
    heals=True,
    recognise=_recognise,
)
