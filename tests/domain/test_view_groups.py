"""Components in an order for people, and which of them need one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_tui.domain import signs
from forge_tui.domain.events import ComponentDiagnosed, ComponentReady, ComponentSkipped, Listed, RunStarted, Stamped, StepFinished
from forge_tui.domain.view import RunView, fold
from forge_tui.domain.view_attention import Filter, Show, concerns, stalled
from forge_tui.domain.view_foundation import other_steps, pillars
from forge_tui.domain.view_groups import NO_LAYER, Branch, Grouping, arranged, tally
from forge_tui.domain.view_rows import CauseFound, ComponentRow, ComponentState
from tests.domain.streams import FAILED, MIDDLE, SEALED, STARTED, STREAMS, at, folded

LONG = "a-component-with-a-name-that-is-rather-long"


def outline(branches: tuple[Branch, ...], depth: int = 0) -> list[str]:
    found: list[str] = []
    for branch in branches:
        found += [f"{'  ' * depth}{branch.title}", *outline(branch.children, depth + 1)]
    return found


def arranged_failed(grouping: Grouping) -> list[str]:
    view = folded(FAILED)
    return outline(arranged(view.components, grouping, view.components))


def test_waves_are_in_their_order_with_their_members_by_name() -> None:
    assert arranged_failed(Grouping.WAVE) == [
        *("wave 0", "  cert-manager", "  openbao"),
        *("wave 1", "  external-secrets", "  kserve"),
        *("wave 2", f"  {LONG}", "  external-secrets-config"),
    ]


def test_layers_are_in_the_order_of_their_names() -> None:
    assert [line for line in arranged_failed(Grouping.LAYER) if not line.startswith(" ")] == [
        *("ai-compute", "config", "data-storage", "foundation", "network-security"),
    ]


def test_a_component_without_a_layer_is_in_the_last_group() -> None:
    rows = {"a": ComponentRow("a"), "b": ComponentRow("b", layer="z")}
    assert outline(arranged(rows, Grouping.LAYER, rows)) == ["z", "  b", NO_LAYER, "  a"]


def test_along_the_graph_each_component_hangs_once_under_the_parent_that_comes_latest() -> None:
    assert arranged_failed(Grouping.GRAPH) == [
        *("cert-manager", "  external-secrets", "    external-secrets-config", "  kserve", f"    {LONG}"),
        "openbao",
    ]


def test_a_filtered_graph_hangs_children_on_what_is_left() -> None:
    view = folded(FAILED)
    assert outline(arranged(view.components, Grouping.GRAPH, ["kserve", LONG, "external-secrets-config"])) == [
        "external-secrets-config",
        "kserve",
        f"  {LONG}",
    ]


def test_a_circle_that_no_catalogue_has_loses_nobody() -> None:
    rows = {"a": ComponentRow("a", parents=("b",)), "b": ComponentRow("b", parents=("a",)), "c": ComponentRow("c", parents=("b",))}
    assert sorted(line.strip() for line in outline(arranged(rows, Grouping.GRAPH, rows))) == ["a", "b", "c"]


@given(STREAMS, st.sampled_from(Grouping))
def test_every_component_of_any_stream_has_exactly_one_line(stream: list[Stamped], grouping: Grouping) -> None:
    view = folded(stream)
    found: list[str] = []

    def walk(branches: tuple[Branch, ...]) -> None:
        for branch in branches:
            found.extend([branch.component] if branch.members == () and branch.key == branch.component else [])
            walk(branch.children)

    walk(arranged(view.components, grouping, view.components))
    assert sorted(found) == sorted(view.components)


def test_a_group_counts_and_says_which_wave_it_waits_for() -> None:
    view = folded(FAILED)
    first = tally(view.components, ["cert-manager", "openbao"])
    assert (first.ready, first.total, first.failed, first.waits) == (1, 2, 0, "")
    assert tally(view.components, ["kserve", "external-secrets"]).failed == 1
    assert tally(view.components, [LONG, "external-secrets-config"]).waits == "waits for wave 1"


@pytest.mark.parametrize(
    ("usual_s", "elapsed_s", "late"),
    [(90.0, 100.0, False), (90.0, 125.0, False), (90.0, 127.0, True), (10.0, 29.0, False), (10.0, 31.0, True), (0.0, 299.0, False)],
)
def test_a_stall_is_much_longer_than_usual_not_a_little(usual_s: float, elapsed_s: float, late: bool) -> None:
    row = ComponentRow("a", usual_s=usual_s, state=ComponentState.PROGRESSING, since=at(0))
    assert stalled(row, at(elapsed_s)) is late


def test_what_is_ready_or_skipped_never_stalls() -> None:
    for state in (ComponentState.READY, ComponentState.SKIPPED):
        assert not stalled(ComponentRow("a", usual_s=1.0, state=state, since=at(0)), at(1000))


def test_what_does_not_heal_comes_before_what_is_late() -> None:
    view = folded(MIDDLE)
    view = fold(view, Stamped(90, at(95), ComponentDiagnosed("openbao", "FT-202", "No node", "Pod x", "full", "Run: top", heals=False)))
    late = at(54) + timedelta(seconds=127)
    assert [(concern.component, concern.hopeless) for concern in concerns(view.components, late)] == [("openbao", True), ("kserve", False)]
    assert concerns(view.components, late)[0].remedy == "Run: top"
    assert concerns(view.components, late)[1].words == "takes 2m07s, usually 1m30s"


def test_a_cause_that_heals_by_itself_needs_nobody_until_it_takes_too_long() -> None:
    row = ComponentRow(
        "a", usual_s=10, state=ComponentState.PROGRESSING, since=at(0), cause=CauseFound("FT-204", "Crash", "", "", "do", True)
    )
    assert concerns({"a": row}, at(5)) == ()
    assert concerns({"a": row}, at(60))[0].words == "takes 1m00s, usually 10s: FT-204 Crash"


@pytest.mark.parametrize(
    ("text", "show", "names"),
    [
        ("", Show.ALL, 6),
        ("kserve", Show.ALL, ["kserve"]),
        ("EXTERNAL config", Show.ALL, ["external-secrets-config"]),
        ("ft-203", Show.ALL, ["kserve"]),
        ("foundation is:ready", Show.ALL, ["external-secrets"]),
        ("is:degraded", Show.ALL, ["kserve"]),
        ("is:wait", Show.ALL, [LONG, "external-secrets-config", "openbao"]),
        ("is:outofsync", Show.ALL, []),
        ("", Show.UNREADY, [LONG, "external-secrets-config", "kserve", "openbao"]),
        ("", Show.ATTENTION, ["kserve"]),
        ("secrets", Show.ATTENTION, []),
    ],
)
def test_a_filter_takes_what_has_all_words_and_a_wanted_state(text: str, show: Show, names: list[str] | int) -> None:
    rows = folded(FAILED).components
    taken = sorted(row.name for row in rows.values() if Filter(text, show).takes(row, at(140)))
    assert (taken if isinstance(names, list) else len(taken)) == names
    assert Filter(text, show).narrows is bool(text or show is not Show.ALL)


def test_a_skipped_component_blocks_nothing_and_is_counted() -> None:
    view = fold(folded(FAILED), Stamped(99, at(135), ComponentSkipped("kserve", "no GPU here")))
    row = view.components["kserve"]
    assert (row.sign, row.pending, row.ready, row.skip_reason) == (signs.SKIPPED, False, False, "no GPU here")
    assert view.skipped == ("kserve",)
    assert view.waits_for(LONG) == ()
    assert concerns(view.components, at(1000)) == () or all(
        concern.component != "kserve" for concern in concerns(view.components, at(1000))
    )


def test_a_skipped_component_that_becomes_ready_after_all_counts_as_ready() -> None:
    view = fold(folded(MIDDLE), Stamped(99, at(135), ComponentSkipped("kserve", "x")))
    view = fold(view, Stamped(100, at(136), ComponentReady("kserve", 80.0)))
    assert (view.skipped, view.components["kserve"].ready, view.components["kserve"].skip_reason) == ((), True, "")
    assert fold(view, Stamped(101, at(137), ComponentSkipped("kserve", "late"))).components["kserve"].ready


def test_skipping_brings_the_estimate_back() -> None:
    view = folded(FAILED[:-1])
    assert view.eta_s(at(131)) is None
    assert fold(view, Stamped(99, at(131), ComponentSkipped("kserve", "x"))).eta_s(at(131)) == 60.0


def test_the_foundation_is_told_by_its_steps_and_else_by_its_components() -> None:
    assert [(pillar.title, pillar.sign) for pillar in pillars(folded(MIDDLE))] == [("OpenBao", signs.WAITING)]
    names = ("install-argocd", "install-gitea", "push", "install-openbao", "vault", "crds")
    view = fold(RunView(), Stamped(1, at(0), RunStarted(1, "", "r", "", "", "", "", names, (Listed("a", "", 0, (), 1.0),), 1.0)))
    told = FAILED[-2].event
    assert isinstance(told, StepFinished)
    for name, failure in (("install-argocd", None), ("install-gitea", None), ("vault", SEALED)):
        outcome = told.outcome if failure else type(told.outcome)("succeeded")
        view = fold(view, Stamped(2, at(1), StepFinished(name, outcome, told.change, 1.0, failure)))
    found = {pillar.title: (pillar.sign, pillar.detail) for pillar in pillars(view)}
    assert found == {"Argo CD": (signs.DONE, ""), "Gitea": (signs.RUNNING, ""), "OpenBao": (signs.FAILED, "FT-503")}


def test_a_step_beside_the_foundation_is_told_while_it_runs_or_when_it_failed() -> None:
    assert [row.name for row in other_steps(folded(MIDDLE))] == ["openbao"]
    assert STARTED.steps[0] not in [row.name for row in other_steps(folded(MIDDLE))]
