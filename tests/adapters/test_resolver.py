"""DNS as this machine sees it."""

from forge_tui.adapters.resolver import SystemResolver


async def test_a_name_of_this_machine_has_an_address() -> None:
    assert set(await SystemResolver().addresses("localhost")) & {"127.0.0.1", "::1"}


async def test_a_name_that_cannot_be_one_has_none() -> None:
    assert await SystemResolver().addresses("not a name." + "x" * 80) == ()
