"""What is on the screen while the first real one is being loaded, which takes a tenth of a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from screens.widgets.cluster_header import ClusterHeader


class OpeningScreen(Screen[None]):
    """Gives way to another screen as soon as that can be made."""

    HELP = "The program is loading; the first screen comes at once."

    def __init__(self, prepare: Callable[[], object], make: Callable[[], Screen[Any]]) -> None:
        """`prepare` may block, in a thread; `make` then makes the screen."""
        super().__init__()
        self._prepare = prepare
        self._make = make

    def compose(self) -> ComposeResult:
        """The header, as every screen has it."""
        yield ClusterHeader()
        yield Static(Content("\n loading"))

    def on_mount(self) -> None:
        """Be seen first."""
        self.call_after_refresh(self._open)

    @work
    async def _open(self) -> None:
        await asyncio.to_thread(self._prepare)
        self.app.switch_screen(self._make())
