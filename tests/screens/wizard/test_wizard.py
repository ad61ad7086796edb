"""The wizard: pictures of every step, and what keys and answers do, over a desk that answers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select, Static

from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.facts import ContextFacts, Installed, StorageFacts
from forge_tui.domain.failures import ClusterUnreachable
from forge_tui.domain.interview.interview import begun
from forge_tui.domain.interview.steps import CLUSTER, DELIVERY, NAMES, REVIEW, SOFTWARE, STEPS, STORAGE, Step
from forge_tui.domain.plan import Plan
from screens.app import ForgeApp
from screens.ask import AskScreen
from screens.help import HelpScreen
from screens.widgets.rows import Rows
from screens.wizard import WizardScreen, WizardState
from screens.wizard.field import Field
from screens.wizard.screen import Confirmed, Console
from screens.wizard.state import Asking, Inquiry
from screens.wizard.step_strip import StepStrip
from tests.domain.interview.clusters import CATALOGUE, SMALL
from tests.domain.interview.quiet_desk import CHECKS, QuietDesk
from tests.screens.wizard.world import failed, middle
from tests.test_import_rules import loaded_by

SMALL_SIZE, LARGE_SIZE = (80, 24), (120, 40)
BAD = CheckFinished("roles", "Storage roles", Verdict.FAIL, "no storage class nfs", "Name a class of: kubectl get storageclass")
LONG = "a-name-that-nobody-can-read-aloud-and-that-is-as-long-as-kubernetes-lets-it-be-" * 3


def showing(state: WizardState, *, theme: str = "") -> ForgeApp:
    return ForgeApp(theme=theme, start=lambda app: WizardScreen(state, ascii=app.ascii))


def asking(desk: QuietDesk, step: Step = CLUSTER, confirmed: Confirmed | None = None, console: Console | None = None) -> ForgeApp:
    return ForgeApp(
        start=lambda app: WizardScreen(WizardState(step=step), desk=desk, confirmed=confirmed, console=console, folder=Path("out"))
    )


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await pilot.pause(0.01)


async def still(pilot: Pilot[int]) -> None:
    """No cursor blinks in a picture."""
    await until(pilot, lambda: pilot.app.focused)
    for text in pilot.app.screen.query(Input):
        text.cursor_blink = False
    await pilot.pause()


def wizard_of(pilot: Pilot[int]) -> WizardScreen:
    screen = pilot.app.screen
    assert isinstance(screen, WizardScreen)
    return screen


async def seen(pilot: Pilot[int]) -> WizardScreen:
    """The wizard once it has looked at the cluster."""
    wizard = wizard_of(pilot)
    await until(pilot, lambda: wizard.state.facts and wizard.focused)
    return wizard


def resumable(step: Step) -> WizardState:
    """The cluster has an install that was not finished, and two checks are still going on."""
    state = middle(step)
    titles = (*(check.title for check in (*CHECKS, BAD)), "Vault", "Git server")
    return replace(
        state,
        facts=replace(SMALL, installed=Installed.UNFINISHED),
        earlier={},
        check_titles=titles,
        checks=(*CHECKS, BAD),
        checking=Inquiry(Asking.NOW),
    )


def waived() -> WizardState:
    """A failed check was waived, and everything is saved."""
    state = replace(middle(REVIEW), checks=(*CHECKS, BAD), waived=frozenset({BAD.check}))
    return replace(state, saved=("answers.yaml", "plan.json"), repeat="forge-tui --headless answers.yaml --plan plan.json --waive roles")


def long_names(step: Step) -> WizardState:
    classes = (StorageFacts(LONG, f"{LONG}.example.com", default=True),)
    facts = replace(SMALL, context=LONG, server=f"https://{LONG}.example.com:6443", storage_classes=classes, load_balancer=LONG)
    interview = middle(step).interview.answer(("tls", "secretName"), LONG[:253])
    return replace(middle(step), facts=facts, contexts=(ContextFacts(LONG, facts.server, current=True),), interview=interview)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_each_step_fits_into_80x24(step: Step, snap_compare: Callable[..., bool]) -> None:
    state = resumable(step) if step in (CLUSTER, REVIEW) else middle(step)
    assert snap_compare(showing(state), terminal_size=SMALL_SIZE, run_before=still)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_each_step_explains_itself_beside_its_fields_at_120x40(step: Step, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(middle(step)), terminal_size=LARGE_SIZE, run_before=still)


@pytest.mark.parametrize("step", [NAMES, REVIEW], ids=lambda step: step.name)
def test_what_is_wrong_is_as_plain_on_light_at_120x40(step: Step, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(failed(step), theme="light"), terminal_size=LARGE_SIZE, run_before=still)


@pytest.mark.parametrize("step", [CLUSTER, NAMES, SOFTWARE, DELIVERY, REVIEW], ids=lambda step: step.name)
def test_what_is_wrong_is_told_where_it_is(step: Step, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(failed(step)), terminal_size=SMALL_SIZE, run_before=still)


@pytest.mark.parametrize("step", [CLUSTER, STORAGE], ids=lambda step: step.name)
def test_long_names_push_nothing_out(step: Step, snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(long_names(step)), terminal_size=SMALL_SIZE, run_before=still)


def test_a_large_light_terminal_has_room_for_the_whole_plan(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(waived(), theme="light"), terminal_size=LARGE_SIZE, run_before=still)


def test_before_anything_is_known_it_says_what_it_does_and_a_narrow_terminal_explains_below(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(showing(WizardState()), terminal_size=(60, 15), run_before=still)


def test_unsaved_answers_are_asked_about(snap_compare: Callable[..., bool]) -> None:
    async def leave(pilot: Pilot[int]) -> None:
        await still(pilot)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))

    state = middle(NAMES)
    answered = replace(state, interview=state.interview.answer(("domain",), "ai.example.com"))
    assert snap_compare(showing(answered), terminal_size=SMALL_SIZE, run_before=leave)


async def test_names_are_judged_while_they_are_typed_and_no_answer_is_lost() -> None:
    async with asking(QuietDesk(), NAMES).run_test(size=SMALL_SIZE) as pilot:
        wizard = await seen(pilot)
        note = wizard.query_one("#field-domain .note", Static)
        await pilot.press(*"/x")
        await until(pilot, lambda: "has a port or a path" in str(note.render()))
        assert "2 Domain" in str(wizard.query_one(StepStrip).render())
        await pilot.press("f2")
        await until(pilot, lambda: wizard.query_one("#field-domain Input", Input).value == "small.cluster.example")

        mode, certificate = wizard.query_one("#field-tls-mode Select", Select), wizard.query_one("#field-tls-certificate")
        assert (mode.value, certificate.display) == ("self-signed", False)
        mode.value = "files"
        await until(pilot, lambda: certificate.display)
        certificate.query_one(Input).value = "/tls.crt"
        wizard.query_one("#field-tls-key Input", Input).value = "/tls.key"
        await until(pilot, lambda: "does not belong" in wizard.query_one("#certificate-facts", Rows).text)
        mode.value = "acme"
        await until(pilot, lambda: not certificate.display)

        await pilot.press("ctrl+n", "escape")
        await until(pilot, lambda: wizard.query("#field-tls-certificate"))
        mode, certificate = wizard.query_one("#field-tls-mode Select", Select), wizard.query_one("#field-tls-certificate")
        await until(pilot, lambda: mode.value == "acme")
        mode.value = "files"
        await until(pilot, lambda: certificate.display)
        assert certificate.query_one(Input).value == "/tls.crt"


async def test_a_switch_takes_along_who_needs_it_and_a_secret_typed_by_mistake_is_hidden() -> None:
    async with asking(QuietDesk(), SOFTWARE).run_test(size=SMALL_SIZE) as pilot:
        wizard = await seen(pilot)
        options = wizard.query_one(OptionList)
        options.focus()
        options.highlighted = options.get_option_index("base")
        await pilot.press("space")
        await until(pilot, lambda: wizard.state.interview.value(("components", "disable")))
        assert "queue, shop need base: off as well" in str(wizard.query_one("#explanation", Static).render())
        assert "Components, 1 of 6 on" in str(wizard.query_one("#components .title", Static).render())

        await pilot.click("#steps", offset=(56, 0))
        await until(pilot, lambda: wizard.state.step == DELIVERY and wizard.query("#field-registry-mirror Input"))
        wizard.query_one("#field-registry-mirror Input", Input).value = "registry.example.com"
        password = wizard.query_one("#field-registry-password Input", Input)
        await until(pilot, lambda: wizard.query_one("#field-registry-password").display)
        password.value = "hunter2"
        await until(pilot, lambda: password.password)
        password.value = "env:REGISTRY_PASSWORD"
        await until(pilot, lambda: not password.password)


async def test_checks_arrive_one_by_one_and_only_a_waiver_and_the_name_of_the_cluster_confirm() -> None:
    heard: list[tuple[Plan, frozenset[str]]] = []
    slow = asyncio.Event()
    desk = QuietDesk(checked=(*CHECKS, BAD), slow={BAD.check: slow})
    async with asking(desk, REVIEW, lambda _, plan, waived: heard.append((plan, waived))).run_test(size=SMALL_SIZE) as pilot:
        wizard = await seen(pilot)
        review = wizard.query_one("#review", Rows)
        await until(pilot, lambda: "3 of 4, waiting for Storage roles" in review.text)
        assert wizard.state.blocking == "the checks are not done yet"
        slow.set()
        await until(pilot, lambda: wizard.state.blocking == "a check failed: Storage roles")
        assert "do Name a class of: kubectl get storageclass" in review.text
        await pilot.press("s")
        await until(pilot, lambda: "forge-tui --headless out/answers.yaml --plan out/plan.json" in review.text)
        assert [saved.answers() for saved in desk.saved] == [wizard.state.interview.answers()]

        await pilot.press("ctrl+n", *"small", "enter")
        assert heard == []
        await pilot.press(*["backspace"] * 5, "shift+tab", "w")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: not wizard.state.blocking)
        assert "--waive roles" in review.text
        await pilot.press("ctrl+n", *"smal", "enter")
        assert heard == []
        await pilot.press("l", "enter")
        await until(pilot, lambda: heard)
        assert heard == [(wizard.state.plan, frozenset({"roles"}))]


async def test_an_earlier_install_is_resumed_or_opened_and_unsaved_answers_are_kept_by_saving() -> None:
    opened: list[str] = []
    desk = QuietDesk(
        facts=replace(SMALL, installed=Installed.UNFINISHED),
        remembered={"domain": "kept.example.com"},
        failure=ClusterUnreachable("https://10.0.0.5:6443 does not answer"),
    )
    app = asking(desk, console=lambda interview, _: opened.append(interview.text(("domain",))))
    async with app.run_test(size=SMALL_SIZE) as pilot:
        wizard = wizard_of(pilot)
        facts, ways = wizard.query_one("#cluster-facts", Rows), wizard.query_one("#earlier", OptionList)
        await until(pilot, lambda: "forge-tui --simulate small" in facts.text)
        assert "does not answer (FT-301)" in facts.text
        assert not ways.display
        desk.failure = None
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "v1.34.1" in facts.text and ways.display)

        ways.focus()
        await pilot.press("end", "enter")
        await until(pilot, lambda: opened == ["small.cluster.example"])
        await pilot.press("up", "enter")
        await until(pilot, lambda: wizard.state.step == REVIEW and wizard.state.plan)
        assert wizard.state.interview.text(("domain",)) == "kept.example.com"

        wizard.on_field_answered(Field.Answered(("domain",), "https://no.example.com"))
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("ctrl+c")  # what lies over the wizard does not lose its answers either
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        assert pilot.app.screen.query_one(OptionList).option_count == 2  # what is wrong cannot be saved
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is wizard)
        wizard.on_field_answered(Field.Answered(("domain",), "other.example.com"))
        await pilot.press("ctrl+c")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: not app.is_running or desk.saved)
    assert [saved.text(("domain",)) for saved in desk.saved] == ["other.example.com"]


async def test_foreign_text_in_answers_is_shown_and_never_interpreted() -> None:
    hostile = "[@click=app.quit]x[/]\x1b]52;c;aGk=\x07"
    first = begun({"domain": "a.example", "cluster": {"kubeconfig": hostile}, "storage": {"local": hostile}}, CATALOGUE.components)
    contexts = replace(SMALL, context=hostile, server=hostile, load_balancer=hostile, version=hostile)
    async with asking(QuietDesk(first=first, facts=contexts), STORAGE).run_test(size=SMALL_SIZE) as pilot:
        wizard = await seen(pilot)
        assert wizard.state.interview.value(("cluster", "kubeconfig")) == hostile
        await pilot.press("escape", "escape")
        await until(pilot, lambda: wizard.query("#field-cluster-kubeconfig Input"))
        assert wizard.query_one("#field-cluster-kubeconfig Input", Input).disabled
        assert "\x1b" not in pilot.app.export_screenshot()


def test_no_cluster_client_is_loaded_for_the_wizard() -> None:
    loaded = loaded_by("import screens.wizard, forge_tui.commands.wizard_desk, forge_tui.commands.wizard_screen")
    assert not loaded & {"kubernetes", "aiohttp", "hvac", "pyhelm3", "dulwich", "cryptography"}
