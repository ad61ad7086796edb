"""The report for CI systems."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from forge_tui.domain.events import CheckFinished, ComponentSkipped, Stamped, Verdict
from forge_tui.domain.failures import JournalUnwritable
from forge_tui.domain.view import fold
from forge_tui.frontends.junit import document, write_junit
from tests.domain.streams import FAILED, STREAMS, UNCHANGED, at, folded


def _case(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(case for case in root.iter("testcase") if case.get("name") == name)


def test_a_failed_component_carries_its_cause_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    write_junit(path, folded(FAILED))
    root = ElementTree.parse(path).getroot()
    failure = _case(root, "kserve").find("failure")
    assert failure is not None
    assert failure.get("type") == "FT-203"
    assert "will not heal by itself" in (failure.get("message") or "")
    assert "kubectl -n kserve describe pod" in (failure.text or "")


def test_suites_count_their_cases() -> None:
    root = document(folded(FAILED))
    counts = {suite.get("name"): (suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in root}
    assert counts == {"checks": ("2", "0", "0"), "steps": ("4", "1", "1"), "components": ("6", "1", "3")}
    assert (root.get("tests"), root.get("failures"), root.get("time")) == ("12", "2", "131.000")


def test_a_component_that_never_began_is_skipped_and_says_whom_it_waited_for() -> None:
    skipped = _case(document(folded(FAILED)), "external-secrets-config").find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "never began; waits for openbao"


def test_a_component_that_the_operator_skipped_says_why() -> None:
    view = fold(folded(FAILED), Stamped(99, at(140), ComponentSkipped("kserve", "no GPU here")))
    case = _case(document(view), "kserve")
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "by the operator: no GPU here"
    assert case.find("failure") is None


def test_a_failed_check_names_its_remedy() -> None:
    failed = CheckFinished("nodes", "Nodes", Verdict.FAIL, "no node is ready", "Run: kubectl get nodes")
    failure = _case(document(folded([Stamped(1, at(0), failed)])), "nodes: Nodes").find("failure")
    assert failure is not None
    assert failure.text == "no node is ready\nRun: kubectl get nodes"


def test_a_good_run_has_no_failure() -> None:
    root = document(folded(UNCHANGED))
    assert root.get("failures") == "0"


@given(STREAMS)
def test_any_run_becomes_xml_that_can_be_read(stream: list[Stamped]) -> None:
    text = ElementTree.tostring(document(folded(stream)), encoding="utf-8")
    assert ElementTree.fromstring(text).tag == "testsuites"


def test_an_unwritable_place_is_named_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(JournalUnwritable, match="missing"):
        write_junit(tmp_path / "missing" / "report.xml", folded(FAILED))
    (tmp_path / "report.xml").mkdir()
    with pytest.raises(JournalUnwritable, match=r"report\.xml"):
        write_junit(tmp_path / "report.xml", folded(FAILED))
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.xml"]
