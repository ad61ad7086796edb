"""What can be done on a screen now, gathered from its bindings: for help and for the palette."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from textual.dom import DOMNode
from textual.screen import Screen

_PLUMBING = frozenset(
    {"app.command_palette", "command_palette", "screen.copy_text", "help_quit"}
    | {f"{owner}.focus_{way}" for owner in ("app", "screen") for way in ("next", "previous")}
)
"""Actions that say nothing in a list of actions."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does."""

    key: str
    """As the operator sees it, `/` or `ctrl+s`; several with spaces between."""
    title: str
    help: str
    action: str
    """In Textual's words."""
    owner: DOMNode
    """Whose action it is."""
    works: bool = True


def actions_of(screen: Screen[Any]) -> tuple[Action, ...]:
    """The actions of a screen and the program with their keys.

    Of what Textual's own widgets can do (moving a cursor, scrolling) only what they show in the footer.
    """
    found: dict[tuple[str, int], Action] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        own = not type(active.node).__module__.startswith("textual.")
        if not binding.description or binding.action in _PLUMBING or binding.system or not (own or binding.show):
            continue
        known = found.get((binding.action, id(active.node)))
        key = screen.app.get_key_display(binding)
        if known is None:
            words = active.tooltip or binding.tooltip
            found[binding.action, id(active.node)] = Action(key, binding.description, words, binding.action, active.node, active.enabled)
        elif key not in known.key.split():
            found[binding.action, id(active.node)] = replace(known, key=f"{known.key} {key}")
    return tuple(found.values())
