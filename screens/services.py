"""What the screens need from the world, in words of the domain; put together in forge_tui/commands."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from typing import Protocol

from forge_tui.domain.events import Endpoint
from forge_tui.domain.handover import EndpointVerdict, Login, Sealing
from forge_tui.domain.inspection import Action, Container, Difference, Happening, Resource
from forge_tui.domain.interview.desk import Desk
from forge_tui.domain.objects import ObjectRef

__all__ = ["Desk", "Inspector", "Operator", "Steward"]


class Inspector(Protocol):
    """Looks closely at one component. Every method raises ForgeError, and nothing that it gives holds a secret."""

    async def resources(self, component: str) -> Sequence[Resource]:
        """What Argo CD manages for it, what needs a look first, the pods of each workload below it."""

    async def happenings(self, component: str) -> Sequence[Happening]:
        """Events of Kubernetes about its objects, the latest first."""

    async def containers(self, component: str) -> Sequence[Container]:
        """Where its logs come from, the one that most needs a look first."""

    def logs(self, container: Container, *, follow: bool, previous: bool) -> AsyncGenerator[str]:
        """Lines of a log, with `follow` as they are written."""

    async def differences(self, component: str) -> Sequence[Difference]:
        """Each object of it, live against Git, those that differ first."""

    async def document(self, component: str, ref: ObjectRef | None = None) -> str:
        """One of its objects as YAML; without `ref` its Application."""


class Operator(Protocol):
    """Carries out what a person asks for one component."""

    @property
    def offers(self) -> Collection[Action]:
        """What can be asked now; a run that is over offers no skip."""

    async def act(self, action: Action, component: str, reason: str = "") -> str:
        """Do it; returns in a sentence what was done. Raises ForgeError."""


class Steward(Protocol):
    """Looks after a platform that is installed: the handover and the console ask it."""

    def endpoints(self, addresses: Sequence[Endpoint] = ()) -> AsyncIterator[Sequence[EndpointVerdict]]:
        """What each address answers, again and again; first at once what is known. Without addresses: its own."""

    async def logins(self) -> Sequence[Login]:
        """First logins without their passwords."""

    async def reveal(self, login: Login) -> str:
        """The password of a first login, once; empty when it was revealed before or is gone. Never part of an event."""

    async def sealing(self) -> Sealing:
        """Whether the vault is sealed, and how many shares open it."""

    async def unseal(self, shares: Sequence[str]) -> Sealing:
        """Give shares, or references to them (env:, file:, fd:), to the vault. Raises ForgeError; keeps none of them."""
