"""The form of each step."""

from __future__ import annotations

from collections.abc import Mapping

from screens.wizard.cluster import ClusterForm
from screens.wizard.delivery import DeliveryForm
from screens.wizard.form import StepForm
from screens.wizard.names import NamesForm
from screens.wizard.review import ReviewForm
from screens.wizard.software import SoftwareForm
from screens.wizard.state import WizardState
from screens.wizard.storage import StorageForm

_FORMS: Mapping[str, type[StepForm]] = {
    form.step.name: form for form in (ClusterForm, NamesForm, StorageForm, SoftwareForm, DeliveryForm, ReviewForm)
}


def form_of(state: WizardState, *, ascii: bool) -> StepForm:  # noqa: A002 - named like the flag
    """A new form for the step that the wizard is at."""
    return _FORMS[state.step.name](state, ascii=ascii)
