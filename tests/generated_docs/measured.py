"""What `make bench` found, read out of docs/performance-results.md."""

from __future__ import annotations

import re

from tests.generated_docs import ROOT

RESULTS = ROOT / "docs" / "performance-results.md"


def row(block: str, label: str) -> list[str]:
    """Cells behind the label of one row, of the block that the bench calls `block`."""
    text = RESULTS.read_text()
    found = re.search(f"<!-- bench: {block} -->(.*?)<!-- end: {block} -->", text, re.DOTALL)
    assert found, f"{RESULTS.name} has no block {block}"
    for line in found[1].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] == label:
            return cells[1:]
    raise AssertionError(f"{RESULTS.name} has no row '{label}' in its block {block}; tests/generated_docs/figures.py reads it")
