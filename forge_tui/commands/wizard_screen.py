"""The wizard on the screen, then the run under it."""

from __future__ import annotations

import asyncio
import importlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forge_tui.arguments import Arguments
from forge_tui.commands import on_screen
from forge_tui.commands.carry_out import Sink, carry_out, refuse_drift, stopped_by_signals
from forge_tui.commands.handing_over import handover_of
from forge_tui.commands.install import printer
from forge_tui.commands.platform import Platform
from forge_tui.commands.setup import planned, settings_of
from forge_tui.commands.wizard_places import OpenPlaces
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.errors import ExitCode, ForgeError
from forge_tui.domain.events import Stamped
from forge_tui.domain.plan import Plan
from forge_tui.domain.redact import Redactor
from forge_tui.engine.actions import Actions
from forge_tui.engine.actions_skips import Skips
from forge_tui.engine.inspection import Inspection
from forge_tui.engine.steward.following import Follower
from forge_tui.engine.steward.handed_over import handed_over
from forge_tui.wiring import Session

if TYPE_CHECKING:
    from forge_tui.domain.answers import Answers
    from forge_tui.domain.interview.interview import Interview
    from forge_tui.wiring import Settings
    from screens.app import ForgeApp
    from screens.opening import OpeningScreen
    from screens.rollout import RolloutScreen
    from screens.wizard import WizardScreen


def run(arguments: Arguments) -> int:
    """Ask on the screen, install under it; the exit code is that of the run, 130 without one."""
    try:
        return asyncio.run(_ask_and_install(arguments))
    except asyncio.CancelledError:
        return int(ExitCode.CANCELLED)


async def _ask_and_install(arguments: Arguments) -> int:
    from screens.app import ForgeApp

    answers, plan = planned(arguments) if arguments.yes and arguments.answers else (None, None)
    settings = settings_of(arguments)
    async with stopped_by_signals(), OpenPlaces(settings).running() as places:
        installing = Installing(arguments, settings, places)
        if answers and plan:
            refuse_drift(plan, arguments.plan)
            app = ForgeApp(start=installing.tree, at_end=installing.handover, **on_screen.looks(arguments))
            installing.begin(app, answers, plan)
        else:
            app = ForgeApp(start=installing.opening, at_end=installing.handover, **on_screen.looks(arguments))
        try:
            await on_screen.shown(app)
        finally:
            code = await installing.ended(app)
    return code


def _load() -> None:
    for module in ("forge_tui.commands.wizard_desk", "screens.wizard"):
        importlib.import_module(module)


class Installing:
    """From a confirmed plan to the end of its run, on the screen or, detached, as lines."""

    def __init__(self, arguments: Arguments, settings: Settings, places: OpenPlaces) -> None:
        self._arguments = arguments
        self._settings = settings
        self._places = places
        self._working: asyncio.Task[int] | None = None
        self._show: Sink = lambda _: None
        self._report = ""
        self._session: Session | None = None
        self._catalogue: Catalogue | None = None
        self._tree: RolloutScreen | None = None
        self._equipment: tuple[Inspection, Actions] | None = None

    def opening(self, app: ForgeApp) -> OpeningScreen:
        """A first frame at once; the model of the answers takes longer to load than everything else."""
        from screens.opening import OpeningScreen

        return OpeningScreen(_load, lambda: self.wizard(app))

    def wizard(self, app: ForgeApp) -> WizardScreen:
        """Six steps; the tree follows once the plan is confirmed."""
        from forge_tui.commands.wizard_desk import desk_of
        from screens.wizard import WizardScreen, WizardState

        def confirmed(interview: Interview, plan: Plan, waived: frozenset[str]) -> None:
            self._arguments = replace(self._arguments, waive=tuple(sorted(waived)))
            app.switch_screen(self.tree(app))
            self.begin(app, interview.answers(), plan)

        def console(interview: Interview, catalogue: Catalogue) -> None:
            app.run_worker(self._show_console(app, interview, catalogue), group="console", exclusive=True)

        desk = desk_of(self._arguments, self._settings, self._places)
        state = WizardState(waived=frozenset(self._arguments.waive))
        return WizardScreen(state, desk=desk, confirmed=confirmed, console=console, folder=Path(), ascii=app.ascii)

    async def _show_console(self, app: ForgeApp, interview: Interview, catalogue: Catalogue) -> None:
        """Instead of the wizard: nothing will be installed any more."""
        from forge_tui.commands.console import screen_of

        text = interview.text
        try:
            session = await self._places.session(text(("cluster", "kubeconfig")), text(("cluster", "context")))
            given = await handed_over(session.adapters.cluster)
        except ForgeError as error:
            app.notify(f"The console cannot be opened: {error.message}", severity="error", markup=False)
            return
        app.owns_run, app.clock = False, session.adapters.clock.now
        follower = Follower(session.adapters, session.identity, catalogue, mode="read-only")
        found = Platform(session, catalogue, follower, given)
        app.run_worker(found.tell(app.arrived), group="follow", exclusive=True)
        app.switch_screen(screen_of(app, found))

    def tree(self, app: ForgeApp) -> RolloutScreen:
        """The components while they come up."""
        from screens.rollout import RolloutScreen

        self._tree = RolloutScreen(app.view, now=app.now, ascii=app.ascii)
        if self._equipment is not None:
            self._tree.equip(*self._equipment)
        return self._tree

    def handover(self, app: ForgeApp) -> Any:
        """What is taken over once the run has succeeded."""
        assert self._session is not None
        assert self._catalogue is not None
        return handover_of(app, self._arguments, self._session, self._catalogue)

    def begin(self, app: ForgeApp, answers: Answers, plan: Plan) -> None:
        """Start the run of a plan; one that cannot even begin closes the screen, so that the reason is read."""
        self._working = asyncio.create_task(self._install(app, answers, plan), name="install")
        self._working.add_done_callback(lambda task: app.exit() if not task.cancelled() and task.exception() else None)

    async def _install(self, app: ForgeApp, answers: Answers, plan: Plan) -> int:
        self._session = session = await self._places.session_of(answers)
        self._catalogue = plan.catalogue
        app.clock = session.adapters.clock.now
        self._show = app.arrived
        redactor, skips = Redactor(), Skips()
        self._equipment = Inspection(session.adapters, plan.catalogue, redactor.redact), Actions(session.adapters.cluster, skips)
        if self._tree is not None:
            self._tree.equip(*self._equipment)
        return await carry_out(self._arguments, plan, session, self._sinks, redactor=redactor, skips=skips)

    def _sinks(self, report: str) -> list[Sink]:
        self._report = report
        return [self._told]

    def _told(self, stamped: Stamped) -> None:
        # Whoever listens may change while the run goes on.
        self._show(stamped)

    async def ended(self, app: ForgeApp) -> int:
        """Wait for the run as the operator left it; its failures are raised here."""
        from screens.departure import Departure

        if self._working is None:
            # Who went to the console did what they came for.
            return int(ExitCode.CANCELLED if app.owns_run else ExitCode.DONE)
        if app.departure is Departure.DETACH:
            self._show = printer(self._arguments, self._report)
            sys.stdout.write("detached: the install goes on here; ctrl+c stops it\n")
            return await self._working
        self._working.cancel()
        (result,) = await asyncio.gather(self._working, return_exceptions=True)
        if isinstance(result, asyncio.CancelledError):
            return int(ExitCode.CANCELLED)
        if isinstance(result, BaseException):
            raise result
        return result
