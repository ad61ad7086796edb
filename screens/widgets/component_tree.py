"""The components of a run as a tree: groups and members, or the graph. Only lines that changed are drawn again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from forge_tui.domain.signs import Tone
from forge_tui.domain.view import RunView
from forge_tui.domain.view_attention import Filter, stalled
from forge_tui.domain.view_groups import Branch, Grouping, arranged, same_shape, tally
from forge_tui.domain.view_rows import ComponentRow
from screens.widgets.component_line import component_line, group_line

INDENT = 2


class ComponentTree(Tree[Branch]):
    """The line under the cursor is the one whose details are shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"component-tree--{tone.value}" for tone in Tone}
    DEFAULT_CSS = """
    ComponentTree {
        scrollbar-size-horizontal: 0; scrollbar-size-vertical: 1;
        & > .component-tree--good { color: $text-success; }
        & > .component-tree--busy { color: $text-accent; }
        & > .component-tree--quiet { color: $text-muted; }
        & > .component-tree--bad { color: $text-error; text-style: bold; }
        & > .component-tree--odd { color: $text-warning; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Details", key_display="enter", tooltip="Open the details of the component, or fold its group."),
        Binding("space", "toggle_node", "Fold", tooltip="Fold or unfold a group.", show=False),
    ]

    def __init__(self, *, now: Callable[[], datetime], ascii: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's and the flag's names
        super().__init__("components", id=id)
        self.show_root = False
        self.auto_expand = False
        self.guide_depth = INDENT
        self.show_guides = False
        self._now = now
        self._ascii = ascii
        self._view = RunView()
        self._shown: frozenset[str] = frozenset()
        self._placed: dict[str, TreeNode[Branch]] = {}
        self._folded: set[str] = set()
        self.grouping = Grouping.WAVE
        self.filter = Filter()
        self.border_title = _title(self.grouping)

    @property
    def selected(self) -> str:
        """Name of the component under the cursor; empty for a group, and when there is none."""
        return self.cursor_node.data.component if self.cursor_node is not None and self.cursor_node.data is not None else ""

    @property
    def components(self) -> list[str]:
        """Names of the components that the filter takes, in the order of the tree."""
        return [key for key, node in self._placed.items() if node.data is not None and node.data.component]

    def show(self, view: RunView) -> None:
        """Bring the lines to what `view` says."""
        before, self._view = self._view.components, view
        if before is view.components:
            return
        changed = [row for name, row in view.components.items() if before.get(name) is not row]
        if len(before) != len(view.components) or any(self._moves(before.get(row.name), row) for row in changed):
            self._rebuild()
            return
        for row in changed:
            self._redraw(row.name)

    def tick(self) -> None:
        """Times move on: draw what counts them, where it is seen."""
        if self.filter.narrows:
            self._refilter()
        now = self._now()
        first = self.scroll_offset.y
        for line in range(first, first + self.size.height):
            node = self.get_node_at_line(line)
            row = self._view.components.get(node.data.component) if node is not None and node.data is not None else None
            if node is not None and row is not None and row.pending and row.elapsed_s(now) is not None:
                node.refresh()

    def group_by(self, grouping: Grouping) -> None:
        """Group by something else; the cursor stays on its component."""
        self.grouping = grouping
        self.show_guides = grouping is Grouping.GRAPH
        self.border_title = _title(grouping)
        self._rebuild()

    def narrow(self, filter: Filter) -> None:  # noqa: A002 - the word of the domain
        """Show what fits only."""
        if filter != self.filter:
            self.filter = filter
            self._refilter()

    def jump(self, component: str) -> None:
        """Put the cursor on a component, unfolding what hides it."""
        node = self._placed.get(component)
        if node is None:
            return
        parent = node.parent
        while parent is not None and not parent.is_root:
            parent.expand()
            parent = parent.parent
        if self.last_line >= 0:  # builds the lines
            self.move_cursor(node)

    def _moves(self, before: ComponentRow | None, row: ComponentRow) -> bool:
        taken = self.filter.takes(row, self._now()) if self.filter.narrows else True
        return before is None or not same_shape(before, row) or taken is not (row.name in self._shown)

    def _refilter(self) -> None:
        if self._taken() != self._shown:
            self._rebuild()

    def _taken(self) -> frozenset[str]:
        if not self.filter.narrows:
            return frozenset(self._view.components)
        now = self._now()
        return frozenset(row.name for row in self._view.components.values() if self.filter.takes(row, now))

    def _rebuild(self) -> None:
        key = self.cursor_node.data.key if self.cursor_node is not None and self.cursor_node.data is not None else ""
        self._shown = self._taken()
        self._placed = {}
        self.cursor_line = -1
        self.clear()
        self._hang(self.root, arranged(self._view.components, self.grouping, self._shown))
        if self.last_line < 0:
            return
        wanted = self._placed.get(key)
        if wanted is None or wanted.line < 0:
            wanted = next((self._placed[name] for name in self.components if self._placed[name].line >= 0), self.get_node_at_line(0))
        self.move_cursor(wanted)

    def _hang(self, parent: TreeNode[Branch], branches: tuple[Branch, ...]) -> None:
        for branch in branches:
            node = parent.add("", branch, expand=branch.key not in self._folded, allow_expand=bool(branch.children))
            self._placed[branch.key] = node
            self._hang(node, branch.children)

    def _redraw(self, name: str) -> None:
        node = self._placed.get(name)
        while node is not None and not node.is_root:
            node.refresh()
            node = node.parent

    def on_tree_node_collapsed(self, message: Tree.NodeCollapsed[Branch]) -> None:
        """Remember it: the tree is built anew when components appear."""
        if message.node.data is not None:
            self._folded.add(message.node.data.key)

    def on_tree_node_expanded(self, message: Tree.NodeExpanded[Branch]) -> None:
        """Remember it."""
        if message.node.data is not None:
            self._folded.discard(message.node.data.key)

    def get_label_width(self, node: TreeNode[Branch]) -> int:
        """Nothing is wider than the pane, so no line is drawn to measure it."""
        return 0

    def render_label(self, node: TreeNode[Branch], base_style: Style, style: Style) -> Text:
        """One line, drawn when it is seen."""
        branch = node.data
        if branch is None:
            return Text("")
        depth = 0
        parent = node.parent
        while parent is not None and not parent.is_root:
            depth, parent = depth + 1, parent.parent
        width = self.scrollable_content_region.width - INDENT * depth
        fold = "" if not branch.children else ("v " if self._ascii else "▾ ") if node.is_expanded else ("> " if self._ascii else "▸ ")
        if not branch.component:
            line = group_line(branch.title, tally(self._view.components, branch.members), self._tone, fold, width, ascii=self._ascii)
        else:
            row = self._view.components[branch.component]
            now = self._now()
            late = stalled(row, now)
            line = component_line(row, now, self._tone, fold, width, stalled=late, ascii=self._ascii)
        line.stylize(style)
        return line

    def _tone(self, tone: Tone) -> Style:
        return self.get_component_rich_style(f"component-tree--{tone.value}", partial=True)


def _title(grouping: Grouping) -> str:
    return "Components along the graph" if grouping is Grouping.GRAPH else f"Components by {grouping.value}"
