"""What was answered, suggested and wrong, and that nothing is lost between an answers file and the interview."""

from dataclasses import replace
from pathlib import Path as Path_
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forge_tui.domain.answers import Answers, normalised
from forge_tui.domain.answers_check import answers_of, findings
from forge_tui.domain.answers_fields import Path, every_question, find
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import AnswersInvalid
from forge_tui.domain.interview.entry import text_of, typed
from forge_tui.domain.interview.interview import Interview, begun, taken_up, told
from forge_tui.domain.interview.offers import offers
from forge_tui.domain.interview.steps import DELIVERY, NAMES, SOFTWARE, STEPS, STORAGE, questions_of, step_of
from forge_tui.domain.interview.suggestion import suggestions
from forge_tui.wiring import catalogue_of
from tests.adapters.test_answers_file_dump import _ANSWERS
from tests.domain.interview.clusters import SMALL, component

LEAVES = [question for question in every_question() if not question.section and question.path != ("version",)]
DOCUMENTS = _ANSWERS.filter(lambda data: not findings(data))
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None, max_examples=60)


def filled(**more: Any) -> Interview:
    return begun({"domain": "ai.example.com", **more})


def paths(step_questions: Any) -> list[Path]:
    return [question.path for question in step_questions]


def test_every_question_is_asked_in_exactly_one_step() -> None:
    asked = [question.path for step in STEPS for question in questions_of(step)]
    assert sorted(asked, key=str) == sorted((question.path for question in LEAVES), key=str)


@SLOW
@given(DOCUMENTS)
def test_answers_come_out_of_an_interview_as_they_went_in(data: dict[str, Any]) -> None:
    before = answers_of(data)
    assert begun(data, from_file=True).suggested(suggestions(SMALL)).answers() == before


@SLOW
@given(DOCUMENTS)
def test_typing_again_what_every_field_shows_changes_no_answer(data: dict[str, Any]) -> None:
    interview = begun(data)
    before = interview.answers()
    for question in LEAVES:
        interview = interview.answer(question.path, interview.text(question.path))
    assert interview.answers() == before


@SLOW
@given(DOCUMENTS)
def test_an_earlier_run_is_taken_up_with_its_answers_on_the_cluster_that_was_chosen(data: dict[str, Any]) -> None:
    before = normalised(answers_of(data))
    here = begun({"domain": "other.example.com", "cluster": {"context": "here"}}).suggested(suggestions(SMALL))
    resumed = taken_up(here, before).answers()
    assert normalised(resumed) == before
    assert resumed.cluster.context == "here"


def test_versions_of_airm_are_those_of_the_catalogue_the_newest_first() -> None:
    airm = replace(component("airm"), versions=dict.fromkeys(("0.2.3", "0.2.7", "0.2.10"), ()))
    version = ("airm", "version")
    question = find(version)
    assert question is not None
    interview = begun({"domain": "a.example"}, offered=offers(Catalogue({"airm": airm})))
    assert interview.choices(question) == ("0.2.10", "0.2.7", "0.2.3")
    assert interview.findings == ()
    (wrong,) = interview.answer(version, "0.2.4").findings
    assert told(wrong) == 'airm.version: "0.2.4" is not one of 0.2.10, 0.2.7, 0.2.3. Example: version: "0.2.10"'
    assert offers(Catalogue({})) == {}


def test_the_program_asks_for_a_version_that_its_charts_have_and_its_default_is_the_newest() -> None:
    question = find(("airm", "version"))
    assert question is not None
    versions = offers(catalogue_of(Path_(__file__).parents[3]))[question.path]
    assert versions[0] == question.default
    assert set(versions) == set(question.choices)


@given(st.lists(st.text()))
def test_a_list_in_a_field_is_read_as_the_same_list(items: list[str]) -> None:
    question = find(("openbao", "recipients"))
    assert question is not None
    assert typed(question, text_of(question, items)) == items


def test_a_new_interview_lacks_nothing_but_the_domain() -> None:
    (missing,) = begun().findings
    assert told(missing) == "domain: is missing. Example: domain: ai.example.com"


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        (("domain",), "https://ai.example.com", "has a scheme; write the name only"),
        (("openbao", "shares"), "three", "is text, not a whole number"),
        (("tls", "mode"), "self-singed", "did you mean self-signed?"),
        (("airm", "demo", "enabled"), "perhaps", "is text, not true or false"),
        (("components", "values"), "replicas: 2", "is text, not a section with keys of its own"),
    ],
)
def test_what_is_wrong_is_kept_as_typed_and_told_with_its_reason(path: Path, text: str, reason: str) -> None:
    interview = filled().answer(path, text)
    problem = interview.problem(path)
    assert interview.text(path) == text
    assert problem is not None
    assert reason in problem.reason
    with pytest.raises(AnswersInvalid):
        interview.answers()


def test_answers_of_another_mode_are_kept_and_not_written_down() -> None:
    files = filled().answer(("tls", "mode"), "files").answer(("tls", "certificate"), "/tls.crt").answer(("tls", "key"), "/tls.key")
    other = files.answer(("tls", "mode"), "self-signed")
    assert other.answers() == filled(tls={"mode": "self-signed"}).answers()
    assert other.answer(("tls", "mode"), "files").answers() == files.answers()


def test_a_question_is_asked_only_where_its_answer_is_used() -> None:
    assert ("tls", "certificate") not in paths(filled().asked(NAMES))
    assert ("tls", "certificate") in paths(filled().answer(("tls", "mode"), "files").asked(NAMES))
    assert ("airm", "demo", "user") not in paths(filled().answer(("airm", "demo", "enabled"), "false").asked(SOFTWARE))


def test_an_answer_that_is_taken_back_gives_way_to_the_suggestion() -> None:
    interview = begun().suggested(suggestions(SMALL)).answer(("domain",), "mine.example.com")
    assert interview.text(("domain",)) == "mine.example.com"
    assert interview.evidence(("domain",)) == ""
    assert interview.without(("domain",)).text(("domain",)) == "small.cluster.example"


def test_suggestions_hold_until_somebody_answers_and_are_written_down() -> None:
    interview = begun().suggested(suggestions(SMALL))
    answers = interview.answer(("storage", "readWriteMany"), "").answers()
    assert isinstance(answers, Answers)
    assert (answers.domain, answers.tls.mode) == ("small.cluster.example", "self-signed")
    assert (answers.storage.read_write_once, answers.storage.read_write_many) == ("local-path", "")


def test_a_file_keeps_its_defaults_whatever_the_cluster_suggests() -> None:
    interview = begun({"domain": "ai.example.com"}, from_file=True).suggested(suggestions(SMALL))
    assert interview.answers() == filled().answers()


def test_a_component_that_does_not_exist_is_told() -> None:
    interview = begun({"domain": "a.example", "components": {"disable": ["kserv"]}}, ["kserve"])
    assert [told(problem) for problem in interview.problems(SOFTWARE)] == [
        'components.disable[0]: "kserv" is not a component; did you mean kserve?. Example: disable: [kserve]'
    ]


def test_a_problem_belongs_to_the_step_that_asks() -> None:
    interview = filled(storage={"local": "No Name"}, openbao={"shares": 0})
    assert [len(interview.problems(step)) for step in (NAMES, STORAGE, DELIVERY)] == [0, 1, 1]
    assert step_of(("loadBalancer", "pool")) is DELIVERY


def test_a_section_is_not_answered_as_a_whole() -> None:
    with pytest.raises(KeyError):
        filled().answer(("tls",), "existing")
