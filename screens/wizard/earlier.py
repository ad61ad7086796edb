"""What can be done on a cluster that has an install of ours: offered where the cluster is chosen."""

from __future__ import annotations

from enum import StrEnum

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from screens.wizard.state import WizardState


class Way(StrEnum):
    """What the operator chose."""

    GO_ON = "go-on"
    RESUME = "resume"
    CONSOLE = "console"


_WORDS = {
    Way.GO_ON: ("Go on", "answer the questions anew"),
    Way.RESUME: ("Resume", "the answers of the last run"),
    Way.CONSOLE: ("Open console", "look at what is there"),
}


class EarlierInstall(OptionList):
    """The ways there are; decides nothing."""

    class Chosen(Message):
        """One of them was chosen."""

        def __init__(self, way: Way) -> None:
            super().__init__()
            self.way = way

    def __init__(self) -> None:
        super().__init__(id="earlier", compact=True)
        self._ways: tuple[Way, ...] = ()

    def show(self, state: WizardState) -> None:
        """Offer what works now."""
        self.display = state.ours
        ways = tuple(
            way
            for way, works in ((Way.GO_ON, True), (Way.RESUME, state.earlier is not None), (Way.CONSOLE, state.has_console))
            if works and state.ours
        )
        if ways != self._ways:
            self._ways = ways
            self.clear_options()
            self.add_options(Option(_prompt(way), id=way) for way in ways)

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Tell it."""
        message.stop()
        if message.option_id:
            self.post_message(self.Chosen(Way(message.option_id)))


def _prompt(way: Way) -> Content:
    title, words = _WORDS[way]
    return Content.assemble((f"{title:<13}", "bold"), words)
