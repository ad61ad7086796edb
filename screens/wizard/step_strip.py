"""The six steps on one line: which were seen, which one this is, which have problems."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from forge_tui.domain.interview.steps import STEPS
from forge_tui.domain.signs import DONE, FAILED, PROGRESSING, WAITING, Sign
from screens.look import VARIABLES
from screens.wizard.state import WizardState

_SHORT = {"cluster": "Cluster", "names": "Domain", "storage": "Storage", "software": "Software", "delivery": "Delivery", "review": "Review"}
_ALL_NAMES = 76
"""Columns that the names of all steps take."""


class StepStrip(Static):
    """One line; a click goes to a step."""

    class Chosen(Message):
        """The operator wants to go to a step."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

    def __init__(self, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        super().__init__(id="steps")
        self._ascii = ascii
        self._ends: list[int] = []
        self._state = WizardState()

    def on_resize(self) -> None:
        """What fits has changed."""
        self.show(self._state)

    def show(self, state: WizardState) -> None:
        """Show where the interview is."""
        self._state = state
        parts: list[Content] = []
        self._ends = []
        for number, step in enumerate(STEPS, start=1):
            sign, here = _sign(state, number - 1), step == state.step
            tone = VARIABLES[sign.tone]
            name = f" {_SHORT[step.name]}" if here or self.size.width >= _ALL_NAMES else ""
            text = f"{sign.mark(ascii=self._ascii)} {number}{name}"
            style = " ".join(filter(None, ["bold underline" if here else "", f"${'text-' + tone if tone else 'text-muted'}"]))
            parts.append(Content.styled(text, style))
            self._ends.append((self._ends[-1] if self._ends else 0) + len(text) + 2)
        self.update(Content("  ").join(parts))

    def on_click(self, event: events.Click) -> None:
        """Go to the step under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None:
            position = next((place for place, end in enumerate(self._ends) if offset.x < end), None)
            if position is not None:
                self.post_message(self.Chosen(position))


def _sign(state: WizardState, position: int) -> Sign:
    step = STEPS[position]
    if step.name in state.seen and state.interview.problems(step) and step.sections:
        return FAILED
    if step == state.step:
        return PROGRESSING
    return DONE if step.name in state.seen else WAITING
