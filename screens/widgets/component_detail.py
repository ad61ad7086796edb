"""The detail pane: what the view knows of a component on top, what the cluster says of it in tabs below."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import DataTable, TabbedContent, TabPane

from forge_tui.domain.view import RunView
from screens.foreign import foreign_line
from screens.services import Inspector
from screens.widgets.component_summary import relations, summary
from screens.widgets.inspection_pane import InspectionPane
from screens.widgets.inspection_tabs import DiffPane, EventsPane, ResourcesPane, YamlPane
from screens.widgets.logs_pane import LogsPane
from screens.widgets.paragraph import Paragraph
from screens.widgets.text_lines import TextLines

TABS = {"resources": "Resources", "events": "Events", "logs": "Logs", "diff": "Diff", "yaml": "YAML"}
ASK_AGAIN_S = 3.0
"""How often the tabs that can be read cheaply are read again."""
SETTLE_S = 0.15
"""How long the cursor must rest on a component before its details are shown; a shorter rest was measured to cost events and keys alike."""
_CHEAP = ("resources", "events")


class ComponentDetail(Vertical):
    """Follows the cursor of the tree; asks the inspector only for the tab in sight, and only while it is seen."""

    DEFAULT_CSS = """
    ComponentDetail {
        border: round $secondary; border-title-color: $text; border-title-style: bold; padding: 0 1;
        &:focus-within { border: round $accent; }
        & > #summary { height: auto; max-height: 50%; scrollbar-size-vertical: 1; }
        & > #summary Paragraph { height: auto; min-height: 6; }
        & > TabbedContent { height: 1fr; }
        & TabPane { padding: 0; height: 1fr; }
        & ContentSwitcher { height: 1fr; }
        & DataTable { height: 1fr; scrollbar-size-horizontal: 0; }
    }
    """

    def __init__(self, inspector: Inspector | None, *, ascii: bool, id: str | None = None) -> None:  # noqa: A002 - Textual's and the flag's names
        super().__init__(id=id)
        self._ascii = ascii
        self._shown = (RunView(), "", datetime.min)
        self._settling: Timer | None = None
        self.component = ""
        self._version = 0
        self.panes: dict[str, InspectionPane] = {
            "resources": ResourcesPane(inspector, ascii=ascii),
            "events": EventsPane(inspector),
            "logs": LogsPane(inspector),
            "diff": DiffPane(inspector),
            "yaml": YamlPane(inspector),
        }

    def compose(self) -> ComposeResult:
        """Summary and tabs."""
        with VerticalScroll(id="summary"):
            yield Paragraph(id="summary-text")
        with TabbedContent(initial="resources"):
            for name, title in TABS.items():
                with TabPane(title, id=name):
                    yield self.panes[name]

    def on_mount(self) -> None:
        """Read again now and then."""
        self.set_interval(ASK_AGAIN_S, self._ask_again)

    def equip(self, inspector: Inspector | None) -> None:
        """Ask this inspector from now on."""
        for pane in self.panes.values():
            pane.equip(inspector)
        self.load()

    def on_resize(self) -> None:
        """What has come into sight is drawn and asked for."""
        self._draw()
        self.load()

    @property
    def active(self) -> str:
        """Name of the tab in sight."""
        return self.query_one(TabbedContent).active

    def show(self, view: RunView, component: str, now: datetime) -> None:
        """Show one component; another one a moment later, so that a moving cursor draws and asks for nothing."""
        self._shown = (view, component, now)
        if component == self.component:
            self._draw()
        elif self._settling is None:
            self._settling = self.set_timer(SETTLE_S, self._settle)
        else:
            self._settling.reset()

    def _settle(self) -> None:
        self._settling = None
        self.component = self._shown[1]
        yaml = self.panes["yaml"]
        assert isinstance(yaml, YamlPane)
        yaml.choose(None)
        self._draw()
        self.load()

    def _draw(self) -> None:
        """The summary, while it is seen."""
        view, component, now = self._shown
        if not self.is_seen:
            return
        title = foreign_line(component, limit=60) if component in view.components else Content("Component")
        if title != self.border_title:  # setting it draws the whole frame
            self.border_title = title
        text = Content("\n").join([summary(view, component, now, ascii=self._ascii), relations(view, component)])
        self.query_one("#summary-text", Paragraph).say(text)

    def turn_to(self, tab: str) -> None:
        """Bring a tab into sight and give it the keys."""
        self.query_one(TabbedContent).active = tab
        if self._settling is not None:
            self._settling.stop()
            self._settle()
        self.load()
        self.focus_content()

    def focus_content(self) -> None:
        """Give the keys to the tab in sight."""
        pane = self.panes[self.active]
        target = next(iter(pane.query(TextLines)), None) or next(iter(pane.query(DataTable)), None)
        if target is not None:
            target.focus()

    def load(self) -> None:
        """Ask for the tab in sight, if anybody sees it; the others stop asking."""
        for name, pane in self.panes.items():
            if name != self.active or not self.is_seen:
                pane.forget()
        if self.is_seen:
            version = self._version if self.active in _CHEAP else None
            self.panes[self.active].show(self.component, version)

    @property
    def is_seen(self) -> bool:
        """Whether the pane is on the screen."""
        return self.display and self.size.height > 0

    def _ask_again(self) -> None:
        if self.is_seen and self.active in _CHEAP:
            self._version += 1
            self.load()

    def on_tabbed_content_tab_activated(self, message: TabbedContent.TabActivated) -> None:
        """By mouse, or by the arrow keys."""
        message.stop()
        self.load()

    def on_resources_pane_opened(self, message: ResourcesPane.Opened) -> None:
        """Show the chosen object as YAML."""
        message.stop()
        pane = self.panes["yaml"]
        assert isinstance(pane, YamlPane)
        pane.choose(message.ref)
        self.turn_to("yaml")
