"""docs/answers.md tells what the program does."""

from pathlib import Path

from forge_tui.domain.answers import json_schema
from forge_tui.domain.answers_fields import every_question
from forge_tui.frontends.answers_reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "answers.md"


def test_the_page_is_current() -> None:
    again = "forge-tui schema | python -m forge_tui.frontends.answers_reference > docs/answers.md"
    assert PAGE.read_text() == reference(json_schema()), f"write it again: {again}"


def test_the_page_has_every_answer() -> None:
    page = reference(json_schema())
    for question in every_question():
        name = ".".join(map(str, question.path))
        assert (f"# {name}\n" if question.section else f"| `{name}` |") in page


def test_a_bar_in_a_description_does_not_break_the_table() -> None:
    schema = {"properties": {"a": {"description": "x | y", "kind": "text", "default": "z"}}}
    assert "| `a` | x \\| y | text | `z` |  |" in reference(schema)
