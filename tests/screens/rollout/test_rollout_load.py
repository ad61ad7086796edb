"""A thousand applications: the keys work, only what is seen is drawn, and the loop is never held (see conftest.py)."""

from __future__ import annotations

import asyncio
import time

from forge_tui.domain.events import Stamped
from forge_tui.domain.view import fold
from screens.app import ForgeApp
from screens.rollout import RolloutScreen
from screens.widgets.component_tree import ComponentTree
from tests.bench.screens_load import BEGIN, COMPONENTS, CrowdInspector, announced, crowded, stirred
from tests.screens.rollout.showing import settled, tree_of

UPDATES = 20
CHANGED_EACH = 5


def crowd() -> ForgeApp:
    inspector = CrowdInspector()
    return ForgeApp(crowded(), now=lambda: BEGIN, start=lambda app: RolloutScreen(app.view, now=app.now, inspector=inspector))


async def test_keys_filter_groups_and_details_work_while_a_thousand_applications_change() -> None:
    app = crowd()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda: len(tree_of(pilot).components) == COMPONENTS)
        stream = stirred()
        for key in ("down", "pagedown", "g", "g", "g", "v", "v", "v", "n", "slash", *"0042", "enter"):
            for number in range(CHANGED_EACH):
                app.arrived(Stamped(number, BEGIN, next(stream)))
            await pilot.press(key)
        await settled(pilot, lambda: tree_of(pilot).components == ["application-0042"])
        await pilot.press("l", "escape", "escape")
        await settled(pilot, lambda: len(tree_of(pilot).components) == COMPONENTS)


async def test_an_update_draws_the_lines_in_sight_only_and_costs_milliseconds() -> None:
    app = crowd()
    async with app.run_test(size=(120, 40)) as pilot:
        tree = tree_of(pilot)
        await settled(pilot, lambda: len(tree.components) == COMPONENTS)
        drawn: list[str] = []
        draw = ComponentTree.render_label

        def counted(node, *arguments):  # type: ignore[no-untyped-def]  # Textual's own signature
            drawn.append(node.data.key)
            return draw(tree, node, *arguments)

        tree.render_label = counted  # type: ignore[method-assign]
        stream, costs = stirred(), []
        for _ in range(UPDATES):
            view = app.view
            for _ in range(CHANGED_EACH):
                view = fold(view, Stamped(1, BEGIN, next(stream)))
            app.view = view
            began = time.thread_time()
            app.screen.view = view  # type: ignore[attr-defined]
            costs.append(time.thread_time() - began)
            await asyncio.sleep(0)
        await pilot.pause()
        assert len(set(drawn)) <= tree.size.height + 1
        assert sorted(costs)[len(costs) // 2] < 0.03


async def test_a_run_that_announces_a_thousand_components_is_shown_at_once() -> None:
    app = ForgeApp(now=lambda: BEGIN, start=lambda app: RolloutScreen(app.view, now=app.now))
    async with app.run_test(size=(80, 24)) as pilot:
        app.arrived(Stamped(1, BEGIN, announced()))
        await settled(pilot, lambda: len(tree_of(pilot).components) == COMPONENTS)
