"""Those who look after a platform: addresses, first logins, unsealing."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

import pytest

from forge_tui.adapters.answers_secrets import read_secret
from forge_tui.domain.events import Endpoint, HandoverGiven, Verdict
from forge_tui.domain.failures import SecretUnavailable, VaultRefused
from forge_tui.domain.handover import EndpointVerdict, is_retired
from forge_tui.engine.steward.handed_over import handed_over
from forge_tui.engine.steward.steward import PlatformSteward
from tests.engine.platform import Platform


@pytest.fixture
async def installed(platform: Platform) -> Platform:
    await platform.run(openbao={"seal": "shamir", "shares": 3, "threshold": 2})
    return platform


def steward_of(platform: Platform, *addresses: Endpoint, read: Callable[[str], str] = read_secret) -> PlatformSteward:
    return PlatformSteward(platform.adapters, addresses, read)


async def first(count: int, stream: AsyncIterator[Sequence[EndpointVerdict]]) -> list[Sequence[EndpointVerdict]]:
    found: list[Sequence[EndpointVerdict]] = []
    async with aclosing(stream):  # type: ignore[type-var]
        async for verdicts in stream:
            found.append(verdicts)
            if len(found) == count:
                break
    return found


async def test_addresses_are_unknown_at_once_and_judged_after_a_visit(installed: Platform) -> None:
    steward = steward_of(installed, Endpoint("Gitea", "https://gitea.demo.example"), Endpoint("X", "https://x.invalid"))
    unknown, visited = await first(2, steward.endpoints())
    assert [one.dns.verdict for one in unknown] == [Verdict.SKIPPED, Verdict.SKIPPED]
    assert [(one.dns.verdict, one.answers) for one in visited] == [(Verdict.PASS, True), (Verdict.FAIL, False)]


async def test_without_addresses_there_is_nothing_to_visit(installed: Platform) -> None:
    assert [list(verdicts) async for verdicts in steward_of(installed).endpoints()] == [[]]


async def test_first_logins_say_where_the_password_is_and_give_it_once(installed: Platform) -> None:
    steward = steward_of(installed)
    logins = {login.name: login for login in await steward.logins()}
    assert "OpenBao" in logins
    assert "Gitea" in logins
    gitea = logins["Gitea"]
    password = await steward.reveal(gitea)
    assert len(password) >= 16
    assert password not in repr(gitea)
    assert await steward.reveal(gitea) == ""


async def test_what_was_handed_over_is_kept_in_the_cluster(installed: Platform) -> None:
    given = await handed_over(installed.cluster)
    assert given is not None
    login = "forge-admin: kubectl -n cf-gitea get secret gitea-admin-credentials"
    assert given.endpoints[0] == Endpoint("Gitea", "https://gitea.demo.example", login)
    assert is_retired(given.credentials[0])


async def test_a_cluster_without_a_record_was_handed_nothing_over(still: Platform) -> None:
    assert await handed_over(still.cluster) is None


@pytest.mark.parametrize("kept", ["no json", "7", '{"endpoints": 3, "credentials": "x"}', '{"endpoints": [1, {"url": 2}]}'])
async def test_a_record_that_somebody_damaged_is_no_failure(still: Platform, kept: str) -> None:
    metadata = {"name": "forge-tui-journal", "namespace": "forge-system"}
    await still.put({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"handover": kept}})
    given = await handed_over(still.cluster)
    assert given is None or isinstance(given, HandoverGiven)


async def test_an_open_vault_says_so(installed: Platform) -> None:
    state = await steward_of(installed).sealing()
    assert (state.sealed, state.threshold) == (False, 2)


async def sealed(platform: Platform) -> tuple[Any, tuple[str, ...]]:
    platform.simulation.vault.seal()
    return steward_of(platform, read=lambda reference: f"read {reference}"), platform.simulation.vault.shares


async def test_shares_open_a_sealed_vault(installed: Platform) -> None:
    steward, shares = await sealed(installed)
    assert (await steward.sealing()).sealed
    assert (await steward.unseal(shares[:1])).sealed
    assert not (await steward.unseal(shares[1:2])).sealed


async def test_a_wrong_share_is_refused(installed: Platform) -> None:
    steward, _ = await sealed(installed)
    with pytest.raises(VaultRefused, match="a share is not one of this vault"):
        await steward.unseal(["wrong"])


async def test_shares_may_be_references(installed: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    installed.simulation.vault.seal()
    one, two, _ = installed.simulation.vault.shares
    monkeypatch.setenv("SHARE_1", one)
    steward = steward_of(installed)
    with pytest.raises(SecretUnavailable):
        await steward.unseal(["env:SHARE_9"])
    assert not (await steward.unseal(["env:SHARE_1", f" {two} ", ""])).sealed
