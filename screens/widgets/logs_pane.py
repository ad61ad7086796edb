"""Logs of one component: each container, as they are written, or those of the run before the last restart."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import aclosing
from typing import ClassVar

from textual.binding import Binding, BindingType

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.inspection import Container
from screens.services import Inspector
from screens.widgets.inspection_pane import TextPane

SHOW_EVERY_S = 0.2
WAITING_AT_MOST = 5_000
"""A log that writes faster than anybody reads loses its middle."""


class LogsPane(TextPane):
    """The container that most needs a look is first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "follow", "Follow", tooltip="Scroll along as the log is written, or stay."),
        Binding("p", "previous", "Previous", tooltip="The log of the run before the last restart, and back."),
        Binding("right_square_bracket", "turn(1)", "Container", key_display="]", tooltip="The next container."),
        Binding("left_square_bracket", "turn(-1)", "Container before", key_display="[", show=False),
    ]

    def __init__(self, inspector: Inspector | None) -> None:
        super().__init__(inspector, follow=True)
        self.previous = False
        self.containers: Sequence[Container] = ()
        self._place = 0
        self._arrived: deque[str] = deque(maxlen=WAITING_AT_MOST)

    def on_mount(self) -> None:
        """Lines are shown a few times a second, however fast they come."""
        self.set_interval(SHOW_EVERY_S, self._flush)

    def blank(self) -> None:
        """Forget the component: its containers and its lines."""
        super().blank()
        self._arrived.clear()
        self.containers, self._place, self.previous = (), 0, False

    @property
    def container(self) -> Container | None:
        """Whose log is shown."""
        return self.containers[self._place % len(self.containers)] if self.containers else None

    async def load(self, inspector: Inspector, component: str) -> str:
        """Read until the log ends, or until something else is shown."""
        if not self.containers:
            self.containers = await inspector.containers(component)
        container = self.container
        if container is None:
            return "It has no pod yet, or none at all."
        self.note(self._headline(container))
        self.lines.clear()
        self._arrived.clear()
        try:
            async with aclosing(inspector.logs(container, follow=not self.previous, previous=self.previous)) as lines:
                async for line in lines:
                    self._arrived.append(line)
        except ForgeError as error:
            # The other containers can still be read, so they are kept.
            return f"{self._headline(container)}   {error.message}"
        self._flush()
        return f"{self._headline(container)}   the log ends here"

    def _headline(self, container: Container) -> str:
        place = f"{self._place % len(self.containers) + 1}/{len(self.containers)}"
        run = "previous run" if self.previous else "follows" if self.lines.follow else "stays"
        restarts = f"  {container.restarts} restarts" if container.restarts else ""
        return f"{place} {container}  {run}{restarts}"

    def _flush(self) -> None:
        if self._arrived:
            lines = list(self._arrived)
            self._arrived.clear()
            self.lines.write(lines)

    def _again(self) -> None:
        self.forget()
        self.show(self.component)

    def action_follow(self) -> None:
        """Scroll along, or stay."""
        self.lines.follow = not self.lines.follow
        if self.container is not None:
            self.note(self._headline(self.container))
        if self.lines.follow:
            self.lines.to_end()

    def action_previous(self) -> None:
        """The run before the last restart, and back."""
        self.previous = not self.previous
        self._again()

    def action_turn(self, by: int) -> None:
        """Another container."""
        if self.containers:
            self._place = (self._place + by) % len(self.containers)
            self._again()
