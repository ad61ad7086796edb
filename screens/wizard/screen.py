"""The wizard: six steps from nothing to a confirmed plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input

from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.interview.desk import Desk
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.interview.steps import NAMES, REVIEW, STEPS, Step
from forge_tui.domain.plan import Plan
from screens.widgets.cluster_header import ClusterHeader
from screens.wizard.component_choice import ComponentChoice, switch
from screens.wizard.dialogs import LEAVE, SAVE, leaving, waiving
from screens.wizard.earlier import EarlierInstall, Way
from screens.wizard.field import Field
from screens.wizard.form import StepForm
from screens.wizard.forms import form_of
from screens.wizard.inquiries import Inquiries
from screens.wizard.review import ReviewForm
from screens.wizard.side_pane import SidePane
from screens.wizard.state import WizardState
from screens.wizard.step_strip import StepStrip

TYPING_PAUSE_S = 0.4
"""Who types is not interrupted: the world is asked after this pause."""
Confirmed = Callable[[Interview, Plan, frozenset[str]], None]
"""Takes finished answers, their plan, and the names of waived checks."""
Console = Callable[[Interview, Catalogue], None]
"""Opens the console of the chosen cluster."""


class WizardScreen(Screen[None]):
    """Shows a WizardState; asks the desk, and hands over the confirmed plan."""

    CSS_PATH = "wizard.tcss"
    AUTO_FOCUS = ""
    """Each step says itself where it begins."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-normal"), (110, "-wide")]  # noqa: RUF012 - Textual declares it on the instance
    HELP = """Six steps from nothing to a confirmed plan. Every field has a default that was read from the cluster,
and every step can be left as it is. Nothing is changed in the cluster before its name was typed in the last step."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n,f3", "next", "Next step", key_display="^n", tooltip="answers stay as they are"),
        Binding("escape", "back", "Back", tooltip="one step back, without losing an answer"),
        Binding("ctrl+s", "save", "Save", key_display="^s", tooltip="answers.yaml and plan.json, into this folder"),
        Binding("s", "save_plan", "Save", show=False),
        Binding("w", "waive", "Waive", tooltip="start although a check failed"),
        Binding("ctrl+r", "look_again", "Look again", key_display="^r", tooltip="at the cluster, DNS and files"),
        Binding("f2", "forget", "Default", tooltip="take this answer back: its default holds again"),
    ]

    state: var[WizardState] = var(WizardState, init=False)
    """What is on the screen, all of it."""

    def __init__(
        self,
        state: WizardState | None = None,
        *,
        desk: Desk | None = None,
        confirmed: Confirmed | None = None,
        console: Console | None = None,
        folder: Path | None = None,
        ascii: bool = False,  # noqa: A002 - named like the flag
    ) -> None:
        """Make the screen.

        Args:
            state: What is known when it begins.
            desk: Whom it asks; without one it only shows.
            confirmed: Called once, when the operator has typed the cluster's name.
            console: What the step of the cluster offers where forge-tui has installed before.
            folder: Where answers and plan are saved.
        """
        super().__init__(classes="-ascii" if ascii else None)
        self.set_reactive(WizardScreen.state, replace(state or WizardState(), has_console=console is not None))
        self._ascii = ascii
        self._confirmed = confirmed
        self._open_console = console
        self._folder = folder or Path()
        self._inquiries = Inquiries(desk, self._change, lambda: self.state) if desk else None
        self._pauses: dict[str, Timer] = {}
        self._is_leaving = False
        self._form = form_of(self.state, ascii=self._ascii)

    def compose(self) -> ComposeResult:
        """From top to bottom; the side pane stands beside the form where there is room."""
        yield ClusterHeader()
        yield StepStrip(ascii=self._ascii)
        with Container(id="middle"):
            with Container(id="forms"):
                yield self._form
            yield SidePane()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show what is known, and ask for what is not."""
        self._show()
        if self._inquiries:
            self._begin(self._inquiries)

    @work(group="look", exclusive=True)
    async def _begin(self, inquiries: Inquiries) -> None:
        await inquiries.begin()
        if self.state.interview.given.get("domain") and not self.state.interview.open_to_suggestions:
            # Who brings a whole file wants to see the plan; problems are told there too.
            self._go(REVIEW)

    def watch_state(self, before: WizardState, after: WizardState) -> None:
        """Show the new state."""
        if self.is_mounted:
            self._show()
            if before.can_waive != after.can_waive:
                self.refresh_bindings()

    def _change(self, change: Callable[[WizardState], WizardState]) -> None:
        before = self.state
        self.state = change(before)
        if before.facts is not self.state.facts and self.state.facts is not None:
            self._ask("names")
            if self.state.step == REVIEW:
                self._ask("review")

    def _show(self) -> None:
        state = self.state
        facts = state.facts
        mode = "simulate" if facts and facts.simulated else "install"
        self.query_one(ClusterHeader).show(facts.context if facts else "", facts.server if facts else "", mode)
        self.query_one(StepStrip).show(state)
        self._form.show(state)
        self._explain()

    def _explain(self) -> None:
        self.query_one(SidePane).follow(self.focused, self.state)

    def on_step_form_ready(self, message: StepForm.Ready) -> None:
        """A step begins at its first field."""
        message.stop()
        first = message.form.first_editor()
        if message.form is self._form and first is not None:
            first.focus(scroll_visible=False)
            self._explain()

    def on_field_entered(self, message: Field.Entered) -> None:
        """The side pane follows the focus."""
        message.stop()
        self._explain()

    def on_field_finished(self, message: Field.Finished) -> None:
        """Enter in a text goes to the next field, and from the last one to the next step."""
        message.stop()
        if following := self._form.editor_after(self.focused):
            following.focus()
        else:
            self.action_next()

    def on_field_answered(self, message: Field.Answered) -> None:
        """One more answer."""
        message.stop()
        path = message.path
        self._answer(self.state.interview.answer(path, message.text))
        if path[0] == "cluster":
            self._ask_soon("look")
        elif path[0] == "domain":
            self._ask_soon("names")
        elif path[0] == "tls":
            self._ask_soon("certificate")

    def on_component_choice_switched(self, message: ComponentChoice.Switched) -> None:
        """Switch a component and what goes along, and say so."""
        message.stop()
        if (catalogue := self.state.catalogue) is not None:
            interview, told = switch(self.state.interview, catalogue, message.component)
            self._answer(interview)
            self.query_one(SidePane).say(message.component, told)

    def on_component_choice_highlighted(self, message: ComponentChoice.Highlighted) -> None:
        """The side pane follows the cursor."""
        message.stop()
        self._explain()

    def on_step_strip_chosen(self, message: StepStrip.Chosen) -> None:
        """Go to the step that was clicked."""
        message.stop()
        self._go(STEPS[message.position])

    def on_review_form_confirmed(self, message: ReviewForm.Confirmed) -> None:
        """Hand over the plan, once."""
        message.stop()
        if self.state.plan is None:
            return
        confirmed, self._confirmed = self._confirmed, None
        if confirmed:
            confirmed(self.state.interview, self.state.plan, self.state.waived)

    def on_earlier_install_chosen(self, message: EarlierInstall.Chosen) -> None:
        """What the operator wants on a cluster that has an install."""
        message.stop()
        if message.way is Way.GO_ON:
            self.action_next()
        elif message.way is Way.RESUME and self._inquiries:
            self._inquiries.resume()
            self._go(REVIEW)
        elif message.way is Way.CONSOLE and self._open_console and self.state.catalogue:
            self._open_console(self.state.interview, self.state.catalogue)

    def action_next(self) -> None:
        """The next step; the last one stays."""
        if self.state.step != REVIEW:
            self._go(STEPS[self.state.position + 1])
        else:
            self.query_one("#confirm", Input).focus()

    def action_back(self) -> None:
        """The step before; the first one stays."""
        if self.state.position:
            self._go(STEPS[self.state.position - 1])

    def action_forget(self) -> None:
        """Take back the answer that has the focus."""
        field = next((node for node in self.focused.ancestors if isinstance(node, Field)), None) if self.focused else None
        if field is not None:
            self._answer(self.state.interview.without(field.question.path))

    @work(group="save", exclusive=True)
    async def action_save(self) -> None:
        """Write answers and plan."""
        if self._inquiries:
            self.notify(await self._inquiries.save(self._folder), markup=False)

    action_save_plan = action_save

    @work(group="ask", exclusive=True)
    async def action_waive(self) -> None:
        """Ask which failed check stops nothing."""
        chosen = await self.app.push_screen_wait(waiving(self.state, ascii=self._ascii))
        if chosen and self._inquiries:
            self._inquiries.waive(chosen)

    def may_leave(self) -> bool:
        """Whether nothing would be lost; else asks, and leaves afterwards where the operator wants it."""
        if asks := self.state.unsaved and not self._is_leaving:
            self._is_leaving = True
            self._ask_before_leaving()
        return not asks

    @work(group="ask", exclusive=True)
    async def _ask_before_leaving(self) -> None:
        chosen = await self.app.push_screen_wait(leaving(self.state, ascii=self._ascii))
        if chosen == SAVE and self._inquiries:
            self.notify(await self._inquiries.save(self._folder), markup=False)
        if chosen == LEAVE or (chosen == SAVE and self.state.saved):
            await self.app.run_action("leave")
        self._is_leaving = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Single letters work only where nothing else is meant by them."""
        return self.state.can_waive if action == "waive" else action != "save_plan" or self.state.step == REVIEW

    def action_look_again(self) -> None:
        """Ask the world once more."""
        self._ask("look")
        self._ask("certificate")

    def _answer(self, interview: Interview) -> None:
        self.state = replace(self.state, interview=interview, saved=(), repeat="")

    def _go(self, step: Step) -> None:
        if step == self.state.step:
            return
        self.state = replace(self.state, step=step, seen=self.state.seen | {self.state.step.name})
        # One step at a time: styling six of them takes longer than anybody waits for a key.
        forms = self.query_one("#forms")
        forms.remove_children()
        self._form = form_of(self.state, ascii=self._ascii)
        forms.mount(self._form)
        if step == NAMES:
            self._ask("names")
        elif step == REVIEW:
            self._ask("review")

    def _ask_soon(self, what: str) -> None:
        if (waiting := self._pauses.get(what)) is not None:
            waiting.stop()
        self._pauses[what] = self.set_timer(TYPING_PAUSE_S, lambda: self._ask(what))

    def _ask(self, what: str) -> None:
        if self._inquiries is not None:
            self.run_worker(self._inquiries.about(what), group=what, exclusive=True)
