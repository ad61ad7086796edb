"""The console of an installed platform: the tree, read-only until it is unlocked, and the keeper's actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from forge_tui.domain.view import RunView
from screens.rollout import RolloutScreen
from screens.services import Operator, Steward
from screens.unlock import UnlockScreen
from screens.unseal import UnsealScreen


class ConsoleScreen(RolloutScreen):
    """The same tree as during an install. What changes the cluster works once its name was typed."""

    HELP = f"""The platform as it is now, read again every few seconds. It is read-only until it is unlocked with k
and the name of the cluster; locked or not, leaving it changes nothing.
w gives shares to a sealed vault, h shows addresses and first logins.

{RolloutScreen.HELP or ""}"""
    CSS_PATH = "rollout/rollout.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "unlock", "Unlock", tooltip="allow changes, after the cluster's name was typed"),
        Binding("w", "unseal", "Unseal", tooltip="give shares to a sealed vault", show=False),
        Binding("h", "handover", "Handover", tooltip="addresses, first logins, files"),
    ]

    def __init__(
        self,
        view: RunView,
        *,
        steward: Steward | None = None,
        operator: Operator | None = None,
        handover: Callable[[], Screen[Any]] | None = None,
        **parts: Any,
    ) -> None:
        """Make the screen; `parts` are those of the tree. The operator works once unlocked."""
        super().__init__(view, **parts)
        self._steward = steward
        self._locked = operator
        self._handover = handover

    @property
    def locked(self) -> bool:
        """Whether changes are still to be unlocked."""
        return self._locked is not None

    def action_unlock(self) -> None:
        """Ask for the cluster's name."""
        self.app.push_screen(UnlockScreen(self.view.context, ascii=self.app.ascii), self._unlocked)  # type: ignore[attr-defined]

    def _unlocked(self, agreed: bool | None) -> None:
        if agreed and self._locked is not None:
            self._operator, self._locked = self._locked, None
            self.refresh_bindings()
            self.notify("Changes are allowed until you leave.", markup=False)

    def action_unseal(self) -> None:
        """Take shares."""
        if self._steward is not None:
            self.app.push_screen(UnsealScreen(self._steward, ascii=self.app.ascii))  # type: ignore[attr-defined]

    def action_handover(self) -> None:
        """Show addresses and logins."""
        if self._handover is not None:
            self.app.push_screen(self._handover())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works is offered."""
        if action == "unlock":
            return self.locked
        if action == "unseal":
            return self._steward is not None
        if action == "handover":
            return self._handover is not None
        return super().check_action(action, parameters)
