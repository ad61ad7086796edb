"""The handover at the end of an install, and the console that opens from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forge_tui.arguments import Arguments
from forge_tui.commands.platform import Platform
from forge_tui.domain.catalogue import Catalogue
from forge_tui.engine.steward.following import Follower
from forge_tui.engine.steward.steward import PlatformSteward
from forge_tui.wiring import Session

if TYPE_CHECKING:
    from screens.app import ForgeApp
    from screens.console import ConsoleScreen
    from screens.handover import HandoverScreen


def handover_of(app: ForgeApp, arguments: Arguments, session: Session, catalogue: Catalogue) -> HandoverScreen:
    """The handover of the run that `app` shows."""
    from forge_tui.adapters.answers_secrets import read_secret
    from screens.console import ConsoleScreen
    from screens.handover import HandoverScreen

    adapters = session.adapters
    steward = PlatformSteward(adapters, (), read_secret)

    def console() -> ConsoleScreen:
        """From here on the cluster is followed; the run is over."""
        app.owns_run = False
        follower = Follower(adapters, session.identity, catalogue, mode="read-only")
        found = Platform(session, catalogue, follower, app.view.handover)
        app.run_worker(found.tell(app.arrived), group="follow", exclusive=True)
        return ConsoleScreen(app.view, now=app.now, ascii=app.ascii, operator=found.operator(), steward=steward, **found.tree_parts())

    written = files_of(arguments, session, app.view.run_id)
    return HandoverScreen(app.view, now=app.now, ascii=app.ascii, steward=steward, files=written, console=console)


def files_of(arguments: Arguments, session: Session, run_id: str) -> tuple[tuple[str, str], ...]:
    """(what, where) of what this run has written; a simulation without a place of its own keeps nothing."""
    found = [("answers", arguments.answers), ("report", arguments.junit), ("events", arguments.events)]
    if session.lasting:
        directory = session.state.run_directory(run_id)
        found += [("plan", directory / "plan.json"), ("journal", directory / "events.ndjson")]
    return tuple((what, str(where.absolute())) for what, where in found if where is not None)
