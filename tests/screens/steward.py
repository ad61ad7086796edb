"""A steward of tests: answers at once and from memory."""

from collections.abc import AsyncIterator, Sequence

from forge_tui.domain.errors import ForgeError
from forge_tui.domain.events import Endpoint, Verdict
from forge_tui.domain.failures import VaultRefused
from forge_tui.domain.handover import Answer, EndpointVerdict, Login, Sealing

PASSWORD = "correct-horse-battery-[bold]staple"
LOGINS = (
    Login("Argo CD", "admin", "kubectl -n argocd get secret argocd-initial-admin-secret -o jsonpath='{.data.password}' | base64 -d"),
    Login("OpenBao", "recovery key", "kubectl -n cf-openbao get secret openbao-keys -o jsonpath='{.data.key_1}' | base64 -d"),
)
PASSES = Answer(Verdict.PASS, "200 in 41 ms")


class MemorySteward:
    """Knows two logins and a vault that two of three shares open."""

    def __init__(self, *, error: ForgeError | None = None) -> None:
        self.shares = {"one", "two", "three"}
        self.given: set[str] = set()
        self.revealed: list[Login] = []
        self._error = error

    async def endpoints(self, addresses: Sequence[Endpoint] = ()) -> AsyncIterator[Sequence[EndpointVerdict]]:
        yield [EndpointVerdict(one.name, one.url, one.login) for one in addresses]
        dns = Answer(Verdict.PASS, "10.0.0.10")
        tls = Answer(Verdict.WARN, "this machine does not trust it: self-signed certificate")
        told = [EndpointVerdict(one.name, one.url, one.login, dns, tls, PASSES) for one in addresses]
        if told:
            first = addresses[0]
            told[-1] = EndpointVerdict(first.name, first.url, "", dns=Answer(Verdict.FAIL, "no such name")) if len(told) > 1 else told[-1]
        yield told

    async def logins(self) -> Sequence[Login]:
        if self._error:
            raise self._error
        return LOGINS

    async def reveal(self, login: Login) -> str:
        again = login in self.revealed
        self.revealed.append(login)
        return "" if again else PASSWORD

    async def sealing(self) -> Sealing:
        return Sealing(len(self.given) < 2, False, 2)

    async def unseal(self, shares: Sequence[str]) -> Sealing:
        if wrong := set(shares) - self.shares:
            raise VaultRefused(f"{len(wrong)} of the shares is not one of this vault")
        self.given |= set(shares)
        return await self.sealing()
