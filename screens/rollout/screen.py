"""The install tree while it grows: steps, components, why one waits, what happened last, and what can be done about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Footer, Tree

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.inspection import Action
from forge_tui.domain.view import RunView
from forge_tui.domain.view_attention import Concern, concerns
from forge_tui.domain.view_groups import Branch
from screens.foreign import foreign_line
from screens.rollout.action_screen import ActionScreen
from screens.services import Inspector, Operator
from screens.widgets.attention_strip import AttentionStrip
from screens.widgets.component_detail import ComponentDetail
from screens.widgets.component_summary import summary
from screens.widgets.component_tree import ComponentTree
from screens.widgets.filter_bar import FilterBar
from screens.widgets.last_lines import LastLines
from screens.widgets.line import Line
from screens.widgets.run_header import FoundationBar, RolloutBar, RunHeader

CLOCK_EVERY_S = 1.0
"""How often times move on when nothing happens."""


class RolloutScreen(Screen[None]):
    """Shows a RunView; decides nothing. Serves install, attach, console and replay alike."""

    CSS_PATH = "rollout.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it on the instance
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - the same
    HELP = (
        "Every component of the platform, and how far it is. The line on top tells what needs you: what will not heal by itself, "
        "and what takes much longer than usual. The details follow the cursor: what it waits for, down to the pod, what to do, and "
        "its resources, events, logs, difference from Git and YAML. Secrets are never shown.\n\n"
        "Filter by typing words; is:degraded, is:waiting, is:stalled or is:ready pick a state."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", tooltip="From the details to the tree; then the filter goes."),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="Show components by text and state."),
        Binding("v", "show", "Show", tooltip="All, those that are not ready, those that need attention.", show=False),
        Binding("g", "group", "Group", tooltip="By wave, by layer, or along the dependency graph."),
        Binding("n", "next", "Next problem", tooltip="Go to the next component that needs attention.", show=False),
        Binding("o", "open('resources')", "Resources", tooltip="The objects of the component.", show=False),
        Binding("e", "open('events')", "Events", tooltip="What Kubernetes tells about it.", show=False),
        Binding("l", "open('logs')", "Logs", tooltip="Logs of its containers, as they are written."),
        Binding("d", "open('diff')", "Diff", tooltip="The live objects against Git."),
        Binding("y", "open('yaml')", "YAML", tooltip="Its Application, or the chosen object; secrets hidden.", show=False),
        Binding("r", "act('retry')", "Retry", tooltip=Action.RETRY.explanation),
        Binding("s", "act('sync')", "Sync", tooltip=Action.SYNC.explanation, show=False),
        Binding("u", "act('refresh')", "Refresh", tooltip=Action.REFRESH.explanation, show=False),
        Binding("U", "act('hard refresh')", "Hard refresh", tooltip=Action.HARD_REFRESH.explanation, show=False),
        Binding("t", "act('terminate')", "Terminate", tooltip=Action.TERMINATE.explanation, show=False),
        Binding("x", "act('skip')", "Skip", tooltip=Action.SKIP.explanation, show=False),
    ]

    view: var[RunView] = var(RunView, init=False)
    """What is on the screen, all of it. A `reactive` would draw the whole screen for each new one; the widgets draw what changed."""

    def __init__(
        self,
        view: RunView,
        *,
        now: Callable[[], datetime],
        ascii: bool = False,  # noqa: A002 - named like the flag
        inspector: Inspector | None = None,
        operator: Operator | None = None,
    ) -> None:
        """Without an inspector the tabs say that they have nothing; without an operator nothing can be changed."""
        super().__init__(classes="-ascii" if ascii else None)
        self._now = now
        self._ascii = ascii
        self._inspector = inspector
        self._operator = operator
        self._concerns: tuple[Concern, ...] = ()
        self.set_reactive(RolloutScreen.view, view)

    def equip(self, inspector: Inspector | None, operator: Operator | None) -> None:
        """Give it those who look and act, once there are any: a run opens its cluster after its screen."""
        self._inspector, self._operator = inspector, operator
        if self.is_mounted:
            self.query_one(ComponentDetail).equip(inspector)
            self.refresh_bindings()

    def compose(self) -> ComposeResult:
        """From top to bottom; tree and details stand side by side where there is room."""
        yield RunHeader(id="header")
        yield FoundationBar(id="foundation")
        yield RolloutBar(id="bar")
        yield AttentionStrip(id="attention")
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield FilterBar()
                yield ComponentTree(now=self._now, ascii=self._ascii, id="components")
                yield Line(id="brief")
            yield ComponentDetail(self._inspector, ascii=self._ascii, id="detail")
        yield LastLines(id="last")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the first view once sizes are known."""
        self.query_one(ComponentTree).focus()
        detail = self.query_one(ComponentDetail)
        if any(pane.inspector is not self._inspector for pane in detail.panes.values()):
            # They came after the panes were made and before this.
            detail.equip(self._inspector)
        self.set_interval(CLOCK_EVERY_S, self._tick)
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """What fits has changed."""
        self.call_after_refresh(self._show)

    def watch_view(self) -> None:
        """Show the new view."""
        if self.is_mounted:
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done now has no key in the footer."""
        if action == "act":
            return self._operator is not None and Action(str(parameters[0])) in self._operator.offers
        if action in ("filter", "show", "group") and self._detail_open and self.has_class("-narrow"):
            return False
        if action == "back":
            return self._detail_open or self.query_one(FilterBar).filter.narrows or not self.query_one(ComponentTree).has_focus
        return True

    def _tick(self) -> None:
        self.query_one(ComponentTree).tick()
        self._show()

    def _show(self) -> None:
        now = self._now()
        self._concerns = concerns(self.view.components, now)
        self.query_one(RunHeader).show(self.view, now, ascii=self._ascii)
        self.query_one(FoundationBar).show(self.view, ascii=self._ascii)
        self.query_one(RolloutBar).show(self.view, sum(concern.hopeless for concern in self._concerns), ascii=self._ascii)
        self.query_one(AttentionStrip).show(self._concerns, ascii=self._ascii)
        self.query_one(LastLines).show(self.view, ascii=self._ascii)
        self.query_one(ComponentTree).show(self.view)
        self._show_selected()

    def _show_selected(self) -> None:
        tree, now = self.query_one(ComponentTree), self._now()
        brief = summary(self.view, tree.selected, now, ascii=self._ascii)
        if tree.selected:
            brief = Content.assemble(foreign_line(tree.selected, "bold", limit=24), "  ", brief)
        self.query_one("#brief", Line).say(brief)
        if tree.selected:
            self.query_one(ComponentDetail).show(self.view, tree.selected, now)
        bar = self.query_one(FilterBar)
        if bar.filter.narrows:
            bar.tell(len(tree.components), self.view.total)

    @property
    def _detail_open(self) -> bool:
        return self.has_class("-detail")

    def on_tree_node_highlighted(self, message: Tree.NodeHighlighted[Branch]) -> None:
        """The details follow the cursor."""
        message.stop()
        self._show_selected()

    def on_tree_node_selected(self, message: Tree.NodeSelected[Branch]) -> None:
        """Enter or a click: open a component, fold a group."""
        message.stop()
        if message.node.data is not None and message.node.data.component:
            self._open_detail()
        else:
            message.node.toggle()

    def on_attention_strip_picked(self, message: AttentionStrip.Picked) -> None:
        """A click on what needs a person."""
        self._go_to(message.component)

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """Narrow the tree down."""
        self.query_one(ComponentTree).narrow(message.filter)
        self._show_selected()
        self.refresh_bindings()

    def on_filter_bar_left(self) -> None:
        """The keys go back to the tree."""
        self.query_one(ComponentTree).focus()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """The keys that work now are others."""
        self.refresh_bindings()

    def action_back(self) -> None:
        """From the details to the tree; there the filter goes."""
        tree = self.query_one(ComponentTree)
        if self._detail_open or not tree.has_focus:
            self.remove_class("-detail")
            tree.focus()
        else:
            self.query_one(FilterBar).action_clear()
        self.refresh_bindings()

    def action_filter(self) -> None:
        """Begin to type."""
        self.remove_class("-detail")
        self.query_one(FilterBar).open()

    def action_show(self) -> None:
        """The next choice of states."""
        self.query_one(FilterBar).turn()

    def action_group(self) -> None:
        """Group by something else."""
        tree = self.query_one(ComponentTree)
        tree.group_by(tree.grouping.next)
        self._show_selected()

    def action_next(self) -> None:
        """Go to the next concern after the one under the cursor."""
        names = [concern.component for concern in self._concerns]
        if not names:
            self.notify("Nothing needs attention.", markup=False)
            return
        selected = self.query_one(ComponentTree).selected
        self._go_to(names[(names.index(selected) + 1) % len(names)] if selected in names else names[0])

    def _go_to(self, component: str) -> None:
        bar, tree = self.query_one(FilterBar), self.query_one(ComponentTree)
        if component not in tree.components:
            bar.action_clear()
            tree.narrow(bar.filter)
        tree.jump(component)

    def action_open(self, tab: str) -> None:
        """Show a tab of the details."""
        self._open_detail(tab)

    def _open_detail(self, tab: str = "") -> None:
        detail = self.query_one(ComponentDetail)
        self.add_class("-detail")
        self.call_after_refresh(lambda: detail.turn_to(tab or detail.active))
        self.refresh_bindings()

    def action_act(self, word: str) -> None:
        """Do something to the component under the cursor; ask first where it cannot be taken back."""
        action, component = Action(word), self.query_one(ComponentTree).selected
        if self._operator is None or not component:
            self.notify("Put the cursor on a component first.", markup=False)
        elif action.destructive:
            children = sum(component in row.parents for row in self.view.components.values())
            self.app.push_screen(
                ActionScreen(action, component, children, ascii=self._ascii),
                lambda reason: None if reason is None else self._act(action, component, reason),
            )
        else:
            self._act(action, component, "")

    def _act(self, action: Action, component: str, reason: str) -> None:
        work: Callable[[], Awaitable[None]] = partial(self._acted, action, component, reason)
        self.run_worker(work, group=f"act-{component}")

    async def _acted(self, action: Action, component: str, reason: str) -> None:
        assert self._operator is not None
        try:
            said = await self._operator.act(action, component, reason)
        except ForgeError as error:
            self.notify(f"{error.message}\n{error.remedy}".strip(), title=f"{action.value} {component}", severity="error", markup=False)
        else:
            self.notify(said, markup=False)
