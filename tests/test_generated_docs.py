"""Generated pages are current, and the product document says no number of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.charts.chart_copies import NAMES
from tests.generated_docs import ROOT, measured_pages, pages, prd
from tests.generated_docs.blocks import filled
from tests.generated_docs.chart_values import Value, values_of

DOCS = ("docs/answers.md", "docs/failures.md", "docs/components.md", "docs/components.svg", "docs/PRD-v2.md")


@pytest.mark.parametrize("name", [*DOCS, *(f"charts/{name}/README.md" for name in NAMES)])
def test_a_generated_page_is_what_the_code_says_now(name: str) -> None:
    assert (ROOT / name).read_text() == pages()[name], "run: make docs"


@pytest.mark.helm
def test_sizes_and_values_in_ci_are_those_of_the_rendered_charts() -> None:
    assert [name for name, text in measured_pages().items() if (ROOT / name).read_text() != text] == [], "run: make docs"


def test_the_product_document_takes_every_number_from_a_figure() -> None:
    assert prd.prose_with_numbers(prd.TEMPLATE.read_text()) == []


@pytest.mark.parametrize("line", ["It has 50 components.", "It has fifty components.", "about 4x", "1.5 GiB"])
def test_a_number_in_the_prose_is_found(line: str) -> None:
    assert prd.prose_with_numbers(line) == [line]


@pytest.mark.parametrize("line", ["## 7. Deployment process", "V1 and V2 of S3", "{{ waves }} waves", "HTTP-01", "one command"])
def test_names_and_sections_are_no_numbers(line: str) -> None:
    assert prd.prose_with_numbers(line) == []


def test_the_product_document_has_eight_sections() -> None:
    headings = re.findall(r"^## (\d)\. ", (ROOT / "docs/PRD-v2.md").read_text(), re.MULTILINE)
    assert headings == list("12345678")


def test_every_link_of_a_generated_page_leads_somewhere() -> None:
    broken = []
    for name, text in pages().items():
        if name.endswith(".md"):
            targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
            broken += [f"{name}: {target}" for target in targets if not ((ROOT / name).parent / Path(target)).exists()]
    assert broken == []


def test_values_have_the_comment_above_or_beside_them() -> None:
    group = "group:\n  # Inner\n  # words.\n  key: {a: 1}\n\n  bare: ''\n"
    text = f"# Size.\nreplicas: 2\nname: x  # Beside.\n{group}# About the list.\nlist:\n  - 1\n"
    assert values_of(text) == [
        Value("replicas", "2", "Size."),
        Value("name", "x", "Beside."),
        Value("group.key", "{a: 1}", "Inner words."),
        Value("group.bare", "''", ""),
        Value("list", "see values.yaml", "About the list."),
    ]


def test_a_block_is_written_anew_and_the_rest_stays() -> None:
    text = "By hand.\n<!-- generated: x -->\nold\n<!-- end: x -->\nBy hand too.\n"
    assert filled(text, {"x": "new"}) == text.replace("old", "new")


def test_a_block_that_is_missing_is_told() -> None:
    with pytest.raises(AssertionError, match="the block x needs one"):
        filled("By hand.\n", {"x": "new"})
