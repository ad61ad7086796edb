"""The way by which an operator tells a running rollout what not to wait for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from forge_tui.domain.sanitise import clean_line


class Skips:
    """Made by the front end, read by the rollout once a second. Asking twice keeps the first reason."""

    def __init__(self) -> None:
        self._asked: dict[str, str] = {}
        self._left: tuple[str, ...] = ()
        self.open = True
        """Whether a rollout still looks."""

    @property
    def asked(self) -> Mapping[str, str]:
        """Component to the reason."""
        return MappingProxyType(self._asked)

    @property
    def left(self) -> tuple[str, ...]:
        """What the rollout did not wait for and is not ready at its end, each with its reason."""
        return self._left

    def ask(self, component: str, reason: str) -> bool:
        """Skip a component; False when the rollout is over."""
        if self.open:
            self._asked.setdefault(component, clean_line(reason, 300))
        return self.open

    def close(self, left: Collection[str]) -> None:
        """The rollout is over, and did not wait for these components."""
        self.open = False
        self._left = tuple(f"{name} ({self._asked[name]})" for name in sorted(left))
