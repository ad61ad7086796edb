"""Step five: where everything comes from, who can open the vault, who gives addresses."""

from __future__ import annotations

from forge_tui.domain.interview.steps import DELIVERY
from screens.wizard.form import StepForm


class DeliveryForm(StepForm):
    """Delivery, registry, vault and load balancer: fields only."""

    step = DELIVERY
