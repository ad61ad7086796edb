"""The command palette: every action of the screen, by its words, and the themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from screens.actions import Action, actions_of
from screens.themes import WORDS


class Command(NamedTuple):
    """A line of the palette."""

    title: str
    help: str
    run: Callable[[], Awaitable[None] | None]


class Actions(Provider):
    """Gives the palette what the screen under it can do now, with the key that does the same."""

    async def discover(self) -> Hits:
        """All of it, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(command.title, command.run, help=command.help)

    async def search(self, query: str) -> Hits:
        """What fits the typed letters."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = max(matcher.match(command.title), matcher.match(command.help) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), command.run, text=command.title, help=command.help)

    def _commands(self) -> Iterator[Command]:
        for action in actions_of(self.screen):
            if action.works:
                yield Command(f"{action.title}  ({action.key})", action.help, partial(self._act, action))
        for name, words in WORDS.items():
            yield Command(f"Theme {name}", words, partial(self._paint, name))

    async def _act(self, action: Action) -> None:
        await self.app.run_action(action.action, default_namespace=action.owner)

    def _paint(self, name: str) -> None:
        self.app.theme = name
