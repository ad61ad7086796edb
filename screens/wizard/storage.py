"""Step three: a storage class for each role, from the cluster's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from forge_tui.domain.answers_fields import Question
from forge_tui.domain.component import Profile
from forge_tui.domain.interview.steps import STORAGE
from forge_tui.domain.interview.suggestion import NEEDS, class_traits
from screens.widgets.rows import Row, Rows
from screens.wizard.field import Choice
from screens.wizard.form import StepForm
from screens.wizard.state import WizardState
from screens.wizard.words import named


class StorageForm(StepForm):
    """Roles and classes."""

    step = STORAGE

    def below(self) -> Iterable[Widget]:
        """The classes that there are."""
        yield Rows(id="storage-classes", classes="report")

    def draw(self, state: WizardState) -> None:
        """Fields, then the classes."""
        super().draw(state)
        self.query_one("#storage-classes", Rows).show(_classes(state))

    def choices(self, question: Question, state: WizardState) -> Sequence[Choice]:
        """The classes of the cluster, and its default."""
        if question.kind != "storage-class":
            return ()
        default = state.facts.default_class if state.facts else None
        usual = f"the cluster's default class ({default.name})" if default else "the cluster's default class"
        live = state.facts.storage_classes if state.facts else ()
        return (("", usual), *((entry.name, entry.name) for entry in live))


def _classes(state: WizardState) -> list[Row]:
    if state.facts is None:
        return [named("classes", "are not known: the cluster was not seen yet")]
    if not state.facts.storage_classes:
        return [named("classes", "none: nothing that keeps data can start", "$text-error")]
    rows = [named("class", f"{entry.name}: {class_traits(entry)}") for entry in state.facts.storage_classes]
    profile = str(state.interview.value(("profile",)))
    if profile in set(Profile):
        rows.append(named("disk", f"profile {profile} asks for about {NEEDS[Profile(profile)].disk_gib} GiB in all"))
    return rows
