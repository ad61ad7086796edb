"""Checks, status and plan as text and as JSON."""

import json
from dataclasses import replace

from hypothesis import given

from forge_tui.domain.catalogue import parse
from forge_tui.domain.events import CheckFinished, Stamped, Verdict
from forge_tui.domain.plan import Plan, Step
from forge_tui.frontends import checks, plan_text, status
from forge_tui.frontends.paint import Paint
from tests.domain.streams import FAILED, MIDDLE, STREAMS, at, folded

CHECKS = [
    CheckFinished("version", "Kubernetes version", Verdict.PASS, "v1.34.4"),
    CheckFinished("storage", "Storage class", Verdict.WARN, "two defaults", "Choose one in storage.readWriteOnce."),
    CheckFinished("nodes", "Nodes", Verdict.FAIL, "no \x1b[2Jnode", "Run: kubectl get nodes"),
]


def entry(title: str, wave: int, *parents: str) -> dict[str, object]:
    edges = [{"name": parent, "strength": "hard", "needs": "service", "why": "w"} for parent in parents]
    return {
        "enabled": True,
        "title": title,
        "layer": "config",
        "namespace": title.lower(),
        "version": "1.2.3",
        "wave": wave,
        "seconds": 30,
        "dependsOn": edges,
        "images": ["registry.example/shared:1", f"registry.example/{title.lower()}:2"],
    }


CATALOGUE = parse({"components": {"cert-manager": entry("Certs", 0), "kserve": entry("Serving", 1, "cert-manager")}})
PLAN = Plan(
    answers={"domain": "example.org", "profile": "small"},
    catalogue=CATALOGUE,
    charts={"cert-manager": "aa", "kserve": "bb", "root": "cc"},
    steps=(Step("charts", "Fetch the charts", "prepare", (), 10.0), Step("root", "Hand over", "rollout", ("charts",), 5.0)),
    root_values={},
)


def test_checks_are_a_table_with_remedies_worst_first_and_a_count() -> None:
    text = checks.as_text(CHECKS, Paint())
    assert text.splitlines()[0] == "STATE   CHECK    TITLE               RESULT"
    assert text.splitlines()[1] == "● Pass  version  Kubernetes version  v1.34.4"
    assert text.index("nodes: no") < text.index("storage: two defaults")
    assert "      kubectl get nodes\n" in text
    assert text.endswith("3 checks: 1 fail, 1 warn, 1 pass\n")
    assert "\x1b" not in text


def test_checks_as_json_name_their_verdict() -> None:
    assert [entry["verdict"] for entry in json.loads(checks.as_json(CHECKS))] == ["pass", "warn", "fail"]


def test_no_checks_are_an_empty_table() -> None:
    assert checks.as_text([], Paint()).endswith("0 checks: none\n")


def test_status_lists_components_by_wave_with_what_they_wait_for() -> None:
    lines = status.as_text(folded(MIDDLE), at(100), Paint(ascii=True)).splitlines()
    assert lines[0].split() == ["STATE", "WAVE", "COMPONENT", "SYNC", "HEALTH", "TIME", "WAITS", "FOR"]
    assert [line.split()[3] for line in lines[1:7]] == [
        "cert-manager",
        "openbao",
        "external-secrets",
        "kserve",
        "a-component-with-a-name-that-is-rather-long",
        "external-secrets-config",
    ]
    assert lines[4].startswith("~ Progressing  1     kserve")
    assert lines[4].endswith("Pod kserve-7d9c5")
    assert lines[-1] == "2 of 6 components ready, ETA 2m"


def test_status_shows_cause_and_remedy() -> None:
    text = status.as_text(folded(FAILED), at(140), Paint())
    assert "kserve: FT-203 Image not found (will not heal by itself)" in text
    assert "      kubectl -n kserve describe pod kserve-7d9c5\n" in text
    assert text.endswith("2 of 6 components ready, run failed\n")


def test_status_as_json_has_each_component_with_its_cause() -> None:
    document = json.loads(status.as_json(folded(FAILED), at(140)))
    kserve = next(entry for entry in document["components"] if entry["name"] == "kserve")
    assert (kserve["state"], kserve["cause"]["id"], kserve["seconds"]) == ("failed", "FT-203", 86.0)
    assert (document["ready"], document["total"], document["outcome"]) == (2, 6, "failed")


@given(STREAMS)
def test_any_view_has_a_status(stream: list[Stamped]) -> None:
    view = folded(stream)
    assert f"of {view.total} component" in status.as_text(view, at(60), Paint())
    assert json.loads(status.as_json(view, at(60)))["total"] == view.total


def test_a_plan_reads_as_steps_waves_and_critical_path() -> None:
    lines = plan_text.as_text(PLAN).splitlines()
    assert lines[0] == f"plan           {PLAN.hash[:16]}"
    assert lines[1] == "components     2 in 2 waves"
    assert lines[2] == "estimate       75s"
    assert lines[3].startswith("critical path  charts > root > cert-manager > kserve")
    assert "  root    Hand over         5s   after charts" in lines
    assert lines[lines.index("WAVE 1") + 1] == "  kserve  1.2.3  serving  30s  needs cert-manager"


def test_a_plan_as_json_stands_beside_its_hash() -> None:
    document = json.loads(plan_text.as_json(PLAN))
    assert document["hash"] == PLAN.hash
    assert document["plan"] == json.loads(json.dumps(PLAN.document()))
    assert document["criticalPath"] == list(PLAN.critical_path()[1])
    assert document["images"]["registry.example/shared:1"] == ["cert-manager", "kserve"]


def test_images_of_a_plan_are_one_line_each_with_those_that_use_them() -> None:
    assert plan_text.images_as_text(PLAN).splitlines() == [
        "registry.example/certs:2    cert-manager",
        "registry.example/serving:2  kserve",
        "registry.example/shared:1   cert-manager, kserve",
    ]
    assert json.loads(plan_text.images_as_json(PLAN)) == {image: list(users) for image, users in PLAN.images().items()}


def test_a_plan_without_images_has_no_lines() -> None:
    assert plan_text.images_as_text(replace(PLAN, catalogue=parse({"components": {}}))) == ""


def test_what_an_answer_switched_is_told_with_the_answer() -> None:
    lines = plan_text.as_text(replace(PLAN, switched={"kserve": "a.b: c", "airm-config": "d.e: false"})).splitlines()
    assert lines[lines.index("SWITCHED BY ANSWERS") + 1 :] == ["  airm-config  off  d.e: false", "  kserve       on   a.b: c"]
    assert "SWITCHED BY ANSWERS" not in plan_text.as_text(PLAN)
