"""Asks DNS about every host name that will be served."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

from forge_tui.domain.component import Component
from forge_tui.domain.events import Verdict
from forge_tui.domain.facts import NameVerdict
from forge_tui.domain.interview.hostnames import served
from forge_tui.engine.desk.needs import Resolver


async def ask(resolver: Resolver, domain: str, catalogue: Iterable[Component], chosen: Collection[str]) -> tuple[NameVerdict, ...]:
    """A verdict for each name. None of them stops an install: the records may be made while it runs."""
    wanted = served(domain, catalogue, chosen)
    found = await asyncio.gather(*(resolver.addresses(name) for name, _ in wanted))
    usual = max(map(tuple, found), key=list(map(tuple, found)).count, default=())
    verdicts = []
    for (name, component), addresses in zip(wanted, found, strict=True):
        if not addresses:
            verdict, words = Verdict.WARN, f"no address yet; make a record for *.{domain}"
        elif tuple(addresses) != usual:
            verdict, words = Verdict.WARN, f"{', '.join(addresses)}, others lead to {', '.join(usual) or 'nowhere'}"
        else:
            verdict, words = Verdict.PASS, ", ".join(addresses)
        verdicts.append(NameVerdict(name, component, verdict, words))
    return tuple(verdicts)
