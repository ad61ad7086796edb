"""A run as a JUnit report: CI systems show checks, steps and components as test cases."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from forge_tui.domain.events import CheckFinished, Verdict
from forge_tui.domain.failures import JournalUnwritable
from forge_tui.domain.sanitise import clean, clean_line
from forge_tui.domain.view import RunView
from forge_tui.domain.view_rows import ComponentRow, ComponentState, StepRow, StepState


def write_junit(path: Path, view: RunView) -> None:
    """Write the report; a reader sees the old file or the whole new one, never half of it.

    Raises:
        JournalUnwritable: The folder does not exist, is not writable or full.
    """
    content = ElementTree.tostring(document(view), encoding="utf-8", xml_declaration=True)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                temporary.chmod(0o644)
                temporary.replace(path)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise JournalUnwritable(f"{path}: {error.strerror}", remedy="Name another file: forge-tui --junit FILE") from error


def document(view: RunView) -> ElementTree.Element:
    """The report as XML: one suite each for checks, steps and components; the empty ones are left out."""
    suites = ElementTree.Element("testsuites", name="forge-tui")
    groups = {
        "checks": [_check(check) for check in view.checks.values()],
        "steps": [_step(row) for row in view.steps.values()],
        "components": [_component(row, view) for row in view.components.values()],
    }
    for name, cases in groups.items():
        if cases:
            suites.append(_suite(name, cases, view))
    _total(suites, [case for cases in groups.values() for case in cases])
    if view.finished:
        suites.set("time", f"{view.finished.duration_s:.3f}")
    return suites


def _suite(name: str, cases: list[ElementTree.Element], view: RunView) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=name)
    if view.started_at:
        suite.set("timestamp", view.started_at.isoformat(timespec="seconds"))
    suite.extend(cases)
    _total(suite, cases)
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")
    return suite


def _total(element: ElementTree.Element, cases: list[ElementTree.Element]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))


def _case(group: str, name: str, duration_s: float | None) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=f"forge-tui.{group}", name=clean_line(name), time=f"{duration_s or 0.0:.3f}")


def _failed(case: ElementTree.Element, kind: str, message: str, remedy: str) -> None:
    failure = ElementTree.SubElement(case, "failure", type=clean_line(kind), message=clean_line(message))
    failure.text = clean(f"{message}\n{remedy}".strip())


def _skipped(case: ElementTree.Element, message: str) -> None:
    ElementTree.SubElement(case, "skipped", message=clean_line(message))


def _check(check: CheckFinished) -> ElementTree.Element:
    case = _case("checks", f"{check.check}: {check.title}", None)
    if check.verdict is Verdict.FAIL:
        _failed(case, "check", check.message, check.remedy)
    elif check.verdict in (Verdict.SKIPPED, Verdict.WAIVED):
        _skipped(case, f"{check.verdict.value}: {check.message}")
    elif check.verdict is Verdict.WARN:
        ElementTree.SubElement(case, "system-out").text = clean(f"{check.message}\n{check.remedy}".strip())
    return case


def _step(row: StepRow) -> ElementTree.Element:
    case = _case("steps", row.name, row.duration_s)
    if row.state is StepState.FAILED:
        failure = row.failure
        _failed(case, failure.id if failure else "step", failure.message if failure else "failed", failure.remedy if failure else "")
    elif row.state is not StepState.SUCCEEDED:
        _skipped(case, row.state.value)
    return case


def _component(row: ComponentRow, view: RunView) -> ElementTree.Element:
    case = _case("components", row.name, row.duration_s)
    waits = " <- ".join(view.waits_for(row.name))
    if row.ready:
        return case
    if row.state is ComponentState.SKIPPED:
        _skipped(case, f"by the operator: {row.skip_reason}")
    elif row.cause is not None:
        words = f"{row.cause.title}: {row.cause.object}: {row.cause.message} ({row.cause.outlook})"
        _failed(case, row.cause.id, words, row.cause.remedy)
    elif row.state is ComponentState.WAITING:
        _skipped(case, f"never began; waits for {waits}" if waits else "never began")
    else:
        _failed(case, "not-ready", f"not ready: {waits or row.message or row.health or 'no word from Argo CD'}", "")
    return case
