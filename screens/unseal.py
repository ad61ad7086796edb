"""Takes the shares that open a sealed vault, masked, one by one."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.handover import Sealing
from screens.foreign import foreign_line
from screens.services import Steward


class UnsealScreen(ModalScreen[bool]):
    """True once the vault is open."""

    DEFAULT_CSS = """
    UnsealScreen { align: center middle; }
    UnsealScreen Vertical {
        width: 72; max-width: 100%; height: auto; background: $surface; border: round $warning; padding: 1 2;
        border-title-color: $text; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    UnsealScreen.-ascii Vertical { border: ascii $warning; }
    UnsealScreen Input { border: none; height: 1; padding: 0; margin: 1 0; background: $panel; &:focus { border: none; } }
    UnsealScreen #problem { color: $text-error; height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "Close")]

    def __init__(self, steward: Steward, *, ascii: bool = False) -> None:  # noqa: A002 - named like the flag
        super().__init__(classes="-ascii" if ascii else None)
        self._steward = steward
        self._shares: list[str] = []
        self._needed = 1

    def compose(self) -> ComposeResult:
        """How many shares are needed, and a masked field."""
        with Vertical() as box:
            box.border_title = "Unseal the vault"
            box.border_subtitle = "enter gives a share, esc closes"
            yield Static(id="state")
            yield Input(password=True, placeholder="a share, or env:NAME, file:PATH", disabled=True)
            yield Static(id="problem")
            yield Static(Content.styled("Shares are sent to the vault together, and kept nowhere.", "$text-muted"))

    def on_mount(self) -> None:
        """Ask the vault first."""
        self.query_one("#state", Static).update("Asking the vault ...")
        self._ask()

    @work(exclusive=True)
    async def _ask(self) -> None:
        try:
            self._show(await self._steward.sealing())
        except ForgeError as error:
            self._problem(error)

    def _show(self, state: Sealing) -> None:
        said = self.query_one("#state", Static)
        field = self.query_one(Input)
        if not state.sealed:
            said.update("The vault is open.")
            field.display = False
            return
        self._needed = max(1, state.threshold)
        by_itself = " It is set up to unseal itself: look at its key first." if state.by_itself else ""
        said.update(Content(f"The vault is sealed. {len(self._shares)} of {self._needed} shares given.{by_itself}"))
        field.disabled = False
        field.focus()

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """One share; with the last one they go to the vault."""
        share = message.value.strip()
        message.input.clear()
        if not share:
            return
        if share in self._shares:
            self.query_one("#problem", Static).update("That share was given already.")
            return
        self.query_one("#problem", Static).update("")
        self._shares.append(share)
        if len(self._shares) < self._needed:
            self._show(Sealing(True, False, self._needed))
        else:
            self._open()

    @work(exclusive=True)
    async def _open(self) -> None:
        given, self._shares = self._shares, []
        self.query_one(Input).disabled = True
        try:
            state = await self._steward.unseal(given)
        except ForgeError as error:
            self._problem(error)
            self._show(Sealing(True, False, self._needed))
            return
        if state.sealed:
            self.query_one("#problem", Static).update("It is still sealed: these shares are too few.")
        self._show(state)
        if not state.sealed:
            self.notify("The vault is open.", markup=False)
            self.dismiss(True)

    def _problem(self, error: ForgeError) -> None:
        self.query_one("#problem", Static).update(foreign_line(f"{error.id} {error.message}", limit=300))

    def action_stop(self) -> None:
        """Forget what was typed."""
        self._shares.clear()
        self.dismiss(False)
