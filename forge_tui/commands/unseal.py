"""`forge-tui unseal`: opens a sealed vault with shares that people type, unseen, or with references to them."""

from __future__ import annotations

import asyncio
import getpass
import sys

from forge_tui.arguments import Arguments
from forge_tui.commands.carry_out import stopped_by_signals
from forge_tui.commands.platform import platform
from forge_tui.domain.errors import ExitCode
from forge_tui.domain.failures import UsageError, VaultSealed


def run(arguments: Arguments) -> int:
    """0 once the vault is open, also when it was before."""
    if not all(share.startswith(("env:", "file:", "fd:")) for share in arguments.share):
        # What is given may be a share, so it is not repeated.
        raise UsageError("--share: what is given is not a reference", remedy="Run: forge-tui unseal --share env:NAME --share file:PATH")
    try:
        return asyncio.run(_unseal(arguments))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _unseal(arguments: Arguments) -> int:
    async with stopped_by_signals(), platform(arguments, mode="unseal") as found:
        steward = found.steward()
        state = await steward.sealing()
        if state.sealed:
            given = arguments.share or await _typed(state.threshold)
            state = await steward.unseal(given)
        if state.sealed:
            raise VaultSealed(f"the vault is still sealed: {state.threshold} different shares are needed")
    sys.stdout.write("the vault is open\n")
    return int(ExitCode.DONE)


async def _typed(needed: int) -> list[str]:
    """As many shares as are needed; none is shown."""
    if not sys.stdin.isatty():
        raise UsageError(
            f"the vault is sealed and needs {needed} shares", remedy="Run: forge-tui unseal --share env:SHARE_1 --share file:PATH"
        )
    return [await asyncio.to_thread(getpass.getpass, f"share {number} of {needed}: ") for number in range(1, needed + 1)]
