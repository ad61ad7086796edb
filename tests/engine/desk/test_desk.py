"""The desk over the simulated cluster: plan, checks, names, and what is saved."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forge_tui.adapters.answers_file import load
from forge_tui.adapters.bundle_files import find_bundle
from forge_tui.adapters.catalogue_file import load_catalogue
from forge_tui.adapters.simulated.resolver import SimulatedResolver
from forge_tui.arguments import parse
from forge_tui.commands.setup import planned, settings_of
from forge_tui.commands.wizard_desk import desk_of
from forge_tui.commands.wizard_places import OpenPlaces
from forge_tui.domain.events import Verdict
from forge_tui.domain.failures import AnswersInvalid, AnswersUnreadable, MachineUnknown, PlanDrift
from forge_tui.domain.interview.interview import Interview
from forge_tui.domain.interview.suggestion import suggestions
from forge_tui.engine.desk import names
from forge_tui.engine.desk.desk import WorkingDesk
from forge_tui.frontends import plan_text

REAL = load_catalogue(find_bundle())
SIMULATED = ("--simulate", "small,speed=0")


def desk_for(places: OpenPlaces, *words: str) -> WorkingDesk:
    arguments = parse([*SIMULATED, *words], {})
    return desk_of(arguments, settings_of(arguments), places)


@pytest.fixture
async def places() -> AsyncIterator[OpenPlaces]:
    async with OpenPlaces(settings_of(parse(list(SIMULATED), {}))).running() as open_places:
        yield open_places


async def accepted(desk: WorkingDesk) -> Interview:
    """Every default of the cluster."""
    return (await desk.interview()).suggested(suggestions(await desk.look("", "")))


async def test_a_simulated_cluster_is_looked_at_like_a_real_one(places: OpenPlaces) -> None:
    desk = desk_for(places)
    assert [context.name for context in await desk.contexts("")] == ["small"]
    facts = await desk.look("", "")
    assert (facts.simulated, facts.cores, len(facts.storage_classes)) == (True, 48, 2)


async def test_what_is_saved_gives_the_same_plan_without_a_screen(places: OpenPlaces, tmp_path: Path) -> None:
    desk = desk_for(places)
    interview = await accepted(desk)
    plan = await desk.plan(interview)
    answers, saved, schema = await desk.save(interview, tmp_path)
    assert load(answers) == interview.answers()
    assert json.loads(saved.read_text())["hash"] == plan.hash
    assert json.loads(schema.read_text())["title"] == "Answers of forge-tui"
    assert planned(parse(["--headless", str(answers), *SIMULATED], {}))[1].hash == plan.hash
    assert {path.stat().st_mode & 0o077 for path in (answers, saved)} == {0}


async def test_files_of_somebody_else_are_never_replaced(places: OpenPlaces, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("mine")
    desk = desk_for(places)
    interview = await accepted(desk)
    first, again = await desk.save(interview, tmp_path), await desk.save(interview, tmp_path)
    assert [path.name for path in first] == ["answers-2.yaml", "plan-2.json", "answers-2.schema.json"]
    assert first == again
    assert (tmp_path / "answers.yaml").read_text() == "mine"


async def test_the_checks_of_a_healthy_cluster_pass(places: OpenPlaces) -> None:
    desk = desk_for(places)
    found = [check async for check in desk.checks(await accepted(desk))]
    assert {check.title for check in found} == set(desk.check_titles())
    assert {check.check for check in found} > {"storage", "permissions"}
    assert Verdict.FAIL not in {check.verdict for check in found}


async def test_the_latest_run_on_a_cluster_is_remembered(places: OpenPlaces) -> None:
    desk = desk_for(places)
    assert await desk.earlier("", "") is None
    runs = (await places.session("", "")).state
    plan = await desk.plan(await accepted(desk))
    for number, text in enumerate(("{}", plan_text.as_json(plan), "not JSON", '{"plan": 3}')):
        file = runs.run_directory(str(number)) / "plan.json"
        file.write_text(text)
        os.utime(file, (number, number))
    assert await desk.earlier("", "") == plan.answers


async def test_unfinished_answers_have_no_plan(places: OpenPlaces) -> None:
    desk = desk_for(places)
    with pytest.raises(AnswersInvalid, match="domain: is missing"):
        await desk.plan(await desk.interview())


async def test_an_answers_file_with_mistakes_is_a_beginning(places: OpenPlaces, tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("version: 1\nprofile: huge\nstorage: {local: fast}\n")
    interview = await desk_for(places, str(file), "--set", "domain=ai.example.com").interview()
    assert (interview.text(("domain",)), interview.text(("profile",))) == ("ai.example.com", "huge")
    assert [finding.path for finding in interview.findings] == [("profile",)]


async def test_a_file_of_which_nothing_can_be_used_is_refused(places: OpenPlaces, tmp_path: Path) -> None:
    with pytest.raises(AnswersUnreadable, match="no such file"):
        await desk_for(places, str(tmp_path / "answers.yaml")).interview()


async def test_a_saved_plan_that_is_another_one_is_refused(places: OpenPlaces, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"hash": "0123"}')
    desk = desk_for(places, "--plan", str(plan))
    with pytest.raises(PlanDrift):
        await desk.plan(await accepted(desk))


async def test_the_command_that_repeats_has_the_flags_that_it_needs(places: OpenPlaces) -> None:
    desk = desk_for(places, "--state-dir", "/var/lib/forge", "--mirror", "https://=https://m.example/")
    assert desk.repeat(Path("a.yaml"), Path("p.json"), {"storage", "helm"}) == (
        "forge-tui --headless a.yaml --plan p.json --simulate small --state-dir /var/lib/forge --mirror https://=https://m.example/"
        " --waive helm --waive storage"
    )


async def test_a_place_that_cannot_be_entered_is_tried_again() -> None:
    async with OpenPlaces(settings_of(parse(["--simulate", "nowhere"], {}))).running() as places:
        for _ in range(2):
            with pytest.raises(MachineUnknown):
                await places.enter("", "")


class Records:
    """Host name to its addresses."""

    def __init__(self, **addresses: tuple[str, ...]) -> None:
        self._addresses = addresses

    async def addresses(self, name: str) -> tuple[str, ...]:
        return self._addresses.get(name.partition(".")[0], ())


async def test_names_that_lead_elsewhere_or_nowhere_are_told() -> None:
    records = Records(argocd=("10.0.0.1",), gitea=("10.0.0.1",), kc=("10.0.0.9",))
    found = await names.ask(records, "a.example", REAL, {"argocd-config", "gitea-config", "keycloak", "openbao-config"})
    assert [(verdict.name, verdict.verdict, verdict.words) for verdict in found] == [
        ("kc.a.example", Verdict.WARN, "10.0.0.9, others lead to 10.0.0.1"),
        ("argocd.a.example", Verdict.PASS, "10.0.0.1"),
        ("gitea.a.example", Verdict.PASS, "10.0.0.1"),
        ("openbao.a.example", Verdict.WARN, "no address yet; make a record for *.a.example"),
    ]


async def test_in_a_simulated_network_every_name_leads_to_the_gateway() -> None:
    (found,) = await names.ask(SimulatedResolver(), "a.example", REAL, {"gitea-config"})
    assert found.words == "192.0.2.20"
