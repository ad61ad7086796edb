"""Generated blocks between hand-written text: `<!-- generated: NAME -->` to `<!-- end: NAME -->`."""

from __future__ import annotations

import re
from collections.abc import Mapping


def filled(text: str, blocks: Mapping[str, str]) -> str:
    """The text with its blocks written anew; each must be there exactly once."""
    for name, content in blocks.items():
        begin, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        assert text.count(begin) == text.count(end) == 1, f"the block {name} needs one {begin} and one {end}"
        head, _, rest = text.partition(begin)
        text = f"{head}{begin}\n{content.strip()}\n{end}{rest.partition(end)[2]}"
    return text


def content(text: str, name: str) -> str:
    """What stands in a block now; empty when there is none."""
    found = re.search(f"<!-- generated: {name} -->\n(.*?)<!-- end: {name} -->", text, re.DOTALL)
    return found[1] if found else ""
