"""What the tabs of the detail pane share: they ask the inspector when they are seen, and say what went wrong."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from forge_tui.domain.errors import ForgeError
from screens.foreign import foreign_line
from screens.services import Inspector
from screens.widgets.paragraph import Paragraph
from screens.widgets.text_lines import Look, TextLines, plain

NO_INSPECTOR = "Not available here: this screen has no way to the cluster."


class InspectionPane(Vertical):
    """One tab. `show` may be called often; it loads only what is new, away from the loop."""

    DEFAULT_CSS = """
    InspectionPane {
        height: 1fr;
        & > .inspection-pane--note { height: auto; max-height: 3; display: none; color: $text-muted; &.-present { display: block; } }
        &.-nothing > DataTable, &.-nothing > TextLines { display: none; }
    }
    """

    def __init__(self, inspector: Inspector | None) -> None:
        super().__init__()
        self.inspector = inspector
        self.component = ""
        self.loaded = False
        """Whether what is shown is all that was asked for."""
        self._key: object = None

    def compose(self) -> ComposeResult:
        """A note on top, then what the tab is about."""
        yield Paragraph(classes="inspection-pane--note")
        yield from self.content()

    @abstractmethod
    def content(self) -> ComposeResult:
        """The widgets of this tab."""

    @abstractmethod
    async def load(self, inspector: Inspector, component: str) -> str:
        """Ask and show; returns a note, empty for none. Raises ForgeError."""

    @abstractmethod
    def blank(self) -> None:
        """Show nothing."""

    def show(self, component: str, version: object = None) -> None:
        """Show a component; the same one again only when `version` is another."""
        if self._key == (component, version):
            return
        if component != self.component:
            self.blank()
        self.component, self._key, self.loaded = component, (component, version), False
        if self.inspector is None:
            self.add_class("-nothing")
            self.note(NO_INSPECTOR)
        elif not component:
            self.note("No component is chosen.")
        else:
            work: Callable[[], Awaitable[None]] = partial(self._load, self.inspector, component)
            self.run_worker(work, group="load", exclusive=True)

    def equip(self, inspector: Inspector | None) -> None:
        """Ask this one from now on."""
        self.inspector = inspector
        self.remove_class("-nothing")
        self.forget()

    def forget(self) -> None:
        """Ask again the next time; stop what is being asked."""
        self._key = None
        self.workers.cancel_node(self)

    async def _load(self, inspector: Inspector, component: str) -> None:
        try:
            said = await self.load(inspector, component)
        except ForgeError as error:
            self.blank()
            self._key = None
            self.note(f"{error.message}  {error.remedy}".strip())
        else:
            self.note(said)
            self.loaded = True

    def note(self, words: str) -> None:
        """Say something above the content; nothing when empty."""
        line = self.query_one(".inspection-pane--note", Paragraph)
        line.set_class(bool(words), "-present")
        line.say(foreign_line(words, limit=400) if words else Content(""))


class TextPane(InspectionPane):
    """A tab of lines."""

    def __init__(self, inspector: Inspector | None, look: Look = plain, *, follow: bool = False) -> None:
        super().__init__(inspector)
        self.lines = TextLines(look, follow=follow)

    def content(self) -> ComposeResult:
        """The lines."""
        yield self.lines

    def blank(self) -> None:
        """No lines."""
        self.lines.clear()

    def put(self, lines: Sequence[str]) -> None:
        """Show these."""
        self.lines.put(lines)
