"""Switching a component on brings its parents; off says who needs it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain.answers_fields import Path
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.failures import SelectionInvalid
from forge_tui.domain.interview.interview import Interview, begun
from forge_tui.domain.interview.selection import decided, enabled, needed_by, switched, switching
from tests.domain.interview.clusters import CATALOGUE, component
from tests.domain.interview.quiet_desk import plan_of

ANSWERED = Catalogue(
    {
        entry.name: entry
        for entry in (
            replace(component("vault"), foundation=True),
            component("cert-manager"),
            component("cert-manager-config", "cert-manager", wave=1, on=False),
            component("trust-manager", on=False),
            component("metallb", on=False),
            component("metallb-config", "metallb", wave=1, on=False),
            component("airm"),
            component("airm-config", "airm", wave=1),
        )
    }
)
"""Components that other answers decide about."""
START = begun({"domain": "a.example"}, CATALOGUE.components)


def chosen(interview: Interview) -> tuple[list[str], list[str]]:
    return interview.value(("components", "enable")), interview.value(("components", "disable"))


def test_the_catalogue_decides_until_somebody_does() -> None:
    assert enabled(START, CATALOGUE) == {"base", "queue", "shop", "alone"}


def test_off_takes_along_who_needs_it_and_says_why() -> None:
    change = switching(START, CATALOGUE, "base", on=False)
    assert change.sentence == "queue, shop need base: off as well"
    assert change.reasons == ("queue needs base: its base", "shop needs queue: its queue")
    assert chosen(switched(START, CATALOGUE, "base", on=False)) == ([], ["base", "queue", "shop"])


def test_on_brings_all_parents() -> None:
    change = switching(START, CATALOGUE, "extra", on=True)
    assert change.sentence == "extra needs panel: on as well"
    assert chosen(switched(START, CATALOGUE, "extra", on=True)) == (["extra", "panel"], [])


def test_there_and_back_leaves_nothing_behind() -> None:
    there = switched(START, CATALOGUE, "shop", on=False)
    assert chosen(switched(there, CATALOGUE, "shop", on=True)) == ([], [])


def test_what_nobody_needs_goes_alone() -> None:
    assert switching(START, CATALOGUE, "alone", on=False).sentence == "alone is off"
    assert needed_by(START, CATALOGUE, "alone") == ()
    assert needed_by(START, CATALOGUE, "base") == ("queue", "shop")


@given(st.lists(st.tuples(st.sampled_from(sorted(CATALOGUE.components)), st.booleans()), max_size=8))
def test_no_sequence_of_switches_contradicts_itself(switches: list[tuple[str, bool]]) -> None:
    interview = START
    for name, on in switches:
        interview = switched(interview, CATALOGUE, name, on=on)
        assert (name in enabled(interview, CATALOGUE)) == on
    assert interview.findings == ()
    enable, disable = chosen(interview)
    assert CATALOGUE.select(enable, disable).components.keys() == enabled(interview, CATALOGUE)


OTHERS: dict[Path, tuple[str, ...]] = {
    ("tls", "mode"): ("existing", "self-signed", "acme"),
    ("loadBalancer", "mode"): ("existing", "metallb"),
    ("airm", "demo", "enabled"): ("true", "false"),
}


def answering(*texts: str) -> Interview:
    """Every answer that decides about components."""
    interview = START.answer(("tls", "acme", "email"), "a@a.example").answer(("loadBalancer", "pool"), "10.0.0.0/28")
    interview = interview.answer(("tls", "acme", "solver"), '{"dns01": {"route53": {"region": "eu"}}}')
    for path, text in zip(OTHERS, texts, strict=True):
        interview = interview.answer(path, text)
    return replace(interview, components=None)


@given(
    st.tuples(*map(st.sampled_from, OTHERS.values())),
    st.lists(st.tuples(st.sampled_from(sorted(ANSWERED.components)), st.booleans()), max_size=5),
    st.tuples(*map(st.sampled_from, OTHERS.values())),
)
def test_what_is_shown_as_on_is_what_the_plan_installs(
    before: tuple[str, ...], switches: list[tuple[str, bool]], after: tuple[str, ...]
) -> None:
    interview = answering(*before)
    for name, on in switches:
        refused = switching(interview, ANSWERED, name, on=on).refused
        interview = switched(interview, ANSWERED, name, on=on)
        assert refused or (name in enabled(interview, ANSWERED)) == on
    assert plan_of(interview, ANSWERED).catalogue.components.keys() == enabled(interview, ANSWERED)
    for path, text in zip(OTHERS, after, strict=True):
        interview = interview.answer(path, text)
    # Another answer may then contradict a switch; the plan says so, and the list shows the switch.
    try:
        plan = plan_of(interview, ANSWERED)
    except SelectionInvalid:
        return
    assert plan.catalogue.components.keys() == enabled(interview, ANSWERED)


def test_who_switched_a_component_is_told() -> None:
    interview = answering("self-signed", "metallb", "false")
    assert decided(interview, ANSWERED, "trust-manager") == "tls.mode: self-signed"
    assert decided(interview, ANSWERED, "airm") == ""
    assert enabled(interview, ANSWERED) == ANSWERED.components.keys() - {"airm-config"}


@pytest.mark.parametrize(
    ("name", "on", "refused"),
    [
        ("cert-manager", False, "cert-manager-config stays on: tls.mode: self-signed wants it so; change that answer first"),
        ("airm-config", True, "airm-config stays off: airm.demo.enabled: false wants it so; change that answer first"),
        ("vault", False, "vault stays on: everything else is installed from it"),
    ],
)
def test_a_switch_that_no_plan_could_follow_is_refused(name: str, on: bool, refused: str) -> None:
    interview = answering("self-signed", "existing", "false")
    assert switching(interview, ANSWERED, name, on=on).sentence == refused
    assert switched(interview, ANSWERED, name, on=on) is interview


def test_what_an_answer_only_suggests_can_be_switched_off() -> None:
    interview = switched(answering("self-signed", "existing", "true"), ANSWERED, "trust-manager", on=False)
    assert "trust-manager" not in enabled(interview, ANSWERED)
    assert "trust-manager" in enabled(switched(interview, ANSWERED, "trust-manager", on=True), ANSWERED)
