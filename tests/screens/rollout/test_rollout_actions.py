"""What an operator can do from the tree, and what must be typed before."""

from forge_tui.domain.inspection import Action
from screens.rollout.action_screen import ActionScreen
from tests.screens.rollout.inspected import FixedOperator
from tests.screens.rollout.showing import FAILURE, Shown, on, settled, shown_keys


async def test_what_can_be_taken_back_is_done_at_once_and_told() -> None:
    operator = FixedOperator()
    shown = Shown(FAILURE, operator=operator)
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        for key, action in {"r": Action.RETRY, "s": Action.SYNC, "u": Action.REFRESH, "U": Action.HARD_REFRESH}.items():
            await pilot.press(key)
            await settled(pilot, lambda: pilot.app._notifications)
            assert operator.done == [(action, "kserve", "")]
            assert [notification.message for notification in pilot.app._notifications] == [f"{action.value} of kserve asked"]
            operator.done.clear()
            pilot.app.clear_notifications()


async def test_a_skip_needs_a_reason_and_the_name() -> None:
    operator = FixedOperator()
    shown = Shown(FAILURE, operator=operator)
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("x")
        assert isinstance(pilot.app.screen, ActionScreen)
        await pilot.press(*"no GPU", "enter", *"kserv", "enter")
        assert isinstance(pilot.app.screen, ActionScreen)
        await pilot.press("e", "enter")
        await settled(pilot, lambda: operator.done)
        assert operator.done == [(Action.SKIP, "kserve", "no GPU")]


async def test_terminating_needs_the_name_and_escape_thinks_better_of_it() -> None:
    operator = FixedOperator()
    shown = Shown(FAILURE, operator=operator)
    async with shown.app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("t", *"kserve", "escape")
        assert not isinstance(pilot.app.screen, ActionScreen)
        assert operator.done == []
        await pilot.press("t", *"kserve", "enter")
        await settled(pilot, lambda: operator.done == [(Action.TERMINATE, "kserve", "")])


async def test_what_is_not_offered_any_more_has_no_key_and_a_group_asks_for_a_component_first() -> None:
    operator = FixedOperator(offers=(Action.SYNC,))
    async with Shown(FAILURE, operator=operator).app().run_test(size=(80, 24)) as pilot:
        await on(pilot, "kserve")
        await pilot.press("x")
        assert not isinstance(pilot.app.screen, ActionScreen)
        assert "r" not in shown_keys(pilot)
        await pilot.press("home", "s")
        await settled(pilot, lambda: pilot.app._notifications)
        assert operator.done == []
