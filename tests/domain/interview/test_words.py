"""What the side pane, the list of names and the command to repeat say."""

from typing import Any

from forge_tui.domain.answers_fields import every_question
from forge_tui.domain.catalogue import parse
from forge_tui.domain.interview.effects import effect
from forge_tui.domain.interview.hostnames import served
from forge_tui.domain.interview.repeat import command


def test_every_question_says_what_it_changes() -> None:
    assert [question.path for question in every_question() if question.path != ("version",) and not _says(question.path)] == []


def _says(path: tuple[str | int, ...]) -> bool:
    return bool(effect(path)) or path in {("tls",), ("storage",), ("cluster",), ("loadBalancer",)}


def test_only_components_that_are_on_have_host_names() -> None:
    routes = parse({"components": {"ui": entry("app", "api"), "off": entry("no"), "none": entry()}})
    assert served("x.example", routes, {"ui", "none"}) == (("app.x.example", "ui"), ("api.x.example", "ui"))


def entry(*hosts: str) -> dict[str, Any]:
    named = [{"host": host, "title": host} for host in hosts]
    return {"title": "T", "layer": "config", "namespace": "n", "version": "1.0", "wave": 0, "enabled": True, "addresses": named}


def test_the_command_can_be_pasted() -> None:
    line = command("/srv/my answers.yaml", plan="/srv/plan.json", options=("--simulate", "small"))
    assert line == "forge-tui --headless '/srv/my answers.yaml' --plan /srv/plan.json --simulate small"
