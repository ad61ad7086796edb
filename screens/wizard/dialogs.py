"""What the wizard asks over itself: what becomes of answers when it is left, and which failed check stops nothing."""

from __future__ import annotations

from forge_tui.domain import durations
from screens.ask import Answer, AskScreen
from screens.wizard.state import WizardState

SAVE = "save"
LEAVE = "leave"


def leaving(state: WizardState, *, ascii: bool) -> AskScreen:  # noqa: A002 - named like the flag
    """Answers that are wrong make no file, so they can only be lost or mended."""
    answers = [Answer(LEAVE, "Leave", "the answers are lost; nothing was changed in the cluster")]
    words = "Nothing was changed in the cluster so far."
    if wrong := len(state.interview.findings):
        words = f"They cannot be saved yet: {durations.quantity(wrong, 'answer')} missing or wrong."
    else:
        answers.insert(0, Answer(SAVE, "Save and leave", "answers and plan, as files in this folder"))
    return AskScreen("Your answers are not saved. Leave?", words, "the wizard stays as it is", answers, ascii=ascii)


def waiving(state: WizardState, *, ascii: bool) -> AskScreen:  # noqa: A002 - named like the flag
    """One answer for each failed check, with what it found."""
    answers = [Answer(check.check, f"Waive: {check.title}", check.message) for check in state.failed_checks]
    words = "A waived check is told in the events and in the report of the run. The install may fail for that very reason."
    return AskScreen("Start although a check failed?", words, "mend what is wrong first", answers, ascii=ascii)
