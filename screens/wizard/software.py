"""Step four: how large, and which components."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget

from forge_tui.domain.interview.steps import SOFTWARE
from forge_tui.domain.interview.suggestion import NEEDS
from forge_tui.domain.signs import DONE, NOTICE
from screens.look import VARIABLES
from screens.widgets.rows import Row, Rows
from screens.wizard.component_choice import ComponentChoice
from screens.wizard.form import StepForm
from screens.wizard.state import WizardState


class SoftwareForm(StepForm):
    """Profile, components, AIRM."""

    step = SOFTWARE
    elsewhere = frozenset({("components", "enable"), ("components", "disable")})

    def fields(self) -> Iterable[Widget]:
        """The profile with what it needs, the components, then the rest."""
        profile, *others = super().fields()
        yield profile
        yield Rows(id="profile-needs", classes="report")
        yield ComponentChoice(ascii=self.ascii)
        yield from others

    def draw(self, state: WizardState) -> None:
        """Fields, needs and components."""
        super().draw(state)
        self.query_one("#profile-needs", Rows).show(self._needs(state))
        self.query_one(ComponentChoice).show(state)

    def _needs(self, state: WizardState) -> list[Row]:
        chosen = str(state.interview.value(("profile",)))
        rows: list[Row] = []
        for profile, needs in NEEDS.items():
            lacking = needs.lacking(state.facts) if state.facts else ""
            sign = NOTICE if lacking else DONE
            fits = "" if state.facts is None else f"  {sign.mark(ascii=self.ascii)} {lacking or 'fits'}"
            style = "bold" if profile == chosen else "$text-muted"
            words = Content.assemble(f"{needs.cores} cores, {needs.memory_gib} GiB", (fits, f"$text-{VARIABLES[sign.tone]}"))
            rows.append((Content.styled(profile.value, style), words))
        return rows
