"""The components by layer; each can be switched, and takes along what its switch demands."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.interview.selection import decided, enabled, needed_by, switched, switching
from screens.foreign import foreign_line
from screens.wizard.state import WizardState


class ComponentList(OptionList):
    """The list itself; space works like enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", "Switch on or off", tooltip="what needs it, or what it needs, is switched along")
    ]


class ComponentChoice(Vertical):
    """Says which component the operator wants switched; decides nothing."""

    class Switched(Message):
        """A component is to be switched over."""

        def __init__(self, component: str) -> None:
            super().__init__()
            self.component = component

    class Highlighted(Message):
        """The cursor is on another component."""

        def __init__(self, component: str) -> None:
            super().__init__()
            self.component = component

    def __init__(self, *, ascii: bool) -> None:  # noqa: A002 - named like the flag
        super().__init__(id="components")
        self._ascii = ascii
        self._shown: dict[str, bool] = {}

    def compose(self) -> ComposeResult:
        """A count, and the list."""
        yield Static(Content("Components"), classes="title")
        yield ComponentList(id="component-list", compact=True)

    def show(self, state: WizardState) -> None:
        """Bring the list to what the interview says."""
        catalogue = state.catalogue
        if catalogue is None:
            return
        on = enabled(state.interview, catalogue)
        self.query_one(".title", Static).update(Content(f"Components, {len(on)} of {len(catalogue)} on"))
        wanted = {component.name: component.name in on for component in catalogue}
        if wanted.keys() != self._shown.keys():
            self._fill(catalogue, wanted)
        options = self.query_one(ComponentList)
        for name, is_on in wanted.items():
            if self._shown.get(name) != is_on:
                options.replace_option_prompt(name, self._prompt(catalogue, name, on=is_on))
        self._shown = wanted

    @property
    def highlighted(self) -> str:
        """The component under the cursor; empty when there is none."""
        options = self.query_one(ComponentList)
        option = options.highlighted_option
        return str(option.id) if option and option.id else ""

    def _fill(self, catalogue: Catalogue, wanted: dict[str, bool]) -> None:
        options = self.query_one(ComponentList)
        options.clear_options()
        ordered = sorted(catalogue, key=lambda component: (component.layer, component.wave, component.name))
        for layer, members in groupby(ordered, key=lambda component: component.layer):
            options.add_option(Option(foreign_line(layer, "$text-muted"), disabled=True))
            for component in members:
                options.add_option(Option(self._prompt(catalogue, component.name, on=wanted[component.name]), id=component.name))

    def _prompt(self, catalogue: Catalogue, name: str, *, on: bool) -> Content:
        glyph = ("*" if self._ascii else "●") if on else ("." if self._ascii else "○")
        style = "$text-success" if on else "$text-muted"
        component = catalogue[name]
        return Content.assemble((f" {glyph} {'on' if on else 'off':<4}", style), foreign_line(f"{name}  {component.version}", limit=60))

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Ask for the switch."""
        message.stop()
        if message.option_id:
            self.post_message(self.Switched(message.option_id))

    def on_option_list_option_highlighted(self, message: OptionList.OptionHighlighted) -> None:
        """Tell where the cursor is."""
        message.stop()
        if message.option_id:
            self.post_message(self.Highlighted(message.option_id))


def about(state: WizardState, name: str) -> Content:
    """What the side pane says about a component."""
    if state.catalogue is None or name not in state.catalogue:
        return Content("")
    component = state.catalogue[name]
    lines = [foreign_line(component.title), Content(""), foreign_line(f"{component.layer}, wave {component.wave}", "$text-muted")]
    hard = [edge for edge in component.depends_on if edge.hard]
    lines += [Content.assemble(("needs ", "bold"), foreign_line(f"{edge.name}: {edge.why}", limit=200)) for edge in hard]
    if answer := decided(state.interview, state.catalogue, name):
        lines.append(Content.assemble(("switched by ", "bold"), foreign_line(answer, limit=200)))
    if dependents := needed_by(state.interview, state.catalogue, name):
        lines.append(Content.assemble(("needed by ", "bold"), foreign_line(", ".join(dependents), limit=400)))
    return Content("\n").join(lines)


def switch(interview: Interview, catalogue: Catalogue, name: str) -> tuple[Interview, Content]:
    """The interview with a component switched over, and what that did or why it cannot be done."""
    on = name not in enabled(interview, catalogue)
    change = switching(interview, catalogue, name, on=on)
    reasons = () if change.refused else change.reasons
    lines = [foreign_line(change.sentence, "bold", limit=400), Content(""), *(foreign_line(reason) for reason in reasons)]
    return switched(interview, catalogue, name, on=on), Content("\n").join(lines)
