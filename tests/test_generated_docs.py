"""Generated pages are current."""

from __future__ import annotations

import pytest

from tests.generated_docs import DOCS, pages


@pytest.mark.parametrize("name", ["answers.md", "failures.md"])
def test_a_generated_page_is_what_the_code_says_now(name: str) -> None:
    assert (DOCS / name).read_text() == pages()[name], "run: make docs"
