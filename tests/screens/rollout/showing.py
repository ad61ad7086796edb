"""The install tree over a fixed view, a fixed clock, and an inspector that says fixed things."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from textual.pilot import Pilot
from textual.widgets import DataTable, Static

from forge_tui.domain.events import ComponentObserved, ComponentSkipped, Listed, RunStarted, Stamped
from forge_tui.domain.view import RunView, fold
from screens.app import ForgeApp
from screens.rollout import RolloutScreen
from screens.widgets.component_detail import ComponentDetail
from screens.widgets.component_tree import ComponentTree
from tests.domain.streams import FAILED, MIDDLE, UNCHANGED, at, folded
from tests.screens.rollout.inspected import FixedInspector, FixedOperator

LONG = RunStarted(
    format=1,
    version="2.0.0",
    run_id="r2",
    mode="install",
    context="a-context-whose-name-does-not-fit-into-any-header",
    server="https://a-server-with-a-very-long-name.and-a-long-domain.example.org:6443",
    plan_hash="0" * 64,
    steps=("install-argocd", "install-gitea", "push", "install-openbao", "vault", "rollout"),
    components=tuple(
        Listed(f"component-{number}-with-a-name-that-never-seems-to-end-at-all", "a-layer-with-a-long-name-too", number // 4, (), 3600.0)
        for number in range(12)
    ),
    estimate_s=7200.0,
)


def _long() -> RunView:
    view = fold(RunView(), Stamped(1, at(-90_000), LONG))
    for listed in LONG.components[:3]:
        event = ComponentObserved(listed.name, "OutOfSync", "Progressing", "waiting for " + "something long " * 20)
        view = fold(view, Stamped(2, at(-80_000), event))
    return fold(view, Stamped(3, at(130), ComponentSkipped(LONG.components[1].name, "nobody needs it " * 5)))


VIEWS = {"empty": RunView(), "middle": folded(MIDDLE), "full": folded(UNCHANGED), "failed": folded(FAILED), "long": _long()}


@dataclass
class Shown:
    """One screen in one application, with what it asks."""

    view: RunView
    ascii: bool = False
    theme: str = "dark"
    inspector: FixedInspector | None = field(default_factory=FixedInspector)
    operator: FixedOperator | None = field(default_factory=FixedOperator)

    def app(self) -> ForgeApp:
        """The application, to be run."""

        def start(app: ForgeApp) -> RolloutScreen:
            return RolloutScreen(app.view, now=app.now, ascii=self.ascii, inspector=self.inspector, operator=self.operator)

        return ForgeApp(self.view, now=lambda: at(140), ascii=self.ascii, theme=self.theme, start=start)


async def settled(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not condition():
            await pilot.pause(0.01)


def tree_of(pilot: Pilot[int]) -> ComponentTree:
    return pilot.app.screen.query_one(ComponentTree)


def detail_of(pilot: Pilot[int]) -> ComponentDetail:
    return pilot.app.screen.query_one(ComponentDetail)


def summary_of(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one("#summary-text", Static).render())


def expects_details(pilot: Pilot[int]) -> bool:
    return pilot.app.size.width >= 100 or pilot.app.screen.has_class("-detail")


def is_settled(pilot: Pilot[int]) -> bool:
    """The details show the component under the cursor, and the tab in sight has been answered."""
    detail, selected = detail_of(pilot), tree_of(pilot).selected
    pane = detail.panes[detail.active]
    answered = pane.loaded or detail.active == "logs" or not selected  # a log that is followed never ends
    return detail.is_seen and detail.component == selected and answered


def is_drawn(pilot: Pilot[int]) -> bool:
    """Nothing waits to be handled, measured, laid out or drawn.

    `Pilot.pause` cannot tell: it takes a process that gets no processor for one that has nothing to do.
    """
    screen = pilot.app.screen
    busy = any(
        widget.message_queue_size
        or widget._next_callbacks
        or (isinstance(widget, DataTable) and (widget._require_update_dimensions or widget._updated_cells))
        for widget in [pilot.app, *screen.walk_children(with_self=True)]
    )
    waits = screen._layout_required or screen._dirty_widgets or screen._callbacks or screen._repaint_required or screen._recompose_required
    return not (busy or waits)


async def drawn(pilot: Pilot[int]) -> None:
    """Wait until the picture is complete, twice in a row: what has been drawn may ask for something more."""
    for _ in range(2):
        await settled(pilot, lambda: is_drawn(pilot))
        await pilot.pause(0)


def pressing(*keys: str, until: Callable[[Pilot[int]], object] = lambda pilot: True) -> Callable[[Pilot[int]], Awaitable[None]]:
    """For a snapshot: put the cursor on what failed, press keys, wait until something holds."""

    async def press(pilot: Pilot[int]) -> None:
        view = pilot.app.view  # type: ignore[attr-defined]
        await settled(pilot, lambda: len(tree_of(pilot).components) == view.total)
        if "kserve" in view.components:
            tree_of(pilot).jump("kserve")
        await drawn(pilot)
        await pilot.press(*keys)
        await settled(pilot, lambda: not expects_details(pilot) or is_settled(pilot))
        await settled(pilot, lambda: until(pilot))
        await drawn(pilot)

    return press


FAILURE = VIEWS["failed"]


async def on(pilot: Pilot[int], component: str) -> None:
    await settled(pilot, lambda: component in tree_of(pilot).components)
    tree_of(pilot).jump(component)
    await pilot.pause()


def shown_keys(pilot: Pilot[int]) -> set[str]:
    """Keys that the footer shows."""
    return {active.binding.key for active in pilot.app.screen.active_bindings.values() if active.binding.show and active.enabled}


def note_of(pane: object) -> str:
    return str(pane.query_one(".inspection-pane--note").render())  # type: ignore[attr-defined]  # any pane
